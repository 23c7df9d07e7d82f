#include <fmt/format.h>

#include <algorithm>

#include "scenarios.h"

namespace smx::interop {
namespace {

constexpr std::size_t kTurns = 8;
/// In base64 longer than a message of the stream may be.
constexpr std::size_t kLong = 20'000;
/// The carrier gives so many before the first is acknowledged.
constexpr std::size_t kBatch = 50;

}  // namespace

void replies(Stage& stage) {
  auto [alice, bob] = talking(stage);
  for (std::size_t turn = 1; turn <= kTurns; ++turn) {
    Actor& from = turn % 2 == 1 ? alice : bob;
    Actor& to = turn % 2 == 1 ? bob : alice;
    const Sent sent = stage.send(from, to, fmt::format("turn {}", turn));
    check_magic(stage, sent, to, kContinuation);
    stage.deliver(to, sent);
  }
  stage.deliver(bob, stage.send(alice, bob, "a long one", kLong));
  stage.deliver(alice, stage.send(bob, alice, "a long answer", kLong));
}

void burst(Stage& stage) {
  auto [alice, bob] = talking(stage);
  const std::size_t count = stage.settings().burst;
  std::uint64_t sequence = 0;
  for (std::size_t done = 0; done < count;) {
    std::vector<Sent> sent;
    const std::size_t batch = std::min(kBatch, count - done);
    for (std::size_t i = 0; i < batch; ++i) {
      sent.push_back(stage.send(alice, bob, fmt::format("frame {}", done + i + 1)));
    }
    std::vector<std::string> ids;
    for (const Delivery& delivery : bob.connection().collect(batch)) {
      stage.check(delivery.sequence > sequence,
                  fmt::format("sequence {} after {}", delivery.sequence, sequence));
      sequence = delivery.sequence;
      stage.open(bob, delivery, sent.at(ids.size()));
      ids.push_back(delivery.id);
    }
    bob.connection().acknowledge(ids);
    done += batch;
  }
  stage.deliver(alice, stage.send(bob, alice, "all arrived"));
}

}  // namespace smx::interop
