#include <fmt/format.h>

#include <array>

#include "html_text.h"
#include "markdown_report.h"
#include "report_diff.h"
#include "shown_text.h"

namespace smx::conformance {
namespace {

constexpr std::size_t kDiffBytes = 300;

struct Part {
  const char* member;
  std::string_view title;
  const std::vector<CaseChange>* changes;
};

std::array<Part, 6> parts_of(const ReportDiff& diff) {
  return {{{"newly_failing", "newly failing", &diff.newly_failing},
           {"not_run", "not run any more", &diff.not_run},
           {"other_symptom", "failing in another way", &diff.other_symptom},
           {"newly_passing", "newly passing", &diff.newly_passing},
           {"added", "added", &diff.added},
           {"retired", "gone", &diff.retired}}};
}

std::string shown(const std::string& text) { return shown_text(text, kDiffBytes); }

std::string from_to(const CaseChange& change) {
  if (change.before.empty()) return change.after;
  if (change.after.empty()) return "was " + change.before;
  return change.before + " -> " + change.after;
}

}  // namespace

std::string diff_text(const ReportDiff& diff) {
  std::string text;
  for (const std::string& name : diff.platforms_gone) {
    text += fmt::format("platform gone or not run: {}\n", shown(name));
  }
  for (const std::string& name : diff.platforms_added) {
    text += fmt::format("platform added: {}\n", shown(name));
  }
  for (const Part& part : parts_of(diff)) {
    if (part.changes->empty()) continue;
    text += fmt::format("{}: {}\n", part.title, part.changes->size());
    for (const CaseChange& change : *part.changes) {
      text += fmt::format("  {} {}: {}\n", shown(change.platform), shown(change.id),
                          shown(from_to(change)));
    }
  }
  for (const std::string& line : diff.notes) text += shown(line) + "\n";
  if (diff.empty()) return "nothing changed\n";
  return text + (diff.worse ? "worse than before\n" : "nothing got worse\n");
}

std::string diff_markdown(const ReportDiff& diff) {
  std::string text =
      fmt::format("### SMX conformance: {}\n\n", diff.empty() ? "nothing changed"
                                                 : diff.worse ? "worse than before"
                                                              : "changed, nothing got worse");
  for (const std::string& name : diff.platforms_gone) {
    text += fmt::format("- platform gone or not run: {}\n", markdown_text(name));
  }
  for (const std::string& name : diff.platforms_added) {
    text += fmt::format("- platform added: {}\n", markdown_text(name));
  }
  for (const std::string& line : diff.notes) text += "- " + markdown_text(line) + "\n";
  for (const Part& part : parts_of(diff)) {
    if (part.changes->empty()) continue;
    text += fmt::format(
        "\n<details><summary>{}: {}</summary>\n\n| platform | case | change |\n"
        "|---|---|---|\n",
        part.title, counted(part.changes->size(), "case"));
    for (const CaseChange& change : *part.changes) {
      text += fmt::format("| {} | <code>{}</code> | {} |\n", markdown_text(change.platform),
                          markdown_text(change.id), markdown_text(from_to(change)));
    }
    text += "\n</details>\n";
  }
  return text;
}

nlohmann::ordered_json diff_json(const ReportDiff& diff) {
  nlohmann::ordered_json json = {{"worse", diff.worse}};
  for (const Part& part : parts_of(diff)) {
    nlohmann::ordered_json changes = nlohmann::ordered_json::array();
    for (const CaseChange& change : *part.changes) {
      changes.push_back({{"platform", change.platform},
                         {"case", change.id},
                         {"before", change.before},
                         {"after", change.after}});
    }
    json[part.member] = std::move(changes);
  }
  json["platforms_added"] = diff.platforms_added;
  json["platforms_gone"] = diff.platforms_gone;
  json["notes"] = diff.notes;
  return json;
}

}  // namespace smx::conformance
