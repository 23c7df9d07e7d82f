#pragma once

#include <initializer_list>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "terminal.h"

namespace smx::cli {

/// Tells a story in numbered steps: as text at once, or as one JSON document at the end.
class Narrator {
 public:
  explicit Narrator(bool json) : json_(json), style_(stdout) {}

  /// Begins a step. `clauses` are ids of docs/spec.
  void step(std::string_view title, std::initializer_list<std::string_view> clauses);
  /// One fact of the step: what happened.
  void says(std::string_view line);
  /// A refusal that was meant to happen, by its name.
  void refused(std::string_view what, std::string_view error_name);
  /// Ends the story.
  void finish();

 private:
  bool json_;
  Style style_;
  std::size_t steps_ = 0;
  nlohmann::ordered_json story_ = nlohmann::ordered_json::array();
};

}  // namespace smx::cli
