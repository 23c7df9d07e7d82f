#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <span>
#include <string>
#include <string_view>

namespace smx::relay::server {

/// Numbers about the relay in the text form that Prometheus reads. A label's values are given when
/// a metric is made, from closed sets: nothing that comes from outside, so no identifier, can
/// become one, and the number of series is known at the start.
class Metrics {
 public:
  class Counter {
   public:
    void add(std::uint64_t amount = 1) noexcept { value_ += amount; }
    [[nodiscard]] std::uint64_t value() const noexcept { return value_; }

   private:
    std::atomic<std::uint64_t> value_ = 0;
  };

  class Gauge {
   public:
    void set(std::int64_t value) noexcept { value_ = value; }
    [[nodiscard]] std::int64_t value() const noexcept { return value_; }

   private:
    std::atomic<std::int64_t> value_ = 0;
  };

  /// Durations in seconds, in buckets from 100 us to 10 s.
  class Histogram {
   public:
    static constexpr std::array kBoundsMicroseconds = {100,     250,     500,       1'000,
                                                       2'500,   5'000,   10'000,    25'000,
                                                       100'000, 500'000, 2'500'000, 10'000'000};
    void observe_microseconds(std::int64_t value) noexcept;

   private:
    friend class Metrics;
    /// The last one: longer than every bound.
    std::array<std::atomic<std::uint64_t>, kBoundsMicroseconds.size() + 1> buckets_{};
    std::atomic<std::uint64_t> sum_ = 0;
  };

  /// `name` without the prefix "smx_relay_"; `labels` as in `type="x"`, or empty. Metrics of one
  /// name have to be made one after the other. What is returned lives as long as this.
  Counter& counter(std::string_view name, std::string_view help, std::string_view labels = {});
  Gauge& gauge(std::string_view name, std::string_view help, std::string_view labels = {});
  Histogram& histogram(std::string_view name, std::string_view help, std::string_view labels = {});
  /// A value that is read when it is asked for; `kind` is "counter" or "gauge".
  void read(std::string_view kind, std::string_view name, std::string_view help,
            std::function<double()> value);

  [[nodiscard]] std::string text() const;

 private:
  struct Series {
    std::string name;
    std::string kind;
    std::string help;
    std::string labels;
    const Counter* counter = nullptr;
    const Gauge* gauge = nullptr;
    const Histogram* histogram = nullptr;
    std::function<double()> read;
  };
  Series& add(std::string_view kind, std::string_view name, std::string_view help,
              std::string_view labels);

  mutable std::mutex mutex_;  // of the lists; the numbers have their own order
  std::deque<Series> series_;
  std::deque<Counter> counters_;
  std::deque<Gauge> gauges_;
  std::deque<Histogram> histograms_;
};

}  // namespace smx::relay::server
