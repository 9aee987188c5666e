#include "core/error.h"

namespace axolemma {

Error::Error(const std::string& sentence) : std::runtime_error(sentence) {}
Error::~Error() = default;

Cancelled::Cancelled() : Error("Cancelled.") {}
Cancelled::~Cancelled() = default;

}  // namespace axolemma
