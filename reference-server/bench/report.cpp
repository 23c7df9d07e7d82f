#include "bench/report.h"

#include <fmt/format.h>

namespace smx::relay::bench {
namespace {

// What the relay is built for, on two processors that its clients use, too.
constexpr double kSyncGoalAt16 = 5;    // messages for each fdatasync
constexpr double kSyncGoalAt256 = 20;  // likewise
constexpr double kPlainGoal = 40;      // microseconds of the relay's processor time, without TLS
constexpr double kMemoryGoal = 200e6;  // bytes
constexpr std::size_t kMemoryGoalAt = 10'000;

double messages(const Point& point) { return static_cast<double>(point.messages); }

double per(const Point& point, double count) { return count > 0 ? messages(point) / count : 0; }

double microseconds(const Point& point) {
  return point.messages > 0 ? 1e6 * point.processor_seconds / messages(point) : 0;
}

/// 0 where there is none.
double sync_goal(const Point& point) {
  if (point.outstanding == 16) return kSyncGoalAt16;
  return point.outstanding == 256 ? kSyncGoalAt256 : 0;
}

std::string with_goal(std::string figure, bool missed, std::string_view goal) {
  if (goal.empty()) return figure;
  return fmt::format("{} ({}{})", figure, goal, missed ? ", missed" : "");
}

std::string sync_text(const Point& point) {
  const double goal = sync_goal(point);
  const double found = per(point, point.syncs);
  return with_goal(fmt::format("{:.1f}", found), found < goal,
                   goal > 0 ? fmt::format("goal >= {:.0f}", goal) : "");
}

/// The goal is stated for many messages: with few, a message pays for a whole commit.
bool has_processor_goal(const Series& series, const Point& point) {
  return !series.tls && point.outstanding >= 16;
}

std::string processor_text(const Series& series, const Point& point) {
  const double found = microseconds(point);
  return with_goal(
      fmt::format("{:.0f}", found), found > kPlainGoal,
      has_processor_goal(series, point) ? fmt::format("goal <= {:.0f}", kPlainGoal) : "");
}

std::string memory_text(const Memory& memory) {
  const bool goal = memory.streams >= kMemoryGoalAt;
  return with_goal(fmt::format("{:.1f} MB", static_cast<double>(memory.full) / 1e6),
                   static_cast<double>(memory.full) > kMemoryGoal,
                   goal ? fmt::format("goal <= {:.0f} MB", kMemoryGoal / 1e6) : "");
}

std::vector<std::string> missed(const Report& report) {
  std::vector<std::string> found;
  for (const Series& series : report.series) {
    const char* const transport = series.tls ? "TLS" : "plain";
    for (const Point& point : series.points) {
      if (per(point, point.syncs) < sync_goal(point)) {
        found.push_back(fmt::format("messages per fdatasync at {} outstanding ({})",
                                    point.outstanding, transport));
      }
      if (has_processor_goal(series, point) && microseconds(point) > kPlainGoal) {
        found.push_back(
            fmt::format("processor time a message at {} outstanding (plain)", point.outstanding));
      }
    }
  }
  if (report.memory.streams >= kMemoryGoalAt &&
      static_cast<double>(report.memory.full) > kMemoryGoal) {
    found.emplace_back("memory of idle streams");
  }
  return found;
}

nlohmann::json point_json(const Point& point) {
  return {{"outstanding", point.outstanding},
          {"connections", point.connections},
          {"messages", point.messages},
          {"seconds", point.seconds},
          {"messages_per_fdatasync", per(point, point.syncs)},
          {"messages_per_commit", per(point, point.commits)},
          {"processor_us_per_message", microseconds(point)},
          {"p50_ms", 1000 * point.p50},
          {"p99_ms", 1000 * point.p99},
          {"limited", point.limited}};
}

}  // namespace

std::string text_of(const Report& report) {
  std::string text = fmt::format("{:>5} {:>11} {:>11} {:>8} {:>26} {:>7} {:>26} {:>8} {:>8}\n", "",
                                 "outstanding", "connections", "a second", "messages per fdatasync",
                                 "commit", "processor us a message", "p50 ms", "p99 ms");
  for (const Series& series : report.series) {
    for (const Point& point : series.points) {
      text +=
          fmt::format("{:>5} {:>11} {:>11} {:>8.0f} {:>26} {:>7.1f} {:>26} {:>8.2f} {:>8.2f}\n",
                      series.tls ? "TLS" : "plain", point.outstanding, point.connections,
                      messages(point) / point.seconds, sync_text(point), per(point, point.commits),
                      processor_text(series, point), 1000 * point.p50, 1000 * point.p99);
    }
  }
  if (report.memory.streams == 0) return text;
  text += fmt::format("{} idle streams over TLS: {} resident, {:.1f} MB before the first\n",
                      report.memory.streams, memory_text(report.memory),
                      static_cast<double>(report.memory.empty) / 1e6);
  return text;
}

nlohmann::json json_of(const Report& report) {
  nlohmann::json series = nlohmann::json::array();
  for (const Series& one : report.series) {
    nlohmann::json points = nlohmann::json::array();
    for (const Point& point : one.points) points.push_back(point_json(point));
    series.push_back({{"tls", one.tls}, {"points", std::move(points)}});
  }
  return {{"message_bytes", report.message_bytes},
          {"descriptors", report.descriptors},
          {"series", std::move(series)},
          {"streams", report.memory.streams},
          {"resident_bytes", report.memory.full},
          {"resident_bytes_without_streams", report.memory.empty},
          {"missed", missed(report)}};
}

}  // namespace smx::relay::bench
