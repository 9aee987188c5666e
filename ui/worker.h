#pragma once

#include <QObject>
#include <QThreadPool>
#include <cstdint>
#include <exception>
#include <memory>
#include <new>
#include <optional>
#include <stop_token>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

#include "core/error.h"

namespace axolemma {

/// How a job ended: with a value, or with the sentence of its error, or cancelled.
template <typename Value>
struct Outcome {
    std::optional<Value> value;
    std::string error;
    bool cancelled = false;
};

/// Runs one job at a time in a thread of its own and brings what it makes back to the thread that
/// the worker lives in. The latest job wins: starting one asks the running one to stop and drops
/// whatever that one would still deliver. Destruction asks the job to stop and waits for it.
class Worker : public QObject {
    Q_OBJECT
  public:
    /// What a running job may use; valid as long as the job runs.
    class Context {
      public:
        std::stop_token stop() const { return stop_; }
        /// From now on the worker's thread, with all of its later jobs, gives way to everything
        /// else that wants to run.
        void giveWay() const;
        /// Runs `delivery` in the worker's own thread, unless a later job was started meanwhile.
        /// It may own move-only things.
        template <typename Delivery>
        void post(Delivery delivery) const {
            auto shared = std::make_shared<Delivery>(std::move(delivery));
            Worker* worker = worker_;
            QMetaObject::invokeMethod(
                worker,
                [worker, shared, generation = generation_] {
                    if (worker->generation_ == generation) (*shared)();
                },
                Qt::QueuedConnection);
        }

      private:
        friend class Worker;
        Context(Worker* worker, std::uint64_t generation, std::stop_token stop)
            : worker_(worker), generation_(generation), stop_(std::move(stop)) {}
        Worker* worker_;
        std::uint64_t generation_;
        std::stop_token stop_;
    };

    explicit Worker(QObject* parent = nullptr);
    ~Worker() override;

    /// Runs `job(const Context&)` in the thread; `done(Outcome<Value>)` follows in the worker's own
    /// thread, once, unless a later job was started. A job that returns nothing has Value =
    /// std::monostate. `Error`, `Cancelled` and any other exception become the outcome.
    template <typename Job, typename Done>
    void start(Job job, Done done);

    /// Asks the running job to stop; its outcome still arrives.
    void cancel();
    /// Asks the running job to stop, and drops whatever it would still deliver.
    void drop();
    bool busy() const { return busy_; }

  Q_SIGNALS:
    void busyChanged(bool busy);

  private:
    void setBusy(bool busy);
    template <typename Value, typename Job>
    static Outcome<Value> outcomeOf(Job& job, const Context& context);

    QThreadPool pool_;
    std::stop_source stop_;
    std::uint64_t generation_ = 0;
    bool busy_ = false;
};

template <typename Value, typename Job>
Outcome<Value> Worker::outcomeOf(Job& job, const Context& context) {
    Outcome<Value> outcome;
    try {
        if constexpr (std::is_void_v<std::invoke_result_t<Job&, const Context&>>) {
            job(context);
            outcome.value.emplace();
        } else {
            outcome.value.emplace(job(context));
        }
    } catch (const Cancelled&) {
        outcome.cancelled = true;
    } catch (const std::bad_alloc&) {
        outcome.error = "There is not enough memory for this. Close other programs and try again.";
    } catch (const std::exception& exception) {
        outcome.error = exception.what();
    }
    return outcome;
}

template <typename Job, typename Done>
void Worker::start(Job job, Done done) {
    using Returned = std::invoke_result_t<Job&, const Context&>;
    using Value = std::conditional_t<std::is_void_v<Returned>, std::monostate, Returned>;
    stop_.request_stop();
    stop_ = std::stop_source();
    const Context context(this, ++generation_, stop_.get_token());
    auto sharedJob = std::make_shared<Job>(std::move(job));
    auto sharedDone = std::make_shared<Done>(std::move(done));
    setBusy(true);
    pool_.start([this, context, sharedJob, sharedDone]() mutable {
        auto outcome = outcomeOf<Value>(*sharedJob, context);
        // What the job captured is let go before anybody hears of its end.
        sharedJob.reset();
        context.post(
            [this, sharedDone = std::move(sharedDone), outcome = std::move(outcome)]() mutable {
                setBusy(false);
                (*sharedDone)(std::move(outcome));
            });
    });
}

inline void Worker::drop() {
    // Starting nothing in its place does both.
    if (busy_) start([](const Context&) {}, [](Outcome<std::monostate>) {});
}

}  // namespace axolemma
