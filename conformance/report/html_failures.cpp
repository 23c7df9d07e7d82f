#include <fmt/format.h>

#include <algorithm>

#include "headline.h"
#include "html_sections.h"
#include "html_text.h"
#include "runner/causes.h"
#include "shown_text.h"

namespace smx::conformance {
namespace {

// What a page can hold and people read: three cases of each cause show that they are alike.
constexpr std::size_t kFullPerCause = 3;
constexpr std::size_t kFullInAll = 80;
// Further ways to fail of a platform are told by their messages.
constexpr std::size_t kCausesShown = 40;
constexpr std::size_t kShortMessage = 160;

const std::string& file_of(const PlatformResult& platform, const CaseResult& wanted) {
  static const std::string kNone;
  for (const FileResult& file : platform.files) {
    for (const CaseResult& result : file.cases) {
      if (&result == &wanted) return file.file;
    }
  }
  return kNone;
}

std::string place_of(const Finding& finding) {
  std::string place = finding.in_twin ? "twin " : "";
  if (finding.step) place += fmt::format("step {} ", *finding.step);
  return place + finding.op;
}

std::string divergence_html(const Divergence& divergence) {
  if (divergence.byte) return bytes_table(divergence);
  return fmt::format(
      "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Values of "
      "{0}\"><table><caption>{0}</caption><thead><tr><th scope=\"col\">Expected</th><th "
      "scope=\"col\">Got</th></tr></thead><tbody><tr><td>{1}</td><td><mark "
      "class=\"first\">{2}</mark></td></tr></tbody></table></div>\n",
      html(divergence.where.empty() ? divergence.kind : divergence.where), html(divergence.want),
      html(divergence.got));
}

std::string clause_links(const std::vector<std::string>& clauses) {
  std::string text;
  for (const std::string& clause : clauses) {
    text += fmt::format("{}<a href=\"#clause-{}\">{}</a>", text.empty() ? "" : " ", html_id(clause),
                        html(clause));
  }
  return text;
}

std::string notes_html(const CaseResult& result) {
  const Finding& finding = result.finding;
  std::string text;
  for (const LooksLike& like : result.looks_like) {
    text += fmt::format(
        "<p class=\"like\"><strong>Looks like the planted bug <code>{}</code></strong>: {} (<a "
        "href=\"#clause-{}\">{}</a>)</p>\n",
        html(like.bug), html(like.description), html_id(like.clause), html(like.clause));
  }
  if (finding.also) {
    text += fmt::format("<p>Also: {}</p>\n", html(finding.also->text()));
  }
  if (!finding.clauses.empty()) {
    text += fmt::format("<p>Read {}</p>\n", clause_links(finding.clauses));
  }
  if (!result.known_issue.empty()) {
    text += fmt::format("<p>Accepted for a time: {}</p>\n", html(result.known_issue));
  }
  if (!finding.free_text.empty()) {
    text += fmt::format("<p>The driver says:</p>\n<pre>{}</pre>\n", html_block(finding.free_text));
  }
  return text;
}

/// Attributes that the filters read.
std::string item_attributes(const ReportDocument& document, const PlatformResult& platform,
                            const CaseResult& result) {
  return fmt::format(
      "data-platform=\"{}\" data-file=\"{}\" data-outcome=\"{}\" "
      "data-clauses=\"{}\"",
      html(platform.platform.name), html(file_of(platform, result)),
      outcome_name(result.finding.outcome), html(clauses_of_case(document, result.id)));
}

std::string full_html(const ReportDocument& document, const PlatformResult& platform,
                      const CaseResult& result) {
  const Finding& finding = result.finding;
  return fmt::format(
             "<details class=\"item case\" id=\"{}\" {}>\n<summary>{} <code>{}</code> <span "
             "class=\"faint\">{}</span></summary>\n<div class=\"body\">\n<p "
             "class=\"message\">{}</p>\n",
             failure_anchor(result.id, platform.platform.name),
             item_attributes(document, platform, result), outcome_html(finding.outcome),
             html(result.id), html(place_of(finding)), html(finding.message)) +
         (finding.divergence ? divergence_html(*finding.divergence) : "") + notes_html(result) +
         "</div></details>\n";
}

std::string short_html(const ReportDocument& document, const PlatformResult& platform,
                       const CaseResult& result) {
  return fmt::format("<li class=\"item\" id=\"{}\" tabindex=\"-1\" {}><code>{}</code> {}</li>\n",
                     failure_anchor(result.id, platform.platform.name),
                     item_attributes(document, platform, result), html(result.id),
                     html(shown_text(result.finding.message, kShortMessage)));
}

std::string cause_title(const Cause& cause) {
  const Finding& finding = cause.first->finding;
  std::string title = outcome_html(finding.outcome) + " ";
  if (finding.divergence) {
    title += html(finding.divergence->where.empty() ? finding.divergence->kind
                                                    : finding.divergence->where);
    const std::string& field = finding.divergence->field;
    if (!field.empty() && field != finding.divergence->where) title += " \u00b7 " + html(field);
    if (!finding.divergence->hint.empty()) title += " \u00b7 " + html(finding.divergence->hint);
  } else {
    title += html(finding.message);
  }
  return title;
}

std::string cause_html(const ReportDocument& document, const PlatformResult& platform,
                       const Cause& cause, std::size_t& full_left) {
  std::string text = fmt::format("<div class=\"cause\">\n<h4>{} <small>{}</small></h4>\n",
                                 cause_title(cause), counted(cause.count, "case"));
  std::string rest;
  std::size_t shown = 0;
  for (const CaseResult* result : cause.all) {
    if (shown < kFullPerCause && full_left > 0) {
      text += full_html(document, platform, *result);
      ++shown;
      --full_left;
    } else {
      rest += short_html(document, platform, *result);
    }
  }
  if (!rest.empty()) {
    text += fmt::format(
        "<details class=\"rest\"><summary>{} more, by their "
        "message</summary>\n<ul>\n{}</ul></details>\n",
        cause.count - shown, rest);
  }
  return text + "</div>\n";
}

std::string known_html(const ReportDocument& document, const PlatformResult& platform,
                       std::size_t& full_left) {
  std::string text;
  for (const FileResult& file : platform.files) {
    for (const CaseResult& result : file.cases) {
      if (result.known_issue.empty() || full_left == 0) continue;
      text += full_html(document, platform, result);
      --full_left;
    }
  }
  if (text.empty()) return {};
  return "<div class=\"cause\">\n<h4>Known failures, accepted for a time</h4>\n" + text +
         "</div>\n";
}

std::string platform_html(const ReportDocument& document, const PlatformResult& platform,
                          std::size_t& full_left) {
  const std::vector<Cause> all = causes(platform);
  if (all.empty() && platform.faults.empty() && platform.known_failures() == 0) return {};
  std::string text =
      fmt::format("<h3 id=\"failures-{}\" tabindex=\"-1\">{} <small>{}{}</small></h3>\n",
                  html_id(platform.platform.name), html(platform.platform.name),
                  counted(failed_cases(platform), "failed case"),
                  all.size() > 1 ? fmt::format(", in {} ways", all.size()) : "");
  for (const std::string& fault : platform.faults) {
    text += fmt::format("<p class=\"bad\">Driver: {}</p>\n", html(fault));
  }
  std::string rest;
  std::size_t left = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (i < kCausesShown) {
      text += cause_html(document, platform, all[i], full_left);
      continue;
    }
    left += all[i].count;
    for (const CaseResult* result : all[i].all) rest += short_html(document, platform, *result);
  }
  if (left > 0) {
    text += fmt::format(
        "<div class=\"cause\">\n<h4>{} other ways</h4>\n<details class=\"rest\"><summary>{}, by "
        "their message</summary>\n<ul>\n{}</ul></details></div>\n",
        all.size() - kCausesShown, counted(left, "case"), rest);
  }
  return text + known_html(document, platform, full_left);
}

}  // namespace

std::string failures_section(const ReportDocument& document) {
  std::string body;
  std::size_t full_left = kFullInAll;
  for (const PlatformResult& platform : document.run.platforms) {
    body += platform_html(document, platform, full_left);
  }
  if (body.empty()) body = "<p>No case failed.</p>\n";
  return "<section id=\"failures\" aria-labelledby=\"failures-title\">\n<h2 "
         "id=\"failures-title\">Failures</h2>\n" +
         body + "</section>\n";
}

}  // namespace smx::conformance
