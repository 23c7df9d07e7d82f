// What every work of the benchmark starts from.
#pragma once

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "smx/device.h"
#include "smx/memory_store.h"

namespace smx::bench {

/// The value, or the end: a work that fails has no figure.
template <class T>
T must(Result<T> result, const char* what) {
  if (result) {
    if constexpr (std::is_void_v<T>) {
      return;
    } else {
      return std::move(*result);
    }
  }
  std::cerr << what << ": " << error_name(result.error()) << '\n';
  std::exit(1);
}

/// A device and the store it lives in.
struct Party {
  explicit Party(std::size_t one_time_prekeys = 0);
  /// Over a store of the caller's, which outlives it.
  Party(Store& external, std::size_t one_time_prekeys);

  std::unique_ptr<MemoryStore> store;
  Device device;
};

/// Two devices with a session in which both have sent and received.
struct Pair {
  Pair();
  /// The second device lives in a store of the caller's.
  explicit Pair(Store& store_of_second);

  /// `count` messages of the first to the second, in order.
  std::vector<Bytes> messages(std::size_t count, std::size_t size);

  Party first;
  Party second;

 private:
  void greet();
};

/// `size` bytes that stand for a text.
Bytes plaintext_of(std::size_t size);

}  // namespace smx::bench
