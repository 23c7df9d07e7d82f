// What a message costs as work grows: receiving 64 bytes in a chain of n messages, with n skipped
// keys stored, in a device with n sessions; and sending to n devices, all of them.
#include "ours.h"
#include "works_state.h"

namespace smx::bench {
namespace {

constexpr std::size_t kBatch = 256;

void receive_in_order(benchmark::State& state, Ours::Pair& pair) {
  const Buffer text = text_of(kShortText);
  std::vector<Sent> messages(kBatch);
  pair.seal(Side::first, text, messages[0]);
  pair.open(Side::second, messages[0]);
  {
    Meter meter(state);
    while (state.KeepRunningBatch(kBatch)) {
      meter.pause();
      for (Sent& message : messages) pair.seal(Side::first, text, message);
      meter.resume();
      for (const Sent& message : messages) pair.open(Side::second, message);
    }
  }
  check_text(state, pair.text(Side::second), text);
}

/// Chains of n messages from the first to the last; the time of one message.
void chain(benchmark::State& state) {
  const Buffer text = text_of(kShortText);
  const auto length = static_cast<std::size_t>(state.range(0));
  std::vector<Sent> messages(kBatch);
  std::unique_ptr<Ours::Pair> pair;
  Meter meter(state);
  while (state.KeepRunningBatch(state.range(0))) {
    meter.pause();
    pair = std::make_unique<Ours::Pair>();
    meter.resume();
    for (std::size_t done = 0; done < length; done += messages.size()) {
      meter.pause();
      messages.resize(std::min(kBatch, length - done));
      for (Sent& message : messages) pair->seal(Side::first, text, message);
      meter.resume();
      for (const Sent& message : messages) pair->open(Side::second, message);
    }
  }
}

void skipped(benchmark::State& state) {
  const auto count = static_cast<std::size_t>(state.range(0));
  Ours::Pair& pair = kept<Ours::Pair>(count, [count] {
    auto made = std::make_unique<Ours::Pair>();
    Sent message;
    skip(*made, count, message);
    return made;
  });
  receive_in_order(state, pair);
}

void sessions(benchmark::State& state) {
  const auto count = static_cast<std::size_t>(state.range(0));
  Ours::Pair& pair = kept<Ours::Pair>(count, [count] {
    auto made = std::make_unique<Ours::Pair>();
    for (std::size_t i = 1; i < count; ++i) made->add_session(i);
    return made;
  });
  receive_in_order(state, pair);
}

BENCHMARK(chain)->Name("growth/chain")->Arg(100)->Arg(1000)->Arg(10000)->Arg(50000);
BENCHMARK(skipped)->Name("growth/skipped")->Arg(0)->Arg(500)->Arg(1000)->Arg(2000);
BENCHMARK(sessions)->Name("growth/sessions")->Arg(1)->Arg(10)->Arg(100)->Arg(1000);
BENCHMARK(fan_out<Ours>)->Name("growth/fan-out")->Arg(1)->Arg(10)->Arg(100)->Arg(1000);

}  // namespace
}  // namespace smx::bench
