#include "known_values.h"

#include <fmt/format.h>

#include <map>

namespace smx::conformance {
namespace {

void add_members(const std::string& path, const Json& value, KnownValues& known) {
  if (value.is_string()) {
    known.emplace(path, value.get<std::string>());
  } else if (value.is_array()) {
    for (std::size_t i = 0; i < value.size(); ++i) {
      add_members(fmt::format("{}[{}]", path, i), value[i], known);
    }
  } else if (value.is_object()) {
    for (const auto& [key, member] : value.items()) {
      add_members(path + " " + key, member, known);
    }
  }
}

}  // namespace

KnownValues known_values(const Case& test, std::size_t index) {
  KnownValues known;
  const auto last = std::min(index + 1, test.steps.size());
  for (std::size_t i = 0; i < last; ++i) {
    if (!test.steps[i].trace) continue;
    std::map<std::string, int> seen;
    for (const TraceStep& step : *test.steps[i].trace) {
      const int nth = ++seen[step.step];
      const std::string count = nth > 1 ? fmt::format(" (no. {})", nth) : "";
      const std::string place = i == index ? "" : fmt::format(" of step {}", i);
      known.emplace(fmt::format("the pinned {}{}{}", step.step, count, place), step.value);
    }
  }
  if (index < test.steps.size()) add_members("the given", test.steps[index].in, known);
  return known;
}

}  // namespace smx::conformance
