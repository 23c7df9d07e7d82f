// A fault of what the runner was given: a file, an option, a vector.
#pragma once

#include <stdexcept>

namespace smx::conformance {

/// One clear line for the user: which file, which field. Exit code 2.
class InputError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace smx::conformance
