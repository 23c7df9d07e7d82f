#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "html_sections.h"
#include "html_text.h"

namespace smx::conformance {
namespace {

/// Case id to its outcome on one platform.
using Outcomes = std::map<std::string, const CaseResult*>;

Outcomes outcomes_of(const FileResult& file) {
  Outcomes outcomes;
  for (const CaseResult& result : file.cases) outcomes.emplace(result.id, &result);
  return outcomes;
}

std::string cell(const PlatformResult& platform, const CaseResult* result) {
  if (result == nullptr) return "<td></td>";
  const Outcome outcome = result->finding.outcome;
  if (outcome == Outcome::kPass) return "<td class=\"p\">\u2713 pass</td>";
  if (outcome == Outcome::kNotRun) return fmt::format("<td>{}</td>", outcome_html(outcome));
  return fmt::format("<td><a href=\"#{}\">{}</a>{}</td>",
                     failure_anchor(result->id, platform.platform.name), outcome_html(outcome),
                     result->known_issue.empty() ? "" : " <small>known</small>");
}

std::string row(const ReportDocument& document, const std::vector<Outcomes>& columns,
                const std::string& file, const std::string& id) {
  std::string outcomes;
  std::string cells;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const auto found = columns[i].find(id);
    const CaseResult* result = found == columns[i].end() ? nullptr : found->second;
    if (i > 0) outcomes += ' ';
    outcomes += result == nullptr ? "none" : outcome_name(result->finding.outcome);
    cells += cell(document.run.platforms[i], result);
  }
  return fmt::format(
      "<tr class=\"item\" id=\"{}\" tabindex=\"-1\" data-id=\"{}\" data-file=\"{}\" "
      "data-outcomes=\"{}\" data-clauses=\"{}\"><th scope=\"row\">{}</th>{}</tr>\n",
      case_anchor(id), html(id), html(file), outcomes, html(clauses_of_case(document, id)),
      html(id), cells);
}

std::string options(const std::vector<std::string>& values) {
  std::string text;
  for (const std::string& value : values) {
    text += fmt::format("<option value=\"{0}\">{0}</option>", html(value));
  }
  return text;
}

}  // namespace

std::string clauses_of_case(const ReportDocument& document, const std::string& id) {
  std::string text;
  for (const ClauseRow& clause : document.clauses) {
    for (const auto* cases : {&clause.positive, &clause.negative}) {
      if (std::ranges::find(*cases, id) == cases->end()) continue;
      text += (text.empty() ? "" : " ") + clause.id;
      break;
    }
  }
  return text;
}

std::string filter_section(const ReportDocument& document) {
  std::vector<std::string> platforms;
  std::vector<std::string> files;
  std::vector<std::string> clauses;
  std::string outcomes;
  for (const PlatformResult& platform : document.run.platforms) {
    platforms.push_back(platform.platform.name);
  }
  for (const VectorNote& note : document.vectors) files.push_back(note.file);
  for (const ClauseRow& clause : document.clauses) clauses.push_back(clause.id);
  for (const Outcome outcome : kAllOutcomes) {
    std::string words(outcome_name(outcome));
    std::ranges::replace(words, '_', ' ');
    outcomes += fmt::format("<option value=\"{}\">{}</option>", outcome_name(outcome), words);
  }
  return fmt::format(
      "<section id=\"find\" class=\"scripted\" aria-labelledby=\"find-title\" hidden>\n<h2 "
      "id=\"find-title\">Find cases</h2>\n<form id=\"filters\" role=\"search\" "
      "aria-label=\"Cases\">\n"
      "<p><label for=\"f-platform\">Platform</label><select id=\"f-platform\"><option "
      "value=\"\">any</option>{}</select></p>\n"
      "<p><label for=\"f-file\">File</label><select id=\"f-file\"><option "
      "value=\"\">any</option>{}</select></p>\n"
      "<p><label for=\"f-outcome\">Outcome</label><select id=\"f-outcome\"><option "
      "value=\"\">any</option><option value=\"!pass\">not passed</option>{}</select></p>\n"
      "<p><label for=\"f-clause\">Clause</label><input id=\"f-clause\" list=\"clause-ids\" "
      "autocomplete=\"off\" spellcheck=\"false\"><datalist id=\"clause-ids\">{}</datalist></p>\n"
      "<p class=\"wide\"><label for=\"f-text\">Text of the id or message</label><input "
      "id=\"f-text\" type=\"search\" autocomplete=\"off\" spellcheck=\"false\"></p>\n"
      "<p><button id=\"f-reset\" type=\"reset\">Show all</button></p>\n</form>\n"
      "<p id=\"count\" role=\"status\" aria-live=\"polite\"></p>\n</section>\n",
      options(platforms), options(files), outcomes, options(clauses));
}

std::string cases_section(const ReportDocument& document) {
  const std::vector<PlatformResult>& platforms = document.run.platforms;
  std::string text =
      "<section id=\"cases\" aria-labelledby=\"cases-title\">\n<h2 id=\"cases-title\" "
      "tabindex=\"-1\">All cases</h2>\n<div class=\"scroll\" tabindex=\"0\" role=\"group\" "
      "aria-label=\"All cases\">\n<table class=\"cases\"><caption>Outcome of each case on each "
      "platform</caption>\n<thead><tr><th scope=\"col\">Case</th>";
  for (const PlatformResult& platform : platforms) {
    text += fmt::format("<th scope=\"col\">{}</th>", html(platform.platform.name));
  }
  text += "</tr></thead>\n";
  const std::size_t files = platforms.empty() ? 0 : platforms.front().files.size();
  for (std::size_t i = 0; i < files; ++i) {
    const FileResult& file = platforms.front().files[i];
    std::vector<Outcomes> columns;
    for (const PlatformResult& platform : platforms) {
      columns.push_back(i < platform.files.size() ? outcomes_of(platform.files[i]) : Outcomes());
    }
    text += fmt::format(
        "<tbody>\n<tr class=\"group\"><th scope=\"rowgroup\" colspan=\"{}\">{}</th></tr>\n",
        platforms.size() + 1, html(file.file));
    for (const CaseResult& result : file.cases)
      text += row(document, columns, file.file, result.id);
    text += "</tbody>\n";
  }
  return text + "</table></div>\n</section>\n";
}

}  // namespace smx::conformance
