// Carries envelopes inside the process, by the rules of the relay's interface: what the scenarios
// are tried on without a relay.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "interop/carrier.h"

namespace smx::interop::tests {

/// Bugs that a carrier could have, so that a test sees a scenario find them.
struct QueueFaults {
  bool prekey_twice = false;      ///< a one-time prekey is handed out and kept
  bool changes_envelope = false;  ///< the last byte of each envelope is another
  bool loses_on_drop = false;     ///< what was given counts as acknowledged when the socket ends
  bool new_ids_on_drop = false;   ///< and here it comes again under other ids
  bool ignores_list = false;      ///< any device list is accepted
  bool out_of_order = false;      ///< the newest first
};

class QueueCarrier final : public Carrier {
 public:
  explicit QueueCarrier(QueueFaults faults = {}) : faults_(faults) {}

  void begin(const std::string& label) override;
  std::unique_ptr<Connection> join(const std::string& person, const std::string& actor,
                                   const Json& bundle) override;

 private:
  friend class QueueConnection;

  struct Device {
    Address address;
    Json bundle;
    std::deque<Json> prekeys;
    std::deque<Delivery> queue;
    std::size_t given = 0;  ///< of the queue, by the socket that is open
    bool active = true;
  };

  Device& device(const std::string& id) { return devices_.at(id); }
  std::vector<std::string> active_devices(const std::string& user) const;

  QueueFaults faults_;
  std::map<std::string, Device> devices_;
  std::uint64_t next_ = 1;
};

}  // namespace smx::interop::tests
