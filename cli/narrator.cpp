#include "narrator.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace smx::cli {

void Narrator::step(std::string_view title, std::initializer_list<std::string_view> clauses) {
  ++steps_;
  if (json_) {
    story_.push_back({{"step", steps_}, {"title", title}, {"clauses", clauses}, {"facts", {}}});
    story_.back()["facts"] = nlohmann::ordered_json::array();
    return;
  }
  const std::string cited = fmt::format("[{}]", fmt::join(clauses, "] ["));
  print(fmt::format("{}{}  {}\n", steps_ == 1 ? "" : "\n",
                    style_.heading(fmt::format("{:>2}. {}", steps_, title)), style_.faint(cited)));
}

void Narrator::says(std::string_view line) {
  if (json_) {
    story_.back()["facts"].push_back(line);
    return;
  }
  print(fmt::format("    {}\n", line));
}

void Narrator::refused(std::string_view what, std::string_view error_name) {
  if (json_) {
    story_.back()["refused"] = error_name;
    story_.back()["facts"].push_back(fmt::format("{}: refused, {}", what, error_name));
    return;
  }
  print(fmt::format("    {}: refused, {}\n", what, style_.warning(error_name)));
}

void Narrator::finish() {
  if (json_) print(nlohmann::ordered_json{{"steps", std::move(story_)}}.dump(2) + "\n");
}

}  // namespace smx::cli
