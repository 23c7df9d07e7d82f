// What every work says beside its time: the calls of malloc in the timed part, and the peak memory.
#pragma once

#include <benchmark/benchmark.h>

#include <cstdint>

namespace smx::bench {

/// Calls of malloc, calloc and realloc so far, whoever made them (operator new is one of them).
std::uint64_t allocations() noexcept;

/// The most memory that the process has held so far, in KiB.
double peak_memory();

/// The timed part of a work. It is made before the loop; when it ends, it reports.
class Meter {
 public:
  explicit Meter(benchmark::State& state) : state_(state), start_(allocations()) {}
  Meter(const Meter&) = delete;
  Meter& operator=(const Meter&) = delete;
  ~Meter();

  /// What follows is not measured. Costs about as much as a message: once in a batch is right.
  void pause();
  void resume();

 private:
  benchmark::State& state_;
  std::uint64_t start_;
  std::uint64_t counted_ = 0;
};

}  // namespace smx::bench
