#include "queue_carrier.h"

#include <algorithm>

#include "interop/fault.h"

namespace smx::interop::tests {

class QueueConnection final : public Connection {
 public:
  QueueConnection(QueueCarrier& carrier, Address address, bool administrator)
      : carrier_(carrier), address_(std::move(address)), administrator_(administrator) {
    own().given = 0;
  }

  const Address& address() const override { return address_; }
  bool is_administrator() const override { return administrator_; }

  std::vector<std::string> devices_of(const std::string& user_id) override {
    return carrier_.active_devices(user_id);
  }

  std::vector<DeviceBundle> take_bundles(const std::string&,
                                         const std::vector<std::string>& devices) override {
    std::vector<DeviceBundle> bundles;
    for (const std::string& id : devices) {
      QueueCarrier::Device& device = carrier_.device(id);
      Json bundle = device.bundle;
      if (!device.prekeys.empty()) {
        bundle["one_time_prekey"] = device.prekeys.front();
        if (!carrier_.faults_.prekey_twice) device.prekeys.pop_front();
      }
      bundles.push_back({id, bundle});
    }
    return bundles;
  }

  std::size_t publish(const Json& one_time_prekeys) override {
    for (const Json& prekey : one_time_prekeys) own().prekeys.push_back(prekey);
    return own().prekeys.size();
  }
  std::size_t prekeys_left() override { return own().prekeys.size(); }

  void revoke(const std::string& device_id) override {
    carrier_.device(device_id).active = false;
    carrier_.device(device_id).queue.clear();
  }

  SendResult send(const std::vector<Outgoing>& envelopes) override;

  std::vector<Delivery> collect(std::size_t count) override {
    QueueCarrier::Device& device = own();
    if (device.queue.size() < device.given + count) throw LinkFault("too few deliveries");
    const auto from = device.queue.begin() + static_cast<std::ptrdiff_t>(device.given);
    device.given += count;
    return {from, from + static_cast<std::ptrdiff_t>(count)};
  }
  std::vector<Delivery> queued() override { return {own().queue.begin(), own().queue.end()}; }

  void acknowledge(const std::vector<std::string>& ids) override {
    QueueCarrier::Device& device = own();
    for (const std::string& id : ids) {
      const auto found = std::ranges::find(device.queue, id, &Delivery::id);
      if (found == device.queue.end()) continue;
      if (static_cast<std::size_t>(found - device.queue.begin()) < device.given) --device.given;
      device.queue.erase(found);
    }
  }

  void drop() override {
    QueueCarrier::Device& device = own();
    if (carrier_.faults_.loses_on_drop) {
      device.queue.erase(device.queue.begin(),
                         device.queue.begin() + static_cast<std::ptrdiff_t>(device.given));
    }
    if (carrier_.faults_.new_ids_on_drop) {
      for (Delivery& delivery : device.queue) delivery.id = std::to_string(carrier_.next_++);
    }
    device.given = 0;
  }

 private:
  QueueCarrier::Device& own() { return carrier_.device(address_.device_id); }

  QueueCarrier& carrier_;
  Address address_;
  bool administrator_;
};

SendResult QueueConnection::send(const std::vector<Outgoing>& envelopes) {
  SendResult result;
  std::map<std::string, std::set<std::string>> named;
  named[address_.user_id].insert(address_.device_id);
  for (const Outgoing& outgoing : envelopes) {
    named[outgoing.to.user_id].insert(outgoing.to.device_id);
  }
  for (const auto& [user, devices] : named) {
    Mismatch mismatch;
    const std::vector<std::string> active = carrier_.active_devices(user);
    for (const std::string& id : active) {
      if (!devices.contains(id)) mismatch.missing.push_back(id);
    }
    for (const std::string& id : devices) {
      if (!carrier_.device(id).active) mismatch.stale.push_back(id);
    }
    if (!mismatch.missing.empty() || !mismatch.stale.empty()) result.mismatches[user] = mismatch;
  }
  if (!result.mismatches.empty() && !carrier_.faults_.ignores_list) return result;
  result = {};
  result.accepted = true;
  const Json& keys = own().bundle;
  for (const Outgoing& outgoing : envelopes) {
    Delivery delivery{
        std::to_string(carrier_.next_),
        carrier_.next_,
        address_,
        {{"identity_key", keys.at("identity_key")}, {"signing_key", keys.at("signing_key")}},
        outgoing.envelope};
    ++carrier_.next_;
    if (carrier_.faults_.changes_envelope) {
      char& digit = delivery.envelope.back();
      digit = digit == '0' ? '1' : '0';
    }
    std::deque<Delivery>& queue = carrier_.device(outgoing.to.device_id).queue;
    result.delivery_ids[outgoing.to.device_id] = delivery.id;
    if (carrier_.faults_.out_of_order) {
      queue.push_front(std::move(delivery));
    } else {
      queue.push_back(std::move(delivery));
    }
  }
  return result;
}

void QueueCarrier::begin(const std::string&) { devices_.clear(); }

std::vector<std::string> QueueCarrier::active_devices(const std::string& user) const {
  std::vector<std::string> ids;
  for (const auto& [id, device] : devices_) {
    if (device.address.user_id == user && device.active) ids.push_back(id);
  }
  return ids;
}

std::unique_ptr<Connection> QueueCarrier::join(const std::string& person, const std::string&,
                                               const Json& bundle) {
  const bool first = devices_.empty();
  for (auto& [id, device] : devices_) {
    if (device.bundle.at("identity_key") != bundle.at("identity_key")) continue;
    device.bundle = bundle;
    device.prekeys.clear();
    return std::make_unique<QueueConnection>(*this, device.address, false);
  }
  const Address address{"usr_" + person, "dev_" + std::to_string(next_++)};
  Device device;
  device.address = address;
  device.bundle = bundle;
  devices_[address.device_id] = std::move(device);
  return std::make_unique<QueueConnection>(*this, address, first);
}

}  // namespace smx::interop::tests
