// From a bundle to a session with its first message, and its receipt.
//
// An api has Initiators and Responders, each made for a number of handshakes, with
//   void renew()             as many handshakes are possible again; not measured
//   void start(std::size_t)  one bundle, one session, one sealed message of 64 bytes
//   bool accept(std::size_t) one first message, one session, its text
//   View text()
#pragma once

#include "work.h"

namespace smx::bench {

inline constexpr std::size_t kHandshakes = 16;

template <class Api>
void initiator(benchmark::State& state) {
  typename Api::Initiators initiators(kHandshakes);
  Meter meter(state);
  while (state.KeepRunningBatch(kHandshakes)) {
    meter.pause();
    initiators.renew();
    meter.resume();
    for (std::size_t i = 0; i < kHandshakes; ++i) initiators.start(i);
  }
}

template <class Api>
void responder(benchmark::State& state) {
  typename Api::Responders responders(kHandshakes);
  {
    Meter meter(state);
    while (state.KeepRunningBatch(kHandshakes)) {
      meter.pause();
      responders.renew();
      meter.resume();
      for (std::size_t i = 0; i < kHandshakes; ++i) {
        if (!responders.accept(i)) state.SkipWithError("refused");
      }
    }
  }
  check_text(state, responders.text(), text_of(64));
}

template <class Api>
void register_handshakes() {
  benchmark::RegisterBenchmark(name_of<Api>("initiator").c_str(), &initiator<Api>);
  benchmark::RegisterBenchmark(name_of<Api>("responder").c_str(), &responder<Api>);
}

}  // namespace smx::bench
