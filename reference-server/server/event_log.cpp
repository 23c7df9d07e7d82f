#include "server/event_log.h"

#include <fmt/format.h>

#include "log/event_table.h"

namespace smx::relay::server {

EventLog::EventLog(log::Log& log, Metrics& metrics)
    : log_(log),
      requests_(metrics.histogram("request_duration_seconds",
                                  "From a request's arrival to its answer, all requests.")) {
  for (const log::EventRow& row : log::event_table()) {
    counters_.push_back(&metrics.counter("events_total", "Events of the operational log by type.",
                                         fmt::format("type=\"{}\"", row.name)));
  }
}

void EventLog::write(const log::Event& event) {
  counters_[static_cast<std::size_t>(event.type)]->add();
  const bool request = event.type == log::EventType::request_served ||
                       event.type == log::EventType::request_refused ||
                       event.type == log::EventType::request_failed;
  for (const log::FieldValue& value : event.fields) {
    if (request && value.field == log::Field::duration_us) {
      requests_.observe_microseconds(value.number);
    }
  }
  log_.write(event);
}

}  // namespace smx::relay::server
