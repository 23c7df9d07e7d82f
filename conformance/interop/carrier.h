// What the scenarios need of whatever carries envelopes: the relay, or a queue in a test.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "runner/strict_json.h"

namespace smx::interop {

using conformance::Json;

/// Where a device is reached.
struct Address {
  std::string user_id;
  std::string device_id;

  auto operator<=>(const Address&) const = default;
};

/// A device as its carrier publishes it. Keys are in the form of the driver protocol: lower-case
/// hex.
struct DeviceBundle {
  std::string device_id;
  Json bundle;
};

/// One envelope to one device, lower-case hex.
struct Outgoing {
  Address to;
  std::string envelope;
};

struct Delivery {
  std::string id;
  std::uint64_t sequence = 0;
  Address sender;
  Json sender_keys;      ///< identity_key and signing_key
  std::string envelope;  ///< lower-case hex
};

/// How the recipients named differ from the devices that a user has.
struct Mismatch {
  std::vector<std::string> missing;
  std::vector<std::string> extra;
  std::vector<std::string> stale;
};

struct SendResult {
  bool accepted = false;
  std::map<std::string, std::string> delivery_ids;  ///< by device id, when accepted
  std::map<std::string, Mismatch> mismatches;       ///< by user id, when not
};

/// One registered device's side. What cannot be done throws LinkFault.
class Connection {
 public:
  Connection() = default;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  virtual ~Connection() = default;

  virtual const Address& address() const = 0;
  virtual bool is_administrator() const = 0;

  /// The ids of a user's active devices.
  virtual std::vector<std::string> devices_of(const std::string& user_id) = 0;
  /// Their bundles; each takes a one-time prekey while there are any.
  virtual std::vector<DeviceBundle> take_bundles(const std::string& user_id,
                                                 const std::vector<std::string>& devices) = 0;
  /// Publishes one-time prekeys ([{key_id, public_key}]). How many are there now.
  virtual std::size_t publish(const Json& one_time_prekeys) = 0;
  virtual std::size_t prekeys_left() = 0;
  /// An administrator's: the device is no more.
  virtual void revoke(const std::string& device_id) = 0;

  /// One message: stored whole or not at all.
  virtual SendResult send(const std::vector<Outgoing>& envelopes) = 0;
  /// Waits for `count` deliveries that this socket has not given yet.
  virtual std::vector<Delivery> collect(std::size_t count) = 0;
  /// What is queued now, acknowledged or not given yet, without waiting.
  virtual std::vector<Delivery> queued() = 0;
  virtual void acknowledge(const std::vector<std::string>& delivery_ids) = 0;
  /// Ends the socket in the middle, without any farewell. The next call opens another.
  virtual void drop() = 0;
};

class Carrier {
 public:
  Carrier() = default;
  Carrier(const Carrier&) = delete;
  Carrier& operator=(const Carrier&) = delete;
  virtual ~Carrier() = default;

  /// People and devices of before are not known any more.
  virtual void begin(const std::string& label) = 0;
  /// Registers a device of a person and makes it active. The first device administers. `bundle` is
  /// without a one-time prekey. The same keys again are the same device.
  virtual std::unique_ptr<Connection> join(const std::string& person, const std::string& actor,
                                           const Json& bundle) = 0;
};

}  // namespace smx::interop
