// Messages of a conversation under way.
//
// An api has Message, and Pair with
//   void seal(Side from, View text, Message& out)
//   bool open(Side to, const Message&)     false: the library no longer has the key
//   View text(Side)                        what that side opened last
#pragma once

#include "work.h"

namespace smx::bench {

inline constexpr std::size_t kShortText = 64;

/// Messages made at a time outside the timed part: at most 256 KiB of them.
inline std::size_t batch_of(std::size_t text_size) {
  constexpr std::size_t kMost = 256;
  return std::clamp<std::size_t>((std::size_t{1} << 18) / text_size, 1, kMost);
}

/// A few messages each way before the timed part: memory that is used again is there then, and what
/// comes out is what went in.
template <class Pair, class Message>
void warm_up(benchmark::State& state, Pair& pair, View text, Message& message) {
  for (int i = 0; i < kRoundsBefore; ++i) {
    for (const Side from : {Side::first, Side::second}) {
      const Side to = other(from);
      pair.seal(from, text, message);
      if (!pair.open(to, message)) state.SkipWithError("refused");
      check_text(state, pair.text(to), text);
    }
  }
  // The second side has received last, as at the beginning.
  pair.seal(Side::first, text, message);
  if (!pair.open(Side::second, message)) state.SkipWithError("refused");
}

template <class Api>
void encrypt(benchmark::State& state) {
  const Buffer text = text_of(static_cast<std::size_t>(state.range(0)));
  typename Api::Pair pair;
  typename Api::Message message;
  warm_up(state, pair, text, message);
  {
    Meter meter(state);
    for (auto _ : state) pair.seal(Side::first, text, message);
  }
  state.SetBytesProcessed(state.iterations() * state.range(0));
}

template <class Api>
void decrypt(benchmark::State& state) {
  const Buffer text = text_of(static_cast<std::size_t>(state.range(0)));
  typename Api::Pair pair;
  std::vector<typename Api::Message> messages(batch_of(text.size()));
  warm_up(state, pair, text, messages[0]);
  {
    Meter meter(state);
    while (state.KeepRunningBatch(static_cast<benchmark::IterationCount>(messages.size()))) {
      meter.pause();
      for (auto& message : messages) pair.seal(Side::first, text, message);
      meter.resume();
      for (const auto& message : messages) {
        if (!pair.open(Side::second, message)) state.SkipWithError("refused");
      }
    }
  }
  check_text(state, pair.text(Side::second), text);
  state.SetBytesProcessed(state.iterations() * state.range(0));
}

/// One message each way in turn, so that every one turns the ratchet; sealed and opened.
template <class Api>
void ping_pong(benchmark::State& state) {
  const Buffer text = text_of(kShortText);
  typename Api::Pair pair;
  typename Api::Message message;
  warm_up(state, pair, text, message);
  Side from = Side::second;
  {
    Meter meter(state);
    for (auto _ : state) {
      pair.seal(from, text, message);
      if (!pair.open(other(from), message)) state.SkipWithError("refused");
      from = other(from);
    }
  }
  check_text(state, pair.text(from), text);
}

/// Opens `count` messages in another order; the time of one that was opened. `opened` says how many
/// those are of a library that gives keys up.
template <class Api, class Order>
void out_of_order(benchmark::State& state, std::size_t count, Order order) {
  const Buffer text = text_of(kShortText);
  typename Api::Pair pair;
  std::vector<typename Api::Message> messages(count);
  warm_up(state, pair, text, messages[0]);
  const std::size_t openable = std::min(count, Api::kSkippedKeysKept + 1);
  std::size_t opened = 0;
  std::size_t rounds = 0;
  {
    Meter meter(state);
    while (state.KeepRunningBatch(static_cast<benchmark::IterationCount>(openable))) {
      meter.pause();
      for (auto& message : messages) pair.seal(Side::first, text, message);
      order(messages);
      meter.resume();
      for (const auto& message : messages) opened += pair.open(Side::second, message) ? 1U : 0U;
      ++rounds;
    }
  }
  check_text(state, pair.text(Side::second), text);
  state.counters["opened"] = static_cast<double>(opened) / static_cast<double>(rounds);
}

template <class Api>
void reversed(benchmark::State& state) {
  out_of_order<Api>(state, static_cast<std::size_t>(state.range(0)),
                    [](auto& messages) { std::ranges::reverse(messages); });
}

/// The newest goes first, which stores the keys of all before it; then these, oldest first.
template <class Api>
void skipped_then_drained(benchmark::State& state) {
  out_of_order<Api>(state, static_cast<std::size_t>(state.range(0)) + 1,
                    [](auto& messages) { std::ranges::rotate(messages, messages.end() - 1); });
}

template <class Api>
void register_messages() {
  using benchmark::RegisterBenchmark;
  for (auto [work, function] : {std::pair{"encrypt", &encrypt<Api>}, {"decrypt", &decrypt<Api>}})
    RegisterBenchmark(name_of<Api>(work).c_str(), function)->Arg(64)->Arg(1024)->Arg(65536);
  RegisterBenchmark(name_of<Api>("ping-pong").c_str(), &ping_pong<Api>);
  RegisterBenchmark(name_of<Api>("reversed").c_str(), &reversed<Api>)->Arg(1000);
  RegisterBenchmark(name_of<Api>("skipped").c_str(), &skipped_then_drained<Api>)->Arg(2000);
}

}  // namespace smx::bench
