#include <fmt/format.h>

#include <algorithm>

#include "scenarios.h"

namespace smx::interop {
namespace {

bool holds(const std::vector<std::string>& list, const std::string& item) {
  return std::ranges::find(list, item) != list.end();
}

/// Every device but the sender receives it.
void deliver_to_all(Stage& stage, const std::vector<Actor*>& devices, const Sent& sent) {
  std::size_t receivers = 0;
  for (Actor* device : devices) {
    if (device->address() == sent.sender) continue;
    stage.deliver(*device, sent);
    ++receivers;
  }
  stage.check(receivers == sent.envelopes.size(),
              fmt::format("'{}' has {} envelopes for {} devices", sent.about, sent.envelopes.size(),
                          receivers));
}

}  // namespace

void replaced_device(Stage& stage) {
  auto [alice, bob] = talking(stage);
  const std::string old_device = bob.address().device_id;
  stage.retire(bob, alice);
  Actor& next = stage.add("bob", "bob-2", Side::kSecond, 2);
  stage.check(
      next.address().user_id == bob.address().user_id && next.address().device_id != old_device,
      "other keys at the same phone are no other device of the same user");

  Sent stale;
  stale.about = "for the old list";
  stale.from = alice.name();
  stale.plaintext = {0};
  const SendResult refused = stage.send_once(alice, next, stale);
  stage.check(!refused.accepted, "a message for a revoked device was stored");
  const auto mismatch = refused.mismatches.find(next.address().user_id);
  stage.check(mismatch != refused.mismatches.end() && holds(mismatch->second.stale, old_device) &&
                  holds(mismatch->second.missing, next.address().device_id) &&
                  mismatch->second.extra.empty(),
              "the difference is not: the old device stale, the new one missing");

  const Sent first = stage.send(alice, next, "to the new device");
  check_magic(stage, first, next, kBootstrap);
  stage.deliver(next, first);
  const Sent answer = stage.send(next, alice, "from the new device");
  check_magic(stage, answer, alice, kContinuation);
  stage.deliver(alice, answer);
  stage.deliver(next, stage.send(alice, next, "and on"));
}

void three_devices(Stage& stage) {
  std::vector<Actor*> all;
  for (int i = 1; i <= 3; ++i) {
    all.push_back(&stage.add("alice", fmt::format("alice-{}", i), Side::kFirst, 6));
  }
  for (int i = 1; i <= 3; ++i) {
    all.push_back(&stage.add("bob", fmt::format("bob-{}", i), Side::kSecond, 6));
  }
  Actor& alice = *all.front();
  for (int round = 1; round <= 2; ++round) {
    for (Actor* from : all) {
      Actor& to = from->person() == "alice" ? *all.back() : alice;
      deliver_to_all(stage, all,
                     stage.send(*from, to, fmt::format("round {} from {}", round, from->name())));
    }
  }
}

}  // namespace smx::interop
