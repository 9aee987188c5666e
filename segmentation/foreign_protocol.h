#pragma once

#include <cstdint>

namespace axolemma::detail {

/// What goes through the pipes between the program and the process that runs a model of others: a
/// header, then so many bytes.
inline constexpr std::uint64_t kForeignMagic = 0x31'4E'47'49'45'52'4F'46;  // "FOREIGN1"
inline constexpr int kMostAxes = 8;

/// Program to process. The first one is the model: TorchScript, and what it may take. Then
/// tensors, float32, that become `dtype` before they are given to it.
struct ForeignRequest {
    std::uint64_t magic = kForeignMagic;
    std::uint64_t bytes = 0;
    std::uint64_t memory = 0;  ///< of the model: bytes that it may allocate
    std::int32_t threads = 1;  ///< of the model
    std::int32_t axes = 0;
    std::int64_t shape[kMostAxes] = {};
    char dtype[16] = {};
};

/// Process to program: a tensor, float32, or a sentence about what went wrong.
struct ForeignReply {
    std::uint64_t magic = kForeignMagic;
    std::uint64_t bytes = 0;
    std::int32_t failed = 0;
    std::int32_t axes = 0;
    std::int64_t shape[kMostAxes] = {};
};

}  // namespace axolemma::detail
