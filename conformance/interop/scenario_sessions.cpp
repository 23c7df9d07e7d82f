#include <fmt/format.h>

#include "scenarios.h"

namespace smx::interop {
namespace {

void check_sessions(Stage& stage, Actor& actor, const Actor& peer, std::size_t want) {
  if (!actor.driver().introduction().state) return;
  const Json state = actor.driver().demand("device.state", Json::object());
  const std::size_t got = state.at("sessions").value(peer.name(), std::size_t{0});
  stage.check(got == want, fmt::format("{}: want {} sessions with {}, got {}", actor.name(), want,
                                       peer.name(), got));
}

}  // namespace

void crossed(Stage& stage) {
  Actor& alice = stage.add("alice", "alice-1", Side::kFirst, 3);
  Actor& bob = stage.add("bob", "bob-1", Side::kSecond, 3);
  const Sent from_alice = stage.send(alice, bob, "alice begins");
  const Sent from_bob = stage.send(bob, alice, "bob begins, too");
  check_magic(stage, from_alice, bob, kBootstrap);
  check_magic(stage, from_bob, alice, kBootstrap);
  stage.deliver(alice, from_bob);
  stage.deliver(bob, from_alice);
  check_sessions(stage, alice, bob, 2);
  check_sessions(stage, bob, alice, 2);

  stage.note("both answer before either receives: the sessions cross once more");
  const Sent alice_again = stage.send(alice, bob, "on bob's session");
  const Sent bob_again = stage.send(bob, alice, "on alice's session");
  check_magic(stage, alice_again, bob, kContinuation);
  check_magic(stage, bob_again, alice, kContinuation);
  stage.deliver(bob, alice_again);
  stage.deliver(alice, bob_again);

  stage.note("one receives before it sends: from here on they agree");
  for (int turn = 1; turn <= 3; ++turn) {
    const Sent there = stage.send(alice, bob, fmt::format("turn {} of alice", turn));
    check_magic(stage, there, bob, kContinuation);
    stage.deliver(bob, there);
    const Sent back = stage.send(bob, alice, fmt::format("turn {} of bob", turn));
    check_magic(stage, back, alice, kContinuation);
    stage.deliver(alice, back);
  }
  check_sessions(stage, alice, bob, 2);
  check_sessions(stage, bob, alice, 2);
}

void lost_state(Stage& stage) {
  Actor& alice = stage.add("alice", "alice-1", Side::kFirst, 4);
  Actor& bob = stage.add("bob", "bob-1", Side::kSecond, 2, true);
  stage.deliver(bob, stage.send(alice, bob, "first"));
  stage.deliver(alice, stage.send(bob, alice, "answer"));
  stage.deliver(bob, stage.send(alice, bob, "settled"));

  stage.lose_state(bob, 3);
  const Sent in_flight = stage.send(alice, bob, "in flight: lost with the state");
  check_magic(stage, in_flight, bob, kContinuation);
  const std::vector<Delivery> lost = bob.connection().collect(1);
  stage.refuse(bob, lost.front(), "no_session");
  stage.note("bob's application is told: no_session, a restart is due");
  bob.connection().acknowledge({lost.front().id});

  const Sent restarted = stage.restart(bob, alice, "a new session");
  check_magic(stage, restarted, alice, kBootstrap);
  stage.deliver(alice, restarted);
  stage.refuse_restart(bob, alice, "restart_limited");
  const Sent answer = stage.send(alice, bob, "on the new session");
  check_magic(stage, answer, bob, kContinuation);
  stage.deliver(bob, answer);
  const Sent back = stage.send(bob, alice, "one round trip later");
  check_magic(stage, back, alice, kContinuation);
  stage.deliver(alice, back);
  check_sessions(stage, alice, bob, 2);
  check_sessions(stage, bob, alice, 1);
}

}  // namespace smx::interop
