#pragma once

// Trace steps name the intermediate values that two platforms compare. They exist in the internal
// build only (SMX_CORE_INTERNAL): in the library that applications link, SMX_TRACE is nothing and
// its arguments are not evaluated.
#if defined(SMX_CORE_INTERNAL)

#include <string>
#include <string_view>
#include <vector>

#include "smx/bytes.h"

namespace smx::internal {

struct TraceStep {
  std::string step;
  Bytes value;
};

/// Collects the steps of this thread from its construction to its end. Not nestable.
class TraceRecorder {
 public:
  TraceRecorder();
  ~TraceRecorder();
  TraceRecorder(const TraceRecorder&) = delete;
  TraceRecorder& operator=(const TraceRecorder&) = delete;
  [[nodiscard]] const std::vector<TraceStep>& steps() const { return steps_; }

 private:
  friend void trace(std::string_view step, std::initializer_list<ByteView> parts);
  std::vector<TraceStep> steps_;
};

/// Adds a step whose value is the parts one after another; nothing without a recorder.
void trace(std::string_view step, std::initializer_list<ByteView> parts);

}  // namespace smx::internal

#define SMX_TRACE(step, ...) ::smx::internal::trace(step, {__VA_ARGS__})

#else

#define SMX_TRACE(step, ...) static_cast<void>(0)

#endif
