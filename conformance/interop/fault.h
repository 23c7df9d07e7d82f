// What went wrong on the way to the relay, or with it.
#pragma once

#include <stdexcept>

namespace smx::interop {

/// A connection that could not be made, was cut, took too long, or carried what the relay's
/// interface does not allow. One clear line.
class LinkFault : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace smx::interop
