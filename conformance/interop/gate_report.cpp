#include "gate_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "report/junit_report.h"

namespace smx::interop {

using conformance::Json;

std::string_view verdict_name(Verdict verdict) {
  switch (verdict) {
    case Verdict::kPass:
      return "pass";
    case Verdict::kFail:
      return "fail";
    case Verdict::kNotRun:
      break;
  }
  return "not run";
}

Verdict Cell::verdict() const {
  if (!not_run.empty() || scenarios.empty()) return Verdict::kNotRun;
  const auto any = [this](Verdict verdict) {
    return std::ranges::find(scenarios, verdict, &ScenarioResult::verdict) != scenarios.end();
  };
  if (any(Verdict::kFail)) return Verdict::kFail;
  return any(Verdict::kNotRun) ? Verdict::kNotRun : Verdict::kPass;
}

std::string Cell::why() const {
  if (!not_run.empty()) return not_run;
  const Verdict wanted = verdict();
  if (wanted == Verdict::kPass) return {};
  for (const ScenarioResult& result : scenarios) {
    if (result.verdict == wanted) return fmt::format("{}: {}", result.name, result.message);
  }
  return "no scenario was planned";
}

std::size_t GateReport::count(Verdict verdict) const {
  return static_cast<std::size_t>(
      std::ranges::count_if(cells, [&](const Cell& cell) { return cell.verdict() == verdict; }));
}

Verdict GateReport::absence() const {
  if (places.empty()) return Verdict::kNotRun;
  Verdict verdict = Verdict::kPass;
  for (const PlaceSearched& place : places) {
    if (place.result == PlaceSearched::Result::kFound) return Verdict::kFail;
    if (place.result == PlaceSearched::Result::kNotRun) verdict = Verdict::kNotRun;
  }
  return verdict;
}

Verdict GateReport::control() const {
  if (controls.empty()) return Verdict::kNotRun;
  Verdict verdict = Verdict::kPass;
  for (const ControlResult& result : controls) {
    if (result.verdict == Verdict::kFail) return Verdict::kFail;
    if (result.verdict == Verdict::kNotRun) verdict = Verdict::kNotRun;
  }
  return verdict;
}

std::size_t GateReport::messages() const {
  std::size_t sum = 0;
  for (const Cell& cell : cells) {
    for (const ScenarioResult& result : cell.scenarios) sum += result.messages;
  }
  return sum;
}

int exit_status(const GateReport& report) {
  if (report.count(Verdict::kFail) > 0 || report.absence() == Verdict::kFail ||
      report.control() == Verdict::kFail) {
    return 1;
  }
  // A pair of platforms that are here has no excuse.
  const bool left_out = std::ranges::any_of(report.cells, [](const Cell& cell) {
    return cell.not_run.empty() && cell.verdict() == Verdict::kNotRun;
  });
  const bool search_left_out =
      report.absence_not_run.empty() && report.absence() == Verdict::kNotRun;
  const bool control_left_out =
      report.controls_not_run.empty() && report.control() == Verdict::kNotRun;
  if (report.count(Verdict::kPass) == 0 || left_out || search_left_out || control_left_out) {
    return 3;
  }
  return 0;
}

namespace {

Json json_of(const Cell& cell) {
  Json scenarios = Json::array();
  for (const ScenarioResult& result : cell.scenarios) {
    scenarios.push_back({{"name", result.name},
                         {"result", verdict_name(result.verdict)},
                         {"message", result.message},
                         {"checks", result.checks},
                         {"messages", result.messages},
                         {"ms", result.time.count()},
                         {"folder", result.folder}});
  }
  return {{"first", cell.first},
          {"second", cell.second},
          {"result", verdict_name(cell.verdict())},
          {"why", cell.why()},
          {"scenarios", scenarios}};
}

Json json_of(const PlaceSearched& place) {
  constexpr std::array<const char*, 3> kResults{"clean", "found", "not run"};
  Json hits = Json::array();
  for (const Hit& hit : place.hits) {
    hits.push_back({{"canary", hit.canary}, {"form", hit.form}, {"offset", hit.offset}});
  }
  return {{"place", place.place}, {"result", kResults.at(static_cast<std::size_t>(place.result))},
          {"why", place.why},     {"bytes", place.bytes},
          {"note", place.note},   {"hits", hits}};
}

}  // namespace

Json json_of(const GateReport& report) {
  Json platforms = Json::array();
  for (const GatePlatform& platform : report.platforms) {
    platforms.push_back({{"name", platform.name},
                         {"command", platform.command},
                         {"implementation", platform.implementation},
                         {"not_run", platform.not_run}});
  }
  Json cells = Json::array();
  for (const Cell& cell : report.cells) cells.push_back(json_of(cell));
  Json places = Json::array();
  for (const PlaceSearched& place : report.places) places.push_back(json_of(place));
  Json controls = Json::array();
  for (const ControlResult& result : report.controls) {
    controls.push_back({{"leak", result.leak},
                        {"place", result.place},
                        {"result", verdict_name(result.verdict)},
                        {"message", result.message}});
  }
  return {{"schema", "smx-interop-1"},
          {"version", report.version},
          {"started", report.started},
          {"ms", report.time.count()},
          {"seed", report.seed},
          {"relay", report.relay},
          {"exit_status", exit_status(report)},
          {"interrupted", report.interrupted},
          {"scenarios", report.planned},
          {"platforms", platforms},
          {"cells", cells},
          {"messages", report.messages()},
          {"absence",
           {{"result", verdict_name(report.absence())},
            {"not_run", report.absence_not_run},
            {"canaries", report.canaries},
            {"places", places}}},
          {"control",
           {{"result", verdict_name(report.control())},
            {"not_run", report.controls_not_run},
            {"leaks", controls}}}};
}

namespace {

struct Counts {
  std::size_t tests = 0;
  std::size_t failures = 0;
  std::size_t skipped = 0;
};

std::string test_case(const std::string& suite, const std::string& name, Verdict verdict,
                      const std::string& message, Counts& counts) {
  ++counts.tests;
  const std::string head =
      fmt::format("    <testcase classname=\"{}\" name=\"{}\"", conformance::xml_escaped(suite),
                  conformance::xml_escaped(name));
  if (verdict == Verdict::kPass) return head + "/>\n";
  ++(verdict == Verdict::kFail ? counts.failures : counts.skipped);
  return fmt::format("{}>\n      <{} message=\"{}\"/>\n    </testcase>\n", head,
                     verdict == Verdict::kFail ? "failure" : "skipped",
                     conformance::xml_escaped(message));
}

std::string suite_of(const std::string& name, const std::string& cases, const Counts& counts) {
  return fmt::format(
      "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\">\n{}"
      "  </testsuite>\n",
      conformance::xml_escaped(name), counts.tests, counts.failures, counts.skipped, cases);
}

}  // namespace

std::string junit_of(const GateReport& report) {
  std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n";
  for (const Cell& cell : report.cells) {
    const std::string name = fmt::format("interop.{}.{}", cell.first, cell.second);
    Counts counts;
    std::string cases;
    if (cell.scenarios.empty()) {
      cases = test_case(name, "all scenarios", cell.verdict(), cell.why(), counts);
    }
    for (const ScenarioResult& result : cell.scenarios) {
      cases += test_case(name, result.name, result.verdict, result.message, counts);
    }
    text += suite_of(name, cases, counts);
  }
  Counts counts;
  std::string cases;
  for (const PlaceSearched& place : report.places) {
    const Verdict verdict = place.result == PlaceSearched::Result::kClean   ? Verdict::kPass
                            : place.result == PlaceSearched::Result::kFound ? Verdict::kFail
                                                                            : Verdict::kNotRun;
    cases += test_case("interop.absence", place.place, verdict, place.why, counts);
  }
  if (report.places.empty()) {
    cases += test_case("interop.absence", "all places", Verdict::kNotRun, report.absence_not_run,
                       counts);
  }
  text += suite_of("interop.absence", cases, counts);
  counts = {};
  cases.clear();
  for (const ControlResult& result : report.controls) {
    cases += test_case("interop.control", result.leak, result.verdict, result.message, counts);
  }
  if (report.controls.empty()) {
    cases += test_case("interop.control", "all leaks", Verdict::kNotRun, report.controls_not_run,
                       counts);
  }
  return text + suite_of("interop.control", cases, counts) + "</testsuites>\n";
}

}  // namespace smx::interop
