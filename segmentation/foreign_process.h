#pragma once

#include <chrono>
#include <stop_token>
#include <string>

#include "segmentation/foreign_model.h"
#include "segmentation/foreign_protocol.h"

namespace axolemma::detail {

/// A process that runs a program of others: this program's binary, shut off from files, network
/// and other processes (sandbox.h), ended with this object. Belongs to one thread at a time.
class ForeignProcess {
  public:
    /// Starts it and loads the model, which already runs it. `name` is the model's, for people.
    /// Throws as `run`.
    ForeignProcess(std::string name, const std::string& program, const ForeignLimits& limits,
                   int threads, const std::stop_token& stop);
    ~ForeignProcess();
    ForeignProcess(const ForeignProcess&) = delete;
    ForeignProcess& operator=(const ForeignProcess&) = delete;

    /// The output for an input whose values become `dtype`; its axes are left empty. Throws
    /// `Cancelled` within 0.1 s of a stop, and `Error` where the model failed, took too long or
    /// too much memory, crashed, or answered rubbish; the process has ended then, unless the model
    /// only said that it cannot use this input.
    Tensor run(const Tensor& input, const std::string& dtype, const std::stop_token& stop);

    /// Whether it can still run.
    bool alive() const { return pid_ > 0; }

  private:
    using Clock = std::chrono::steady_clock;

    void start();
    void send(const void* bytes, std::size_t count);
    void receive(void* bytes, std::size_t count);
    void await(int descriptor, short events);
    Tensor reply(std::uint64_t mostValues);
    void end();
    [[noreturn]] void fail(const std::string& what);
    [[noreturn]] void failByDeath();

    std::string name_;
    ForeignLimits limits_;
    int pid_ = -1;
    int requests_ = -1;
    int replies_ = -1;
    Clock::time_point deadline_;
    std::stop_token stop_;
};

/// The file of the program to start instead of this one; for tests. Empty = this one.
void setForeignProgram(const std::string& path);

}  // namespace axolemma::detail
