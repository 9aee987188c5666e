#pragma once

namespace axolemma::detail {

/// Sets how many threads the calling thread's networks use from now on, 0 = all cores; OpenMP
/// counts them for each thread apart. Returns the number.
int setThreads(int threads);

}  // namespace axolemma::detail
