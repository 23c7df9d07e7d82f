#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "relay/id.h"

namespace smx::relay::http {

/// A connection on behalf of a device. Told on the network's thread; may leave the hub while it is
/// told.
class Listener {
 public:
  virtual ~Listener() = default;
  /// There is something new in the device's queue.
  virtual void on_wake() = 0;
  /// The device is revoked, or its user removed.
  virtual void on_cut() = 0;
  /// Few one-time prekeys are left, or none.
  virtual void on_low_prekeys() {}
  /// A newer stream of the same device took this one's place in the hub.
  virtual void on_replaced() {}
  /// These left the device's queue, on whatever connection it said so.
  virtual void on_acknowledged(std::span<const std::string>) {}
  /// Whether what is queued reaches the device by this connection, so that no push is needed.
  [[nodiscard]] virtual bool waiting() const = 0;
};

/// Which connections belong to which device. Belongs to the network's thread.
class Hub {
 public:
  /// One stream a device: the one before is told that it was replaced and is in the hub no more.
  void add_stream(const DeviceId& device, Listener& stream);
  /// Any other connection: at once after the first request whose caller is known.
  void add_connection(const DeviceId& device, Listener& connection);
  /// Does nothing when it is not there.
  void remove(const DeviceId& device, Listener& listener);

  void wake(const DeviceId& device);
  void low_prekeys(const DeviceId& device);
  void cut(const DeviceId& device);
  void acknowledged(const DeviceId& device, std::span<const std::string> deliveries);

  /// A stream, or a request that waits for messages.
  [[nodiscard]] bool reachable(const DeviceId& device) const;
  [[nodiscard]] std::size_t streams() const noexcept { return streams_; }
  [[nodiscard]] std::size_t devices() const noexcept { return entries_.size(); }

 private:
  struct Entry {
    Listener* stream = nullptr;
    std::vector<Listener*> connections;
  };
  /// A copy: whoever is told may leave.
  [[nodiscard]] std::vector<Listener*> listeners(const DeviceId& device) const;
  [[nodiscard]] bool holds(const DeviceId& device, const Listener* listener) const;
  template <class Tell>
  void tell(const DeviceId& device, const Tell& what);

  std::map<DeviceId, Entry> entries_;
  std::size_t streams_ = 0;
};

}  // namespace smx::relay::http
