#include <fmt/format.h>

#include <algorithm>

#include "headline.h"
#include "html_sections.h"
#include "html_text.h"

namespace smx::conformance {
namespace {

std::string figure(std::string_view name, const std::string& value, std::string_view note = {}) {
  return fmt::format("<div><dt>{}</dt><dd>{}{}</dd></div>\n", name, value,
                     note.empty() ? "" : fmt::format(" <small>{}</small>", note));
}

std::string_view tone_class(Headline::Tone tone) {
  switch (tone) {
    case Headline::Tone::kGood:
      return "good";
    case Headline::Tone::kBad:
      return "bad";
    case Headline::Tone::kNone:
      return "none";
  }
  return "none";
}

std::string figures(const ReportDocument& document) {
  const RunReport& report = document.run;
  std::size_t failed = 0;
  std::size_t known = 0;
  for (const PlatformResult& platform : report.platforms) {
    failed += failed_cases(platform);
    known += platform.known_failures();
  }
  const OutcomeCounts counts = report.counts();
  std::string text = figure("Outcomes", fmt::format("{}", counts.sum()),
                            fmt::format("of {} planned", report.planned())) +
                     figure("Passed", fmt::format("{}", counts.of(Outcome::kPass))) +
                     figure("Failed", fmt::format("{}", failed),
                            known > 0 ? fmt::format("and {} known", known) : "");
  if (document.mutation) {
    text +=
        figure("Planted bugs found",
               fmt::format("{}/{}", document.mutation->killed(), document.mutation->bugs.size()),
               document.mutation->current ? "" : "measured with other vectors");
  }
  const auto binding = std::ranges::count_if(document.clauses, &ClauseRow::binds);
  const auto bare = std::ranges::count_if(document.clauses, &ClauseRow::uncovered);
  if (!document.clauses.empty()) {
    text += figure("Binding clauses held", fmt::format("{}/{}", binding - bare, binding));
  }
  return text;
}

std::string matrix_cell(const PlatformResult& platform, const OutcomeCounts& counts,
                        std::size_t planned) {
  if (!platform.not_run.empty()) return "<td class=\"faint\">not run</td>";
  const std::size_t passed = counts.of(Outcome::kPass);
  std::string rest;
  for (const Outcome outcome : kAllOutcomes) {
    if (outcome == Outcome::kPass || counts.of(outcome) == 0) continue;
    std::string words(outcome_name(outcome));
    std::ranges::replace(words, '_', ' ');
    rest += fmt::format("<br><small class=\"{}\">{} {}</small>", outcome_name(outcome),
                        counts.of(outcome), words);
  }
  return fmt::format("<td class=\"{}\"><span aria-hidden=\"true\">{}</span> {}/{}{}</td>",
                     passed == planned ? "good" : "bad", passed == planned ? "\u2713" : "\u2717",
                     passed, planned, rest);
}

}  // namespace

std::string verdict_section(const ReportDocument& document) {
  const Headline headline = headline_of(document);
  std::string text = fmt::format(
      "<section class=\"verdict {}\" aria-labelledby=\"headline\">\n<h1 id=\"headline\">{}</h1>\n"
      "<p class=\"lead\">{}</p>\n",
      tone_class(headline.tone), html(headline.word), html(headline.line));
  if (!headline.cautions.empty()) {
    text += "<ul class=\"cautions\">\n";
    for (const std::string& caution : headline.cautions) {
      text += fmt::format("<li>{}</li>\n", html(caution));
    }
    text += "</ul>\n";
  }
  text += "<dl class=\"figures\">\n" + figures(document) + "</dl>\n";
  return text + fmt::format(
                    "<p class=\"faint\">{}. Digest <code>{}</code>, vectors <code>{}</code>; "
                    "the whole hashes are <a href=\"#run\">below</a>.</p>\n</section>\n",
                    html(document.info.started), html(document.digest.substr(0, 16)),
                    html(document.run.manifest_sha256.value_or("unpinned").substr(0, 16)));
}

std::string matrix_section(const ReportDocument& document) {
  const RunReport& report = document.run;
  std::string text =
      "<section id=\"matrix\" aria-labelledby=\"matrix-title\">\n<h2 id=\"matrix-title\">Platforms "
      "and files</h2>\n<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Platforms "
      "and files\">\n<table class=\"matrix\"><caption>Cases passed of those planned</caption>\n"
      "<thead><tr><th scope=\"col\">File</th>";
  for (const PlatformResult& platform : report.platforms) {
    const std::string name = html(platform.platform.name);
    text += fmt::format("<th scope=\"col\">{}</th>",
                        failed_cases(platform) == 0
                            ? name
                            : fmt::format("<a href=\"#failures-{}\">{}</a>",
                                          html_id(platform.platform.name), name));
  }
  text += "</tr></thead>\n<tbody>\n";
  const std::size_t files = report.platforms.empty() ? 0 : report.platforms.front().files.size();
  for (std::size_t i = 0; i < files; ++i) {
    text +=
        fmt::format("<tr><th scope=\"row\">{}</th>", html(report.platforms.front().files[i].file));
    for (const PlatformResult& platform : report.platforms) {
      text += i < platform.files.size()
                  ? matrix_cell(platform, platform.files[i].counts(), platform.files[i].planned)
                  : "<td></td>";
    }
    text += "</tr>\n";
  }
  text += "</tbody>\n<tfoot><tr><th scope=\"row\">All</th>";
  for (const PlatformResult& platform : report.platforms) {
    text += matrix_cell(platform, platform.counts(), platform.planned());
  }
  text += "</tr></tfoot></table></div>\n";
  for (const auto* list : {&report.runner_faults, &report.known_failure_problems}) {
    if (list->empty()) continue;
    text += fmt::format(
        "<h3>{}</h3>\n<ul class=\"bad\">\n",
        list == &report.runner_faults ? "Faults of the runner" : "Known failures that do not hold");
    for (const std::string& line : *list) text += fmt::format("<li>{}</li>\n", html(line));
    text += "</ul>\n";
  }
  return text + "</section>\n";
}

}  // namespace smx::conformance
