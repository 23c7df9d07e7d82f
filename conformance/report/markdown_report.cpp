#include "markdown_report.h"

#include <fmt/format.h>

#include "headline.h"
#include "html_text.h"
#include "runner/causes.h"
#include "shown_text.h"

namespace smx::conformance {
namespace {

constexpr std::size_t kMarkdownBytes = 400;
constexpr std::size_t kShownCauses = 10;

std::string code(std::string_view text) {
  return fmt::format("<code>{}</code>", markdown_text(text));
}

std::string platform_line(const PlatformResult& platform) {
  if (!platform.not_run.empty()) {
    return fmt::format("| {} | not run: {} | | |\n", markdown_text(platform.platform.name),
                       markdown_text(platform.not_run));
  }
  return fmt::format("| {} | {} of {} | {} | {} |\n", markdown_text(platform.platform.name),
                     platform.counts().of(Outcome::kPass), platform.planned(),
                     failed_cases(platform), platform.known_failures());
}

std::string counts_text(const FileResult& file) {
  const OutcomeCounts counts = file.counts();
  std::string text = fmt::format("{}/{}", counts.of(Outcome::kPass), file.planned);
  for (const Outcome outcome : kAllOutcomes) {
    if (outcome == Outcome::kPass || counts.of(outcome) == 0) continue;
    text += fmt::format(", {} {}", counts.of(outcome), markdown_text(outcome_name(outcome)));
  }
  return text;
}

std::string files_table(const RunReport& report) {
  std::string head = "| file |";
  std::string rule = "|---|";
  for (const PlatformResult& platform : report.platforms) {
    head += fmt::format(" {} |", markdown_text(platform.platform.name));
    rule += "---|";
  }
  std::string text = head + "\n" + rule + "\n";
  if (report.platforms.empty()) return text;
  for (std::size_t i = 0; i < report.platforms.front().files.size(); ++i) {
    text += fmt::format("| {} |", markdown_text(report.platforms.front().files[i].file));
    for (const PlatformResult& platform : report.platforms) {
      const bool known = platform.not_run.empty() && i < platform.files.size();
      text += fmt::format(" {} |", known ? counts_text(platform.files[i]) : "not run");
    }
    text += "\n";
  }
  return text;
}

std::string cause_text(const Cause& cause) {
  const Finding& finding = cause.first->finding;
  std::string text =
      fmt::format("- {} {}", markdown_text(outcome_name(finding.outcome)), code(cause.first->id));
  if (finding.step) text += fmt::format(" step {} {}", *finding.step, markdown_text(finding.op));
  text += ": " + code(finding.message);
  for (const std::string& clause : finding.clauses) {
    text += fmt::format(" \\[{}\\]", markdown_text(clause));
  }
  for (const LooksLike& like : cause.first->looks_like) {
    text += fmt::format("<br>looks like the planted bug {}: {}", code(like.bug),
                        markdown_text(like.description));
  }
  if (cause.count > 1) text += fmt::format("<br>{} more like this", cause.count - 1);
  return text + "\n";
}

std::string failures_details(const PlatformResult& platform) {
  const std::vector<Cause> all = causes(platform);
  if (all.empty() && platform.faults.empty()) return {};
  std::string text = fmt::format("\n<details><summary>{}: {} in {}</summary>\n\n",
                                 markdown_text(platform.platform.name),
                                 counted(failed_cases(platform), "failed case"),
                                 all.size() == 1 ? "one way" : fmt::format("{} ways", all.size()));
  for (const std::string& fault : platform.faults) text += "- driver: " + code(fault) + "\n";
  for (std::size_t i = 0; i < all.size() && i < kShownCauses; ++i) text += cause_text(all[i]);
  if (all.size() > kShownCauses) {
    text += fmt::format("- {} more ways: see the HTML report\n", all.size() - kShownCauses);
  }
  return text + "\n</details>\n";
}

}  // namespace

std::string markdown_text(std::string_view text) {
  std::string out;
  for (const char c : shown_text(text, kMarkdownBytes)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '@':  // would call a person
      case '#':  // would name an issue
      case '|':
      case '`':
      case '*':
      case '_':
      case '~':
      case '[':
      case ']':
      case '!':
      case '\\':
      case ':':  // an address without it is no link
        out += fmt::format("&#{};", static_cast<unsigned>(c));
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string markdown_report(const ReportDocument& document) {
  const Headline headline = headline_of(document);
  std::string text =
      fmt::format("### SMX conformance: {}\n\n{}\n\n", headline.word, markdown_text(headline.line));
  for (const std::string& caution : headline.cautions) {
    text += "> " + markdown_text(caution) + "\n\n";
  }
  text += "| platform | passed | failed | known |\n|---|---|---|---|\n";
  for (const PlatformResult& platform : document.run.platforms) text += platform_line(platform);
  for (const PlatformResult& platform : document.run.platforms) text += failures_details(platform);
  for (const std::string& problem : document.run.known_failure_problems) {
    text += "\n- known failure: " + code(problem) + "\n";
  }
  for (const std::string& fault : document.run.runner_faults) {
    text += "\n- runner: " + code(fault) + "\n";
  }
  text +=
      "\n<details><summary>By file</summary>\n\n" + files_table(document.run) + "\n</details>\n";
  if (document.mutation) {
    text += fmt::format("\nPlanted bugs found by the vectors: {} of {}{}.",
                        document.mutation->killed(), document.mutation->bugs.size(),
                        document.mutation->current ? "" : " (measured with other vectors)");
  }
  return text + fmt::format("\nReport digest <code>{}</code>, vectors <code>{}</code>.\n",
                            document.digest.substr(0, 16),
                            document.run.manifest_sha256.value_or("unpinned").substr(0, 16));
}

}  // namespace smx::conformance
