// Stands between the clients and the relay and keeps every byte that passes, as it passes: TCP
// streams, still sealed by TLS.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "runner/hex.h"

namespace smx::interop {

using conformance::Bytes;

/// One connection of a client through the tap.
struct TappedStream {
  std::string label;  ///< whose: what the door was opened for
  Bytes to_relay;
  Bytes from_relay;
};

/// A thread of its own that forwards. Ports are on loopback only.
class Tap {
 public:
  /// `host` and `port` are the relay's. Throws conformance::InputError when no thread or socket can
  /// be had.
  Tap(const std::string& host, std::uint16_t port);
  ~Tap();
  Tap(const Tap&) = delete;
  Tap& operator=(const Tap&) = delete;

  /// A port on 127.0.0.1 whose connections are kept under `label`. Throws conformance::InputError.
  std::uint16_t open(const std::string& label);
  /// No new connections at a port; those that are there go on.
  void close(std::uint16_t port);

  /// All streams so far, in the order in which they were accepted: a copy.
  std::vector<TappedStream> streams() const;

 private:
  class Pump;
  std::unique_ptr<Pump> pump_;
};

}  // namespace smx::interop
