#include "scenarios.h"

#include <fmt/format.h>

namespace smx::interop {

const std::vector<Scenario>& all_scenarios() {
  static const std::vector<Scenario> kScenarios = {
      {"first-with-prekey", "first message on a one-time prekey, which is used up on both sides",
       first_with_prekey},
      {"first-without-prekey", "first message when the one-time prekeys are exhausted",
       first_without_prekey},
      {"replies", "a conversation by turns, with one message too long for the stream", replies},
      {"burst", "many frames in a row, then an answer", burst},
      {"disorder", "out-of-order and duplicated delivery", disorder},
      {"reconnect", "the socket ends between delivery and acknowledgement", reconnect},
      {"crossed", "both sides initiate at once, and converge on one session", crossed},
      {"lost-state", "a device that lost its sessions and prekeys recovers by device.restart",
       lost_state},
      {"replaced-device", "a lost device is revoked and another registered in its place",
       replaced_device},
      {"three-devices", "three devices for each user, fan-out to the sender's others",
       three_devices}};
  return kScenarios;
}

Talking talking(Stage& stage, std::size_t one_time_prekeys) {
  Actor& alice = stage.add("alice", "alice-1", Side::kFirst, one_time_prekeys);
  Actor& bob = stage.add("bob", "bob-1", Side::kSecond, one_time_prekeys);
  const Sent first = stage.send(alice, bob, "first");
  check_magic(stage, first, bob, kBootstrap);
  stage.deliver(bob, first);
  const Sent answer = stage.send(bob, alice, "answer");
  check_magic(stage, answer, alice, kContinuation);
  stage.deliver(alice, answer);
  return {alice, bob};
}

void check_magic(Stage& stage, const Sent& sent, const Actor& to, const char* magic) {
  const std::string got = magic_of(sent.envelope_for(to.address().device_id));
  stage.check(got == magic, fmt::format("{}: '{}' for {}: want {}, got {}", sent.from, sent.about,
                                        to.name(), magic, got));
}

}  // namespace smx::interop
