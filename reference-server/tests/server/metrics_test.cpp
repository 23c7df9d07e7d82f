#include "server/metrics.h"

#include <gtest/gtest.h>

#include <string>

#include "log/sink.h"
#include "server/event_log.h"
#include "tests/support/manual_clock.h"

namespace smx::relay::server {
namespace {

TEST(Metrics, HaveTheFormOfPrometheus) {
  Metrics metrics;
  metrics.counter("x_total", "Things.", "kind=\"a\"").add(2);
  metrics.counter("x_total", "Things.", "kind=\"b\"");
  metrics.gauge("level", "How many.").set(-3);
  metrics.read("gauge", "asked", "When asked.", [] { return 1.5; });
  EXPECT_EQ(metrics.text(),
            "# HELP smx_relay_x_total Things.\n# TYPE smx_relay_x_total counter\n"
            "smx_relay_x_total{kind=\"a\"} 2\nsmx_relay_x_total{kind=\"b\"} 0\n"
            "# HELP smx_relay_level How many.\n# TYPE smx_relay_level gauge\nsmx_relay_level -3\n"
            "# HELP smx_relay_asked When asked.\n# TYPE smx_relay_asked gauge\nsmx_relay_asked "
            "1.5\n");
}

TEST(Metrics, AHistogramsBucketsAddUp) {
  Metrics metrics;
  Metrics::Histogram& histogram = metrics.histogram("seconds", "Time.", "of=\"x\"");
  for (const std::int64_t value : {1, 100, 101, 9'000'000, 20'000'000}) {
    histogram.observe_microseconds(value);
  }
  const std::string text = metrics.text();
  for (const char* line :
       {"smx_relay_seconds_bucket{of=\"x\",le=\"0.0001\"} 2\n",
        "smx_relay_seconds_bucket{of=\"x\",le=\"0.00025\"} 3\n",
        "smx_relay_seconds_bucket{of=\"x\",le=\"2.5\"} 3\n",
        "smx_relay_seconds_bucket{of=\"x\",le=\"10\"} 4\n",
        "smx_relay_seconds_bucket{of=\"x\",le=\"+Inf\"} 5\n",
        "smx_relay_seconds_sum{of=\"x\"} 29.000202\n", "smx_relay_seconds_count{of=\"x\"} 5\n"}) {
    EXPECT_NE(text.find(line), std::string::npos) << line << text;
  }
}

TEST(Metrics, EventsAreCountedUnderTheirTypeAndHoldNoIdentifier) {
  test::ManualClock clock;
  log::MemorySink sink;
  log::Log log(clock, sink);
  Metrics metrics;
  EventLog events(log, metrics);
  const std::string message = "msg_" + std::string(32, 'a');
  events.write(log::event(log::EventType::message_stored).id(log::Field::message_h8, message));
  const std::string text = metrics.text();
  EXPECT_NE(text.find("smx_relay_events_total{type=\"message_stored\"} 1\n"), std::string::npos);
  EXPECT_NE(text.find("smx_relay_events_total{type=\"epoch_changed\"} 0\n"), std::string::npos);
  EXPECT_EQ(text.find("msg_"), std::string::npos);
  EXPECT_EQ(sink.lines().size(), 1U);
}

}  // namespace
}  // namespace smx::relay::server
