// Messages of an established session, through smx::Device over a MemoryStore: each is one commit.
#include <algorithm>

#include "fixture.h"

namespace smx::bench {
namespace {

/// Messages made at a time outside the measured part.
constexpr std::size_t kBatch = 256;

void encrypt(benchmark::State& state) {
  Pair pair;
  const Bytes text = plaintext_of(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state)
    benchmark::DoNotOptimize(must(pair.first.device.send("second", text), "send"));
  state.SetBytesProcessed(state.iterations() * state.range(0));
}

void decrypt(benchmark::State& state) {
  Pair pair;
  const DeviceKeys sender = pair.first.device.keys();
  std::vector<Bytes> envelopes;
  std::size_t next = 0;
  for (auto _ : state) {
    if (next == envelopes.size()) {
      state.PauseTiming();
      envelopes = pair.messages(kBatch, static_cast<std::size_t>(state.range(0)));
      next = 0;
      state.ResumeTiming();
    }
    benchmark::DoNotOptimize(
        must(pair.second.device.receive("first", sender, envelopes[next++]), "receive"));
  }
  state.SetBytesProcessed(state.iterations() * state.range(0));
}

/// One message each way in turn, so that every one turns the ratchet; sending and receiving.
void ping_pong(benchmark::State& state) {
  Pair pair;
  const Bytes text = plaintext_of(64);
  Device* from = &pair.second.device;
  Device* to = &pair.first.device;
  const char* label_of_to = "first";
  const char* label_of_from = "second";
  for (auto _ : state) {
    const Sent sent = must(from->send(label_of_to, text), "send");
    must(to->receive(label_of_from, from->keys(), sent.envelope), "receive");
    std::swap(from, to);
    std::swap(label_of_from, label_of_to);
  }
}

/// Receives `count` messages; the time of one.
void receive_all(benchmark::State& state, std::size_t count, bool newest_first) {
  Pair pair;
  const DeviceKeys sender = pair.first.device.keys();
  std::vector<Bytes> envelopes;
  std::size_t next = 0;
  while (state.KeepRunningBatch(static_cast<benchmark::IterationCount>(count))) {
    state.PauseTiming();
    envelopes = pair.messages(count, 64);
    if (newest_first) std::ranges::reverse(envelopes);
    // The last goes first, which stores the keys of all the others.
    if (!newest_first) std::ranges::rotate(envelopes, envelopes.end() - 1);
    state.ResumeTiming();
    for (next = 0; next < count; ++next)
      must(pair.second.device.receive("first", sender, envelopes[next]), "receive");
  }
}

void reversed(benchmark::State& state) { receive_all(state, 1000, true); }
void skipped_then_drained(benchmark::State& state) { receive_all(state, 2001, false); }

BENCHMARK(encrypt)->Name("ours/encrypt")->Arg(64)->Arg(1024)->Arg(65536);
BENCHMARK(decrypt)->Name("ours/decrypt")->Arg(64)->Arg(1024)->Arg(65536);
BENCHMARK(ping_pong)->Name("ours/ping-pong");
BENCHMARK(reversed)->Name("ours/reversed/1000");
BENCHMARK(skipped_then_drained)->Name("ours/skipped/2000");

}  // namespace
}  // namespace smx::bench
