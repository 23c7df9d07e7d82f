#include <fmt/format.h>

#include <algorithm>

#include "html_sections.h"
#include "html_text.h"

namespace smx::conformance {
namespace {

/// A number that, with the script, filters the cases by the clause.
std::string cases_cell(const ClauseRow& row, std::size_t count, std::string_view kind) {
  if (count == 0) return "<td>0</td>";
  return fmt::format(
      "<td><a href=\"#find\" data-clause=\"{0}\" aria-label=\"{1} {2} of {0}\">{1}</a></td>",
      html(row.id), count, kind);
}

std::string names_cell(const std::vector<std::string>& names, std::string_view none,
                       std::string_view word) {
  if (names.empty()) return fmt::format("<td class=\"faint\">{}</td>", none);
  std::string list;
  for (const std::string& name : names) list += fmt::format("<li><code>{}</code></li>", html(name));
  return fmt::format("<td><details><summary>{}</summary><ul>{}</ul></details></td>",
                     counted(names.size(), word), list);
}

std::string row_html(const ClauseRow& row) {
  const bool bare = row.uncovered();
  std::string kinds = row.binds ? "binds" : "free";
  if (bare) kinds += " bare";
  if (row.binds && row.bugs.empty()) kinds += " nobug";
  if (row.binds && row.positive.empty() && row.negative.empty()) kinds += " nocase";
  return fmt::format(
             "<tr id=\"clause-{}\" tabindex=\"-1\" class=\"clause{}\" data-kinds=\"{}\"><th "
             "scope=\"row\">{}</th><td>{}</td><td class=\"says\">{}</td>",
             html_id(row.id), bare ? " bad" : "", kinds, html(row.id), row.binds ? "MUST" : "",
             html(row.summary)) +
         cases_cell(row, row.positive.size(), "positive cases") +
         cases_cell(row, row.negative.size(), "negative cases") +
         names_cell(row.bugs, row.binds ? "no bug" : "", "bug") +
         names_cell(row.tests, bare ? "\u2717 nothing" : "", "test") + "</tr>\n";
}

}  // namespace

std::string clauses_section(const ReportDocument& document) {
  if (document.clauses.empty()) return {};
  const auto bare = std::ranges::count_if(document.clauses, &ClauseRow::uncovered);
  const auto binding = std::ranges::count_if(document.clauses, &ClauseRow::binds);
  std::string text = fmt::format(
      "<section id=\"clauses\" aria-labelledby=\"clauses-title\">\n<h2 "
      "id=\"clauses-title\">Clauses "
      "and what holds them</h2>\n<p>{} of the {} clauses say MUST. {} Planted bugs tie a clause to "
      "evidence that its cases can fail; a clause without one is listed as such.</p>\n"
      "<form id=\"clause-filters\" class=\"scripted\" role=\"search\" aria-label=\"Clauses\" "
      "hidden>\n<p><label for=\"c-kind\">Show</label><select id=\"c-kind\"><option "
      "value=\"\">all clauses</option><option value=\"binds\">those that say MUST</option><option "
      "value=\"bare\">MUST without case or test</option><option value=\"nocase\">MUST without "
      "case</option><option value=\"nobug\">MUST without planted bug</option></select></p>\n<p "
      "class=\"wide\"><label for=\"c-text\">Text</label><input id=\"c-text\" type=\"search\" "
      "autocomplete=\"off\" spellcheck=\"false\"></p>\n<p id=\"c-count\" role=\"status\" "
      "aria-live=\"polite\"></p>\n</form>\n<div class=\"scroll\" tabindex=\"0\" role=\"group\" "
      "aria-label=\"Clauses\">\n<table class=\"clauses\"><caption>Clauses, the pinned cases and "
      "the "
      "native tests that cite them, and the planted bugs</caption>\n<thead><tr><th "
      "scope=\"col\">Clause</th><th scope=\"col\">Binds</th><th scope=\"col\">Says</th><th "
      "scope=\"col\">Positive</th><th scope=\"col\">Negative</th><th scope=\"col\">Planted "
      "bugs</th><th scope=\"col\">Native tests</th></tr></thead>\n<tbody>\n",
      binding, document.clauses.size(),
      bare == 0 ? "Each of them is cited by a case or a native test."
                : fmt::format("{} of them are cited by neither a case nor a native test.", bare));
  for (const ClauseRow& row : document.clauses) text += row_html(row);
  return text + "</tbody></table></div>\n</section>\n";
}

}  // namespace smx::conformance
