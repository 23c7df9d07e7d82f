#include "model/script.h"

#include <algorithm>
#include <array>
#include <sstream>
#include <stdexcept>

namespace smx::test {
namespace {

constexpr std::array<std::string_view, kOps> kNames{
    "send", "restart", "deliver",  "newest", "duplicate", "replay",
    "drop", "tamper",  "misroute", "rotate", "replenish", "purge",
    "pass", "reopen",  "spoil",    "save",   "restore",   "burst"};

Op op_of(std::string_view name, std::size_t line) {
  const auto found = std::ranges::find(kNames, name);
  if (found == kNames.end())
    throw std::runtime_error("line " + std::to_string(line) + ": no step is called " +
                             std::string(name));
  return static_cast<Op>(found - kNames.begin());
}

}  // namespace

std::string to_text(const Script& script) {
  std::ostringstream out;
  out << "devices " << script.devices << '\n';
  if (script.calm) out << "calm\n";
  for (const Step& step : script.steps)
    out << kNames[static_cast<std::size_t>(step.op)] << ' ' << step.who << ' ' << step.to << ' '
        << step.argument << '\n';
  return out.str();
}

Script script_of(std::string_view text) {
  Script script;
  std::istringstream in{std::string(text)};
  std::size_t number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    if (line.empty() || line.starts_with('#')) continue;
    std::istringstream words(line);
    std::string name;
    words >> name;
    if (name == "calm") {
      script.calm = true;
    } else if (name == "expect") {
      words >> script.expected.emplace_back();
    } else if (name == "devices") {
      words >> script.devices;
    } else {
      Step step{.op = op_of(name, number), .who = 0, .to = 0, .argument = 0};
      words >> step.who >> step.to >> step.argument;
      script.steps.push_back(step);
    }
    if (words.fail() || script.devices < 2 || script.devices > 3)
      throw std::runtime_error("line " + std::to_string(number) + " is no step: " + line);
  }
  return script;
}

}  // namespace smx::test
