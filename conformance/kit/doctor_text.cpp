#include "doctor_text.h"

#include <fmt/format.h>

#include <algorithm>

namespace smx::conformance {
namespace {

struct Mark {
  const char* unicode;
  const char* ascii;
  int colour;
};

Mark mark_of(Health health) {
  switch (health) {
    case Health::kGood:
      return {"\u2713", "ok   ", 32};
    case Health::kNote:
      return {"!", "note ", 33};
    case Health::kWrong:
      return {"\u2717", "WRONG", 31};
    case Health::kSkipped:
      break;
  }
  return {"\u00b7", "-    ", 2};
}

std::string marked(Health health, const DoctorStyle& style) {
  const Mark mark = mark_of(health);
  const std::string text = style.unicode ? mark.unicode : mark.ascii;
  return style.colour ? fmt::format("\x1b[{}m{}\x1b[0m", mark.colour, text) : text;
}

nlohmann::ordered_json json_of(const Check& check) {
  nlohmann::ordered_json json = {
      {"name", check.name}, {"health", health_name(check.health)}, {"message", check.message}};
  if (!check.see.empty()) json["see"] = check.see;
  if (!check.case_id.empty()) json["case"] = check.case_id;
  return json;
}

nlohmann::ordered_json json_of(const std::vector<Check>& checks) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const Check& check : checks) list.push_back(json_of(check));
  return list;
}

nlohmann::ordered_json json_of(const Introduction& introduction) {
  return {{"name", introduction.name},
          {"version", introduction.version},
          {"language", introduction.language},
          {"platform", introduction.platform},
          {"ops", introduction.ops},
          {"features",
           {{"inject_random", introduction.inject_random},
            {"trace", introduction.trace},
            {"state", introduction.state}}}};
}

}  // namespace

std::string check_text(const Check& check, const DoctorStyle& style) {
  std::string text = fmt::format("  {} {}", marked(check.health, style), check.name);
  const bool shows_case = !check.case_id.empty() && check.health != Health::kWrong;
  if (shows_case) text += fmt::format("  ({})", check.case_id);
  if (!check.message.empty()) text += ": " + check.message;
  text += "\n";
  if (check.health == Health::kWrong && !check.case_id.empty()) {
    text += fmt::format("      in {}\n", check.case_id);
  }
  if (!check.see.empty()) text += fmt::format("      see {}\n", check.see);
  return text;
}

std::string closing_text(const DoctorReport& report, const DoctorStyle& style) {
  std::size_t good = 0;
  std::size_t wrong = 0;
  std::size_t notes = 0;
  for (const auto* checks :
       {&report.conversation, &report.ops, &report.features, &report.farewell}) {
    for (const Check& check : *checks) {
      good += check.health == Health::kGood ? 1 : 0;
      wrong += check.health == Health::kWrong ? 1 : 0;
      notes += check.health == Health::kNote ? 1 : 0;
    }
  }
  const Health health = report.healthy() ? Health::kGood : Health::kWrong;
  std::string text = fmt::format("\n{} {}: {} good, {} wrong, {} notes\n", marked(health, style),
                                 report.healthy() ? "healthy" : "not healthy", good, wrong, notes);
  text += fmt::format("\nnext: {}\n", report.next.text);
  if (!report.next.commands.empty()) text += "then run:\n";
  for (const std::string& command : report.next.commands) text += fmt::format("  {}\n", command);
  return text;
}

nlohmann::ordered_json doctor_json(const DoctorReport& report) {
  nlohmann::ordered_json json = {{"schema", "smx-doctor-1"},
                                 {"driver", report.command},
                                 {"healthy", report.healthy()},
                                 {"hello", nullptr},
                                 {"conversation", json_of(report.conversation)},
                                 {"ops", json_of(report.ops)},
                                 {"features", json_of(report.features)},
                                 {"farewell", json_of(report.farewell)}};
  if (report.introduction) json["hello"] = json_of(*report.introduction);
  json["next"] = {
      {"op", report.next.op}, {"text", report.next.text}, {"commands", report.next.commands}};
  return json;
}

}  // namespace smx::conformance
