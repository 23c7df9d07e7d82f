// What the works have in common. A work is a template over a library ("api"), so that ours and the
// peers are measured by the same lines: works_messages.h, works_handshake.h, works_state.h.
#pragma once

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "meter.h"

namespace smx::bench {

using Buffer = std::vector<std::uint8_t>;
using View = std::span<const std::uint8_t>;

/// The two parties of a conversation.
enum class Side : std::uint8_t { first, second };

constexpr Side other(Side side) { return side == Side::first ? Side::second : Side::first; }

/// How often a conversation has gone back and forth before it is measured: more often than any of
/// the libraries remembers, so that what they keep of earlier chains is there.
inline constexpr int kRoundsBefore = 6;

/// `size` bytes that stand for a text.
inline Buffer text_of(std::size_t size) { return Buffer(size, std::uint8_t{'m'}); }

/// A library that returns another text than the one sealed has no figure.
inline void check_text(benchmark::State& state, View opened, View sealed) {
  if (!std::ranges::equal(opened, sealed)) state.SkipWithError("another text came out");
}

template <class Api>
std::string name_of(const char* work) {
  return std::string(Api::kName) + '/' + work;
}

/// What a work needs to be made once for all its runs; `make` is asked when `size` is another.
template <class T, class Make>
T& kept(std::size_t size, const Make& make) {
  static std::size_t size_made = 0;
  static std::unique_ptr<T> made;
  if (!made || size_made != size) {
    made.reset();
    made = make();
    size_made = size;
  }
  return *made;
}

}  // namespace smx::bench
