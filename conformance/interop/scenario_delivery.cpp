#include <fmt/format.h>

#include <set>
#include <utility>

#include "scenarios.h"

namespace smx::interop {
namespace {

constexpr std::size_t kFrames = 12;

std::vector<Sent> send_row(Stage& stage, Actor& from, Actor& to, const char* about) {
  std::vector<Sent> sent;
  for (std::size_t i = 1; i <= kFrames; ++i) {
    sent.push_back(stage.send(from, to, fmt::format("{} {}", about, i)));
  }
  return sent;
}

std::vector<std::size_t> shuffled(Stage& stage) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < kFrames; ++i) order.push_back(i);
  for (std::size_t i = kFrames; i > 1; --i) std::swap(order[i - 1], order[stage.draws().below(i)]);
  // A draw may leave all in order: the last one before the first does not.
  if (order.front() == 0) std::swap(order.front(), order.back());
  return order;
}

std::vector<std::string> ids_of(const std::vector<Delivery>& deliveries) {
  std::vector<std::string> ids;
  for (const Delivery& delivery : deliveries) ids.push_back(delivery.id);
  return ids;
}

/// Opens a row of deliveries in a drawn order; every third one comes a second time at once, every
/// fourth at the end.
void open_in_disorder(Stage& stage, Actor& to, const std::vector<Delivery>& deliveries,
                      const std::vector<Sent>& sent) {
  const std::vector<std::size_t> order = shuffled(stage);
  for (std::size_t i = 0; i < order.size(); ++i) {
    stage.open(to, deliveries.at(order[i]), sent.at(order[i]));
    if (i % 3 == 0) stage.refuse(to, deliveries.at(order[i]), "duplicate_message");
  }
  for (std::size_t i = 0; i < order.size(); i += 4) {
    stage.refuse(to, deliveries.at(i), "duplicate_message");
  }
}

}  // namespace

void disorder(Stage& stage) {
  Actor& alice = stage.add("alice", "alice-1", Side::kFirst, 2);
  Actor& bob = stage.add("bob", "bob-1", Side::kSecond, 2);
  stage.note("wrapped frames: any of them may be the first to arrive");
  const std::vector<Sent> wrapped = send_row(stage, alice, bob, "wrapped");
  const std::vector<Delivery> first = bob.connection().collect(kFrames);
  open_in_disorder(stage, bob, first, wrapped);
  bob.connection().acknowledge(ids_of(first));

  stage.note("frames of two chains: the older one arrives last");
  const std::vector<Sent> older = send_row(stage, bob, alice, "older chain");
  const std::vector<Delivery> held = alice.connection().collect(kFrames);
  stage.open(alice, held.front(), older.front());
  stage.deliver(bob, stage.send(alice, bob, "turns the ratchet"));
  const Sent newer = stage.send(bob, alice, "newer chain");
  const std::vector<Delivery> late = alice.connection().collect(1);
  stage.open(alice, late.front(), newer);
  for (std::size_t i = kFrames; i > 1; --i) stage.open(alice, held.at(i - 1), older.at(i - 1));
  stage.refuse(alice, held.front(), "duplicate_message");
  stage.refuse(alice, late.front(), "duplicate_message");
  alice.connection().acknowledge(ids_of(held));
  alice.connection().acknowledge(ids_of(late));

  const std::vector<Sent> bare = send_row(stage, alice, bob, "bare");
  const std::vector<Delivery> second = bob.connection().collect(kFrames);
  open_in_disorder(stage, bob, second, bare);
  bob.connection().acknowledge(ids_of(second));
}

void reconnect(Stage& stage) {
  auto [alice, bob] = talking(stage);
  const std::vector<Sent> sent = send_row(stage, alice, bob, "before the cut");
  const std::vector<Delivery> first = bob.connection().collect(kFrames);
  std::set<std::string> done;
  for (std::size_t i = 0; i < kFrames / 2; ++i) {
    stage.open(bob, first.at(i), sent.at(i));
    done.insert(first.at(i).id);
  }
  bob.connection().acknowledge({first.at(0).id, first.at(1).id});
  bob.connection().drop();

  const std::size_t left = kFrames - 2;
  const std::vector<Delivery> again = bob.connection().collect(left);
  for (std::size_t i = 0; i < left; ++i) {
    stage.check(
        again.at(i).id == first.at(i + 2).id && again.at(i).envelope == first.at(i + 2).envelope,
        fmt::format("after the cut delivery {} of {} is not the one before it", i + 1, left));
    if (done.contains(again.at(i).id)) continue;
    stage.open(bob, again.at(i), sent.at(i + 2));
  }
  // An application that did not remember the ids would hear it from its device.
  stage.refuse(bob, again.front(), "duplicate_message");
  bob.connection().acknowledge(ids_of(again));

  const Sent missed = stage.send(alice, bob, "into the cut");
  bob.connection().drop();
  stage.deliver(bob, missed);
  bob.connection().drop();
  const std::size_t queued = bob.connection().queued().size();
  stage.check(queued == 0, fmt::format("{} deliveries are left that were acknowledged", queued));
  stage.deliver(alice, stage.send(bob, alice, "all arrived"));
}

}  // namespace smx::interop
