#pragma once

#include <vector>

#include "api/effects_sink.h"
#include "log/log.h"
#include "server/metrics.h"

namespace smx::relay::server {

/// Events become lines of the operational log, and each is counted under its type; how
/// long requests took is taken from their events.
class EventLog final : public api::EventSink {
 public:
  /// All must outlive it.
  EventLog(log::Log& log, Metrics& metrics);
  void write(const log::Event& event) override;

 private:
  log::Log& log_;
  std::vector<Metrics::Counter*> counters_;  // in the order of the types
  Metrics::Histogram& requests_;
};

}  // namespace smx::relay::server
