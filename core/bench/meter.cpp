#include "meter.h"

#include <cstddef>
#include <fstream>
#include <string>

// glibc's own, behind the names that are replaced below.
extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* memory, std::size_t size);
void __libc_free(void* memory);
}

namespace {

// One thread makes and measures everything.
std::uint64_t calls = 0;

}  // namespace

extern "C" {

void* malloc(std::size_t size) {
  ++calls;
  return __libc_malloc(size);
}
void* calloc(std::size_t count, std::size_t size) {
  ++calls;
  return __libc_calloc(count, size);
}
void* realloc(void* memory, std::size_t size) {
  ++calls;
  return __libc_realloc(memory, size);
}
void free(void* memory) { __libc_free(memory); }

}  // extern "C"

namespace smx::bench {

std::uint64_t allocations() noexcept { return calls; }

double peak_memory() {
  std::ifstream status("/proc/self/status");
  std::string word;
  while (status >> word && word != "VmHWM:") {
  }
  double size = 0;
  status >> size;
  return size;
}

Meter::~Meter() {
  counted_ += allocations() - start_;
  state_.counters["allocs"] =
      benchmark::Counter(static_cast<double>(counted_), benchmark::Counter::kAvgIterations);
  state_.counters["peak_kib"] = peak_memory();
}

void Meter::pause() {
  counted_ += allocations() - start_;
  state_.PauseTiming();
}

void Meter::resume() {
  state_.ResumeTiming();
  start_ = allocations();
}

}  // namespace smx::bench
