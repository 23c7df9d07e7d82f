// A device's state as bytes and back, and one message for many devices.
//
// An api says kSkippedKeysKept, how many keys of skipped messages its session holds at most.
// Its Pair has
//   void export_state()              the second side's keys and session as bytes, kept in the pair
//   bool import_state()              a device from these bytes, and away with it
//   std::size_t session_bytes()      what of them is the session with its skipped keys
// An api has FanOut, made for a number of devices with a session each, with
//   void seal(std::size_t device, View text, Message& out)
#pragma once

#include "works_messages.h"

namespace smx::bench {

inline constexpr std::size_t kManySkipped = 2000;

/// The second side skips `count` messages of the first.
template <class Pair, class Message>
void skip(Pair& pair, std::size_t count, Message& message) {
  if (count == 0) return;
  const Buffer text = text_of(kShortText);
  for (std::size_t i = 0; i <= count; ++i) pair.seal(Side::first, text, message);
  pair.open(Side::second, message);
}

template <class Api>
void export_state(benchmark::State& state) {
  typename Api::Pair pair;
  typename Api::Message message;
  warm_up(state, pair, text_of(kShortText), message);
  skip(pair, static_cast<std::size_t>(state.range(0)), message);
  {
    Meter meter(state);
    for (auto _ : state) pair.export_state();
  }
  state.counters["state_bytes"] = static_cast<double>(pair.session_bytes());
}

template <class Api>
void import_state(benchmark::State& state) {
  typename Api::Pair pair;
  typename Api::Message message;
  warm_up(state, pair, text_of(kShortText), message);
  skip(pair, static_cast<std::size_t>(state.range(0)), message);
  pair.export_state();
  Meter meter(state);
  for (auto _ : state) {
    if (!pair.import_state()) state.SkipWithError("the state cannot be read");
  }
}

/// One text for a number of devices; the time of all.
template <class Api>
void fan_out(benchmark::State& state) {
  const auto devices = static_cast<std::size_t>(state.range(0));
  const Buffer text = text_of(kShortText);
  using Sender = typename Api::FanOut;
  Sender& sender = kept<Sender>(devices, [devices] { return std::make_unique<Sender>(devices); });
  typename Api::Message message;
  for (std::size_t device = 0; device < devices; ++device) sender.seal(device, text, message);
  {
    Meter meter(state);
    for (auto _ : state) {
      for (std::size_t device = 0; device < devices; ++device) sender.seal(device, text, message);
    }
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

template <class Api>
void register_states() {
  using benchmark::RegisterBenchmark;
  for (auto [work, function] :
       {std::pair{"export", &export_state<Api>}, {"import", &import_state<Api>}}) {
    auto* registered = RegisterBenchmark(name_of<Api>(work).c_str(), function)->Arg(0);
    if (Api::kSkippedKeysKept >= kManySkipped) registered->Arg(kManySkipped);
  }
  RegisterBenchmark(name_of<Api>("fan-out").c_str(), &fan_out<Api>)->Arg(1)->Arg(10)->Arg(100);
}

}  // namespace smx::bench
