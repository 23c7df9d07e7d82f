#include <fmt/format.h>

#include "scenarios.h"

namespace smx::interop {
namespace {

/// How many one-time prekeys a device still holds by its own account.
std::size_t held(Actor& actor) {
  return actor.driver().demand("device.state", Json::object()).at("one_time_prekeys").size();
}

void check_prekeys(Stage& stage, Actor& actor, std::size_t published, std::size_t kept) {
  const std::size_t left = actor.connection().prekeys_left();
  stage.check(left == published, fmt::format("{}: want {} one-time prekeys at the carrier, got {}",
                                             actor.name(), published, left));
  if (!actor.driver().introduction().state) return;
  const std::size_t own = held(actor);
  stage.check(own == kept, fmt::format("{}: want {} one-time prekeys on the device, got {}",
                                       actor.name(), kept, own));
}

}  // namespace

void first_with_prekey(Stage& stage) {
  Actor& alice = stage.add("alice", "alice-1", Side::kFirst, 2);
  Actor& bob = stage.add("bob", "bob-1", Side::kSecond, 3);
  const Sent first = stage.send(alice, bob, "first");
  stage.check(first.with_prekey.at(bob.address().device_id),
              "the bundle has no one-time prekey though three were published");
  check_magic(stage, first, bob, kBootstrap);
  check_prekeys(stage, bob, 2, 3);
  stage.deliver(bob, first);
  check_prekeys(stage, bob, 2, 2);
  const Sent second = stage.send(alice, bob, "second, still wrapped");
  check_magic(stage, second, bob, kBootstrap);
  stage.deliver(bob, second);
  const Sent answer = stage.send(bob, alice, "answer");
  check_magic(stage, answer, alice, kContinuation);
  stage.deliver(alice, answer);
  const Sent third = stage.send(alice, bob, "third, bare");
  check_magic(stage, third, bob, kContinuation);
  stage.deliver(bob, third);
}

void first_without_prekey(Stage& stage) {
  Actor& alice = stage.add("alice", "alice-1", Side::kFirst, 1);
  Actor& bob = stage.add("bob", "bob-1", Side::kSecond, 1);
  // A bundle that is taken and never used: its prekey is gone for good.
  const auto lost =
      alice.connection().take_bundles(bob.address().user_id, {bob.address().device_id});
  stage.check(lost.size() == 1 && lost.front().bundle.contains("one_time_prekey"),
              "the one prekey that was published is not in the first bundle");
  check_prekeys(stage, bob, 0, 1);
  const Sent first = stage.send(alice, bob, "first, without a one-time prekey");
  stage.check(!first.with_prekey.at(bob.address().device_id),
              "a bundle has a one-time prekey though none is left");
  check_magic(stage, first, bob, kBootstrap);
  stage.deliver(bob, first);
  check_prekeys(stage, bob, 0, 1);
  const Sent answer = stage.send(bob, alice, "answer");
  stage.deliver(alice, answer);
  stage.deliver(bob, stage.send(alice, bob, "and on"));
}

}  // namespace smx::interop
