#pragma once

#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "bench/load.h"

namespace smx::relay::bench {

/// The points of one relay.
struct Series {
  bool tls = true;
  std::vector<Point> points;
};

/// Resident memory of the relay with streams that only wait.
struct Memory {
  std::int64_t empty = 0;  // bytes, before the first stream
  std::int64_t full = 0;
  std::size_t streams = 0;
};

struct Report {
  std::size_t message_bytes = 0;
  std::size_t descriptors = 0;  // that one process may have
  std::vector<Series> series;
  Memory memory;
};

/// A table for people, with the goals beside what they are for.
[[nodiscard]] std::string text_of(const Report& report);

/// All figures; a goal that was missed is named in "missed".
[[nodiscard]] nlohmann::json json_of(const Report& report);

}  // namespace smx::relay::bench
