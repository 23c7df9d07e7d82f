#include "bytes/trace.h"

#if defined(SMX_CORE_INTERNAL)

namespace smx::internal {
namespace {
thread_local TraceRecorder* current_recorder = nullptr;
}

TraceRecorder::TraceRecorder() { current_recorder = this; }
TraceRecorder::~TraceRecorder() { current_recorder = nullptr; }

void trace(std::string_view step, std::initializer_list<ByteView> parts) {
  if (current_recorder == nullptr) return;
  TraceStep& entry = current_recorder->steps_.emplace_back();
  entry.step = step;
  for (const ByteView part : parts) entry.value.insert(entry.value.end(), part.begin(), part.end());
}

}  // namespace smx::internal

#endif
