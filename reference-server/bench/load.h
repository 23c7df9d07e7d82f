#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bench/account.h"
#include "bench/loop.h"
#include "bench/relay_process.h"
#include "bench/sync_count.h"

namespace smx::relay::bench {

/// What one load came to.
struct Point {
  std::size_t outstanding = 0;  // messages on their way at any time
  std::size_t connections = 0;
  std::size_t messages = 0;
  double seconds = 0;
  double p50 = 0;  // seconds from sending to the reply
  double p99 = 0;
  /// Commits that the relay counted; reads and acknowledgements are among them.
  double commits = 0;
  double syncs = 0;              // fdatasync and fsync of the relay, whatever they were for
  double processor_seconds = 0;  // of the relay, deliveries and acknowledgements included
  double limited = 0;            // replies that said rate_limited, sent again
};

/// Streams that stay open, one of each account; each account writes to the next of its
/// organisation.
class Fleet {
 public:
  Fleet(Loop& loop, RelayProcess& relay, const SyncCount& syncs);
  ~Fleet();

  /// `count` accounts in organisations of five.
  Task<void> register_accounts(std::size_t count);
  /// Until `count` streams are open.
  Task<void> open_streams(std::size_t count);
  void close_streams();

  /// Messages of `bytes` over all open streams for `seconds`, `outstanding` at a time.
  Task<Point> measure(std::size_t outstanding, double seconds, std::size_t bytes);

  [[nodiscard]] std::size_t streams() const noexcept { return open_; }

 private:
  struct Line;
  Task<void> open_some(std::size_t& next, std::size_t count);
  Task<void> serve(Line& line);
  Task<void> send_until(Time end, std::size_t bytes, Point& point, std::vector<double>& latencies);
  Task<double> commits();
  [[nodiscard]] Line* idle_line();

  Loop& loop_;
  RelayProcess& relay_;
  const SyncCount& syncs_;
  Accounts accounts_;
  std::vector<std::unique_ptr<Line>> lines_;
  std::size_t open_ = 0;
  std::size_t turn_ = 0;
  std::uint64_t sent_ = 0;
};

/// The value of a metric in the text form of Prometheus. Throws LinkFault when it is not there.
[[nodiscard]] double metric(std::string_view text, std::string_view name);

}  // namespace smx::relay::bench
