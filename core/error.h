#pragma once

#include <stdexcept>
#include <string>

namespace axolemma {

/// The one exception that leaves core and segmentation: a sentence for the user that names the file
/// (and slice) concerned and says what to do about it.
class Error : public std::runtime_error {
  public:
    explicit Error(const std::string& sentence);
    ~Error() override;
};

/// Thrown where a `std::stop_token` ended a job before it had a result. Not a failure: the command
/// line ends with code 130 and the window says "cancelled".
class Cancelled : public Error {
  public:
    Cancelled();
    ~Cancelled() override;
};

}  // namespace axolemma
