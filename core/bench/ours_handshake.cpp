// From a bundle to a session with its first message, and its receipt.
#include "fixture.h"

namespace smx::bench {
namespace {

constexpr std::size_t kBatch = 32;

void initiator(benchmark::State& state) {
  std::vector<Bundle> bundles;
  for (std::size_t i = 0; i < kBatch; ++i) {
    Party peer;
    bundles.push_back(must(peer.device.bundle_with_one_time_prekey(), "make a bundle"));
  }
  const Bytes text = plaintext_of(64);
  while (state.KeepRunningBatch(kBatch)) {
    state.PauseTiming();
    auto party = std::make_unique<Party>();
    state.ResumeTiming();
    for (const Bundle& bundle : bundles)
      must(party->device.send("peer", text, {.bundle = &bundle, .delivery_id = {}}), "send");
    state.PauseTiming();
    party.reset();
    state.ResumeTiming();
  }
}

void responder(benchmark::State& state) {
  std::vector<Party> initiators(kBatch);
  const Bytes text = plaintext_of(64);
  while (state.KeepRunningBatch(kBatch)) {
    state.PauseTiming();
    auto party = std::make_unique<Party>();
    std::vector<Bytes> envelopes;
    for (Party& initiator : initiators) {
      const Bundle bundle = must(party->device.bundle_with_one_time_prekey(), "make a bundle");
      envelopes.push_back(
          must(initiator.device.send("peer", text, {.bundle = &bundle, .delivery_id = {}}), "send")
              .envelope);
    }
    state.ResumeTiming();
    for (std::size_t i = 0; i < kBatch; ++i)
      must(party->device.receive("peer", initiators[i].device.keys(), envelopes[i]), "receive");
    state.PauseTiming();
    party.reset();
    state.ResumeTiming();
  }
}

BENCHMARK(initiator)->Name("ours/initiator");
BENCHMARK(responder)->Name("ours/responder");

}  // namespace
}  // namespace smx::bench
