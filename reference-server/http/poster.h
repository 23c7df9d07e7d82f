#pragma once

#include <functional>

namespace smx::relay::http {

/// Runs functions on the network's thread, in the order in which they were given.
class Poster {
 public:
  virtual ~Poster() = default;
  /// From any thread.
  virtual void post(std::function<void()> work) = 0;
};

}  // namespace smx::relay::http
