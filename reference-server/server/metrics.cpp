#include "server/metrics.h"

#include <fmt/format.h>

#include <algorithm>

namespace smx::relay::server {
namespace {

std::string in_braces(std::string_view labels, std::string_view more = {}) {
  if (labels.empty() && more.empty()) return {};
  return fmt::format("{{{}{}{}}}", labels, labels.empty() || more.empty() ? "" : ",", more);
}

}  // namespace

void Metrics::Histogram::observe_microseconds(std::int64_t value) noexcept {
  const auto place = std::ranges::lower_bound(kBoundsMicroseconds, value);
  buckets_[static_cast<std::size_t>(place - kBoundsMicroseconds.begin())] += 1;
  sum_ += static_cast<std::uint64_t>(std::max<std::int64_t>(0, value));
}

Metrics::Series& Metrics::add(std::string_view kind, std::string_view name, std::string_view help,
                              std::string_view labels) {
  return series_.emplace_back(Series{fmt::format("smx_relay_{}", name),
                                     std::string(kind),
                                     std::string(help),
                                     std::string(labels),
                                     nullptr,
                                     nullptr,
                                     nullptr,
                                     {}});
}

Metrics::Counter& Metrics::counter(std::string_view name, std::string_view help,
                                   std::string_view labels) {
  const std::lock_guard lock(mutex_);
  Counter& made = counters_.emplace_back();
  add("counter", name, help, labels).counter = &made;
  return made;
}

Metrics::Gauge& Metrics::gauge(std::string_view name, std::string_view help,
                               std::string_view labels) {
  const std::lock_guard lock(mutex_);
  Gauge& made = gauges_.emplace_back();
  add("gauge", name, help, labels).gauge = &made;
  return made;
}

Metrics::Histogram& Metrics::histogram(std::string_view name, std::string_view help,
                                       std::string_view labels) {
  const std::lock_guard lock(mutex_);
  Histogram& made = histograms_.emplace_back();
  add("histogram", name, help, labels).histogram = &made;
  return made;
}

void Metrics::read(std::string_view kind, std::string_view name, std::string_view help,
                   std::function<double()> value) {
  const std::lock_guard lock(mutex_);
  add(kind, name, help, {}).read = std::move(value);
}

std::string Metrics::text() const {
  const std::lock_guard lock(mutex_);
  std::string out;
  std::string_view last;
  for (const Series& series : series_) {
    if (series.name != last) {
      out += fmt::format("# HELP {0} {1}\n# TYPE {0} {2}\n", series.name, series.help, series.kind);
      last = series.name;
    }
    const std::string labels = in_braces(series.labels);
    if (series.counter != nullptr) {
      out += fmt::format("{}{} {}\n", series.name, labels, series.counter->value());
    } else if (series.gauge != nullptr) {
      out += fmt::format("{}{} {}\n", series.name, labels, series.gauge->value());
    } else if (series.histogram != nullptr) {
      std::uint64_t below = 0;
      const Histogram& histogram = *series.histogram;
      for (std::size_t i = 0; i < histogram.buckets_.size(); ++i) {
        below += histogram.buckets_[i];
        const std::string bound =
            i < Histogram::kBoundsMicroseconds.size()
                ? fmt::format("le=\"{}\"", Histogram::kBoundsMicroseconds[i] / 1e6)
                : "le=\"+Inf\"";
        out += fmt::format("{}_bucket{} {}\n", series.name, in_braces(series.labels, bound), below);
      }
      out += fmt::format("{0}_sum{1} {2}\n{0}_count{1} {3}\n", series.name, labels,
                         static_cast<double>(histogram.sum_) / 1e6, below);
    } else {
      out += fmt::format("{} {}\n", series.name, series.read());
    }
  }
  return out;
}

}  // namespace smx::relay::server
