#pragma once

#include <memory>
#include <optional>
#include <string>

#include "session/device_access.h"
#include "smx/memory_store.h"
#include "smx/sealed_store.h"
#include "support/padded_wrap.h"
#include "support/results.h"

namespace smx::secrets {

/// A device over a sealed store in memory: what the store holds of its keys is ciphertext.
class Side {
 public:
  static constexpr std::uint64_t kStart = 1'700'000'000;

  explicit Side(std::string name) : name_(std::move(name)) {
    sealed_ = test::must(SealedStore::open(memory_, wrap_, {.device_name = name_}));
    device_ = test::must(Device::create(*sealed_, {.now = kStart, .one_time_prekeys = 2}));
  }

  Device& device() { return *device_; }
  SealedStore& store() { return *sealed_; }
  const DeviceState& state() { return DeviceAccess::core_of(*device_).state(); }
  /// The session with its only peer.
  const Session& session() { return *state().peers.begin()->second.active(); }

  const Bytes& send(const Side& to, ByteView plaintext, const Bundle* bundle = nullptr) {
    test::must(
        device_->send_into(sent_, to.name_, plaintext, {.bundle = bundle, .delivery_id = {}}));
    return sent_.envelope;
  }
  /// The plaintext is overwritten when it has been looked at.
  void receive(Side& from, const Bytes& envelope) {
    test::must(device_->receive_into(received_, from.name_, from.device().keys(), envelope));
    received_.plaintext.clear();
  }
  std::optional<Error> refusal(const DeviceKeys& from, const Bytes& envelope) {
    return test::error_of(device_->receive_into(received_, "peer", from, envelope));
  }
  /// The device in another place.
  void move_device() {
    Device moved = *std::move(device_);
    device_.emplace(std::move(moved));
  }

 private:
  std::string name_;
  MemoryStore memory_;
  test::PaddedWrap wrap_;
  std::unique_ptr<SealedStore> sealed_;
  std::optional<Device> device_;
  Sent sent_;
  Received received_;
};

/// Two of them, each having sent and received, with a message of alice's on the way.
struct Sides {
  Sides() {
    Bundle bundle = test::must(bob.device().bundle_with_one_time_prekey());
    bob.receive(alice, alice.send(bob, Bytes(40), &bundle));
    alice.receive(bob, bob.send(alice, Bytes(40)));
    exchange();
  }
  /// A message there and one back: both ends turn.
  void exchange() {
    bob.receive(alice, alice.send(bob, Bytes(40)));
    alice.receive(bob, bob.send(alice, Bytes(40)));
  }

  Side alice{"alice"};
  Side bob{"bob"};
};

}  // namespace smx::secrets
