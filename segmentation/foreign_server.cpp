#include <fmt/format.h>
#include <poll.h>
#include <torch/script.h>
#include <unistd.h>

#include <cerrno>
#include <sstream>
#include <thread>

#include "segmentation/foreign_protocol.h"
#include "segmentation/foreign_server_internal.h"
#include "segmentation/sandbox.h"
#include "segmentation/threads.h"

namespace axolemma::detail {

namespace {

constexpr std::uint64_t kLongestSentence = 2000;

bool readAll(int from, void* to, std::size_t count) {
    auto* at = static_cast<char*>(to);
    while (count > 0) {
        const ssize_t got = ::read(from, at, count);
        if (got <= 0) return false;
        at += got;
        count -= static_cast<std::size_t>(got);
    }
    return true;
}

void writeAll(int to, const void* from, std::size_t count) {
    const auto* at = static_cast<const char*>(from);
    while (count > 0) {
        const ssize_t put = ::write(to, at, count);
        // Nobody listens: there is nothing left to do.
        if (put <= 0) ::_exit(1);
        at += put;
        count -= static_cast<std::size_t>(put);
    }
}

void replyFailure(int to, std::string sentence) {
    sentence.resize(std::min<std::size_t>(sentence.size(), kLongestSentence));
    ForeignReply reply{.bytes = sentence.size(), .failed = 1};
    writeAll(to, &reply, sizeof reply);
    writeAll(to, sentence.data(), sentence.size());
}

void replyTensor(int to, const torch::Tensor& tensor) {
    const torch::Tensor plain = tensor.detach().to(torch::kCPU, torch::kFloat).contiguous();
    if (plain.dim() > kMostAxes) throw std::runtime_error("its output has too many axes");
    ForeignReply reply{.bytes = static_cast<std::uint64_t>(plain.numel()) * sizeof(float),
                       .axes = static_cast<std::int32_t>(plain.dim())};
    for (int i = 0; i < reply.axes; ++i) reply.shape[i] = plain.size(i);
    writeAll(to, &reply, sizeof reply);
    writeAll(to, plain.data_ptr<float>(), reply.bytes);
}

torch::Dtype dtypeFrom(const std::string& name) {
    if (name == "float64") return torch::kDouble;
    if (name == "float16") return torch::kHalf;
    if (name == "uint8") return torch::kByte;
    if (name == "int8") return torch::kChar;
    if (name == "int16") return torch::kShort;
    if (name == "int32" || name == "uint16") return torch::kInt;
    if (name == "int64" || name == "uint32") return torch::kLong;
    return torch::kFloat;
}

/// Threads start and libraries look at the machine when they are first used; afterwards they could
/// not any more.
void warmUp(int threads) {
    at::set_num_threads(threads);
    const torch::Tensor x = torch::rand({1, 8, 128, 128});
    (void)torch::conv2d(x, torch::rand({8, 8, 3, 3}));
    (void)torch::conv3d(torch::rand({1, 2, 8, 32, 32}), torch::rand({2, 2, 3, 3, 3}));
    (void)torch::matmul(torch::rand({256, 256}), torch::rand({256, 256})).sum();
    (void)torch::sigmoid(x).max();
    (void)torch::upsample_bilinear2d(x, {256, 256}, false);
}

/// Ends the process when the other end of the pipe is gone, whatever the model is doing.
void endWithParent(int requests) {
    std::thread([requests] {
        pollfd end{.fd = requests, .events = 0, .revents = 0};
        while (::poll(&end, 1, -1) < 0 && errno == EINTR) {
        }
        ::_exit(0);
    }).detach();
}

torch::Tensor firstTensor(const torch::jit::IValue& value) {
    if (value.isTensor()) return value.toTensor();
    if (value.isTensorList() && value.toTensorList().size() > 0) return value.toTensorList().get(0);
    if (value.isTuple() && !value.toTupleRef().elements().empty())
        return firstTensor(value.toTupleRef().elements()[0]);
    if (value.isList() && value.toListRef().size() > 0) return firstTensor(value.toListRef()[0]);
    throw std::runtime_error("it does not return a tensor");
}

std::string sentenceOf(const std::exception& e) {
    const auto* torchError = dynamic_cast<const c10::Error*>(&e);
    std::string text = torchError ? torchError->what_without_backtrace() : e.what();
    // The interpreter says where in the program it was before it says what happened.
    if (const std::size_t at = text.find("RuntimeError: "); at != std::string::npos)
        return text.substr(at);
    if (text.find("Traceback of TorchScript") != std::string::npos) {
        text.erase(text.find_last_not_of(" \n") + 1);
        return text.substr(text.rfind('\n') + 1);
    }
    return text;
}

int serve(int requests, int replies) {
    ForeignRequest model;
    if (!readAll(requests, &model, sizeof model) || model.magic != kForeignMagic) return 1;
    std::string program(model.bytes, '\0');
    if (!readAll(requests, program.data(), program.size())) return 1;
    warmUp(model.threads);
    endWithParent(requests);
    if (!enterSandbox(model.memory)) {
        replyFailure(replies, "this system cannot shut it off from files and the network");
        return 1;
    }
    const c10::InferenceMode mode;
    torch::jit::Module module;
    try {
        std::istringstream stream(std::move(program));
        module = torch::jit::load(stream);
        module.eval();
        replyTensor(replies, torch::zeros({1}));
    } catch (const std::exception& e) {
        replyFailure(replies, sentenceOf(e));
        return 1;
    }
    ForeignRequest request;
    while (readAll(requests, &request, sizeof request) && request.magic == kForeignMagic) {
        try {
            torch::Tensor input = torch::empty(
                torch::IntArrayRef(request.shape, static_cast<std::size_t>(request.axes)));
            if (!readAll(requests, input.data_ptr<float>(), request.bytes)) return 1;
            request.dtype[sizeof request.dtype - 1] = 0;
            input = input.to(dtypeFrom(request.dtype));
            replyTensor(replies, firstTensor(module.forward({input})));
        } catch (const std::exception& e) {
            replyFailure(replies, sentenceOf(e));
        }
    }
    return 0;
}

}  // namespace

int serveForeign(int requests, int replies) {
    const int code = serve(requests, replies);
    // Neither the model's destructors nor the libraries' are to run.
    ::_exit(code);
}

}  // namespace axolemma::detail
