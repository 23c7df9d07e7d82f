#include "http/hub.h"

#include <algorithm>

namespace smx::relay::http {

void Hub::add_stream(const DeviceId& device, Listener& stream) {
  Listener*& place = entries_[device].stream;
  Listener* const before = place;
  place = &stream;
  if (before == nullptr) {
    ++streams_;
  } else {
    before->on_replaced();
  }
}

void Hub::add_connection(const DeviceId& device, Listener& connection) {
  entries_[device].connections.push_back(&connection);
}

void Hub::remove(const DeviceId& device, Listener& listener) {
  const auto entry = entries_.find(device);
  if (entry == entries_.end()) return;
  if (entry->second.stream == &listener) {
    entry->second.stream = nullptr;
    --streams_;
  }
  std::erase(entry->second.connections, &listener);
  if (entry->second.stream == nullptr && entry->second.connections.empty()) entries_.erase(entry);
}

std::vector<Listener*> Hub::listeners(const DeviceId& device) const {
  const auto entry = entries_.find(device);
  if (entry == entries_.end()) return {};
  std::vector<Listener*> all = entry->second.connections;
  if (entry->second.stream != nullptr) all.insert(all.begin(), entry->second.stream);
  return all;
}

bool Hub::holds(const DeviceId& device, const Listener* listener) const {
  const auto entry = entries_.find(device);
  return entry != entries_.end() && (entry->second.stream == listener ||
                                     std::ranges::count(entry->second.connections, listener) != 0);
}

template <class Tell>
void Hub::tell(const DeviceId& device, const Tell& what) {
  for (Listener* listener : listeners(device)) {
    if (holds(device, listener)) what(*listener);
  }
}

void Hub::wake(const DeviceId& device) {
  tell(device, [](Listener& listener) { listener.on_wake(); });
}

void Hub::low_prekeys(const DeviceId& device) {
  tell(device, [](Listener& listener) { listener.on_low_prekeys(); });
}

void Hub::cut(const DeviceId& device) {
  tell(device, [](Listener& listener) { listener.on_cut(); });
}

void Hub::acknowledged(const DeviceId& device, std::span<const std::string> deliveries) {
  tell(device, [&](Listener& listener) { listener.on_acknowledged(deliveries); });
}

bool Hub::reachable(const DeviceId& device) const {
  return std::ranges::any_of(listeners(device),
                             [](const Listener* listener) { return listener->waiting(); });
}

}  // namespace smx::relay::http
