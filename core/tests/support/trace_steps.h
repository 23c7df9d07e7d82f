#pragma once

#include <algorithm>
#include <optional>
#include <string_view>

#include "bytes/trace.h"

namespace smx::test {

/// The value of the first step of this name.
inline std::optional<Bytes> traced(const internal::TraceRecorder& recorder, std::string_view step) {
  const auto found = std::ranges::find(recorder.steps(), step, &internal::TraceStep::step);
  if (found == recorder.steps().end()) return std::nullopt;
  return found->value;
}

/// How many steps have a name that begins so.
inline std::size_t count_steps(const internal::TraceRecorder& recorder, std::string_view prefix) {
  return static_cast<std::size_t>(std::ranges::count_if(
      recorder.steps(), [&](const auto& step) { return step.step.starts_with(prefix); }));
}

/// Diffie-Hellmans that gave an output, in X3DH and in the ratchet.
inline std::size_t count_agreements(const internal::TraceRecorder& recorder) {
  return count_steps(recorder, "x3dh.dh") + count_steps(recorder, "dr.dh_out");
}

}  // namespace smx::test
