#include "terminal.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "causes.h"

namespace smx::conformance {
namespace {

enum class Tone { kPlain, kGood, kBad, kFaint };

std::string toned(const std::string& text, Tone tone, bool colour) {
  if (!colour || tone == Tone::kPlain) return text;
  const int code = tone == Tone::kGood ? 32 : tone == Tone::kBad ? 31 : 2;
  return fmt::format("\x1b[{}m{}\x1b[0m", code, text);
}

struct Cell {
  std::string text;
  Tone tone = Tone::kPlain;
};

/// "120/120", or what was not passed beside it.
Cell counts_cell(const OutcomeCounts& counts, std::size_t planned) {
  const std::size_t passed = counts.of(Outcome::kPass);
  std::string text = fmt::format("{}/{}", passed, planned);
  for (const Outcome outcome : kAllOutcomes) {
    if (outcome == Outcome::kPass || counts.of(outcome) == 0) continue;
    text += fmt::format(" {} {}", counts.of(outcome), outcome_name(outcome));
  }
  return {text, passed == planned ? Tone::kGood : Tone::kBad};
}

using Row = std::vector<Cell>;

std::string table_text(const std::vector<Row>& rows, bool colour) {
  std::vector<std::size_t> widths;
  for (const Row& row : rows) {
    widths.resize(std::max(widths.size(), row.size()), 0);
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], row[i].text.size());
    }
  }
  std::string text;
  for (const Row& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string padding(i + 1 < row.size() ? widths[i] - row[i].text.size() + 2 : 0, ' ');
      line += toned(row[i].text, row[i].tone, colour) + padding;
    }
    text += line + "\n";
  }
  return text;
}

std::vector<Row> matrix_rows(const RunReport& report) {
  std::vector<Row> rows;
  Row head = {{"file", Tone::kFaint}};
  for (const PlatformResult& platform : report.platforms) {
    head.push_back({platform.platform.name, Tone::kFaint});
  }
  rows.push_back(head);
  if (report.platforms.empty()) return rows;
  for (std::size_t i = 0; i < report.platforms.front().files.size(); ++i) {
    Row row = {{report.platforms.front().files[i].file, Tone::kPlain}};
    for (const PlatformResult& platform : report.platforms) {
      row.push_back(platform.not_run.empty()
                        ? counts_cell(platform.files[i].counts(), platform.files[i].planned)
                        : Cell{"not run", Tone::kFaint});
    }
    rows.push_back(std::move(row));
  }
  Row sum = {{"all", Tone::kPlain}};
  for (const PlatformResult& platform : report.platforms) {
    sum.push_back(platform.not_run.empty() ? counts_cell(platform.counts(), platform.planned())
                                           : Cell{"not run", Tone::kFaint});
  }
  rows.push_back(std::move(sum));
  return rows;
}

std::string place_text(const Finding& finding) {
  std::string place;
  if (finding.in_twin) place += " twin";
  if (finding.step) place += fmt::format(" step {}", *finding.step);
  if (!finding.op.empty()) place += " " + finding.op;
  return place;
}

/// "your x3dh.ikm equals bug dh-order: DH1 and DH2 swapped (X3DH-04)", and what else it could be.
std::string likeness_text(const CaseResult& result) {
  const auto& divergence = result.finding.divergence;
  std::string text;
  for (const LooksLike& like : result.looks_like) {
    text += text.empty()
                ? fmt::format("    your {} equals", divergence ? divergence->where : "answer")
                : "    or";
    const bool ended = like.description.ends_with('.');
    text += fmt::format(" bug {}: {} ({})\n", like.bug,
                        like.description.substr(0, like.description.size() - (ended ? 1U : 0U)),
                        like.clause);
  }
  return text;
}

std::string cause_text(const std::string& platform, const Cause& cause, bool colour) {
  const Finding& finding = cause.first->finding;
  std::string text =
      fmt::format("{} {}: {}{}\n    {}\n", platform,
                  toned(std::string(outcome_name(finding.outcome)), Tone::kBad, colour),
                  cause.first->id, place_text(finding), finding.message);
  if (!finding.clauses.empty()) {
    std::string clauses;
    for (const std::string& clause : finding.clauses) clauses += " [" + clause + "]";
    text += fmt::format("    see{}\n", clauses);
  }
  text += likeness_text(*cause.first);
  if (!finding.free_text.empty()) {
    text += fmt::format("    the driver says: {}\n", finding.free_text);
  }
  if (cause.count > 1) {
    text += fmt::format("    {} more like this\n", cause.count - 1);
  }
  return text;
}

std::string failures_text(const PlatformResult& platform, bool colour, std::size_t shown) {
  const std::vector<Cause> all = causes(platform);
  std::string text;
  std::size_t left = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (i < shown) text += cause_text(platform.platform.name, all[i], colour);
    if (i >= shown) left += all[i].count;
  }
  if (left > 0) {
    text += fmt::format("{}: {} more in {} other ways, see the reports or --show\n",
                        platform.platform.name, left, all.size() - shown);
  }
  return text;
}

/// What the run cost, so that a slow driver is not taken for a slow runner.
std::string costs_text(const RunReport& report) {
  std::string text;
  for (const PlatformResult& platform : report.platforms) {
    if (!platform.not_run.empty() || platform.starts == 0) continue;
    text += fmt::format("{}: {} {} in {} ms, {} us of the runner's own for each case\n",
                        platform.platform.name, platform.jobs,
                        platform.jobs == 1 ? "driver" : "drivers", platform.time.count(),
                        platform.overhead.count());
  }
  return text;
}

}  // namespace

bool wants_colour(std::FILE* stream) {
  const char* refused = std::getenv("NO_COLOR");
  return isatty(fileno(stream)) == 1 && (refused == nullptr || *refused == '\0');
}

std::string matrix_text(const RunReport& report, bool colour, std::size_t shown_failures) {
  std::string text;
  for (const PlatformResult& platform : report.platforms) {
    text += failures_text(platform, colour, shown_failures);
    for (const std::string& fault : platform.faults) {
      text += fmt::format("{} {}: {}\n", platform.platform.name,
                          toned("driver fault", Tone::kBad, colour), fault);
    }
  }
  if (!text.empty()) text += "\n";
  text += table_text(matrix_rows(report), colour);
  for (const PlatformResult& platform : report.platforms) {
    if (platform.not_run.empty()) continue;
    text += fmt::format("{} not run: {}\n", platform.platform.name, platform.not_run);
  }
  for (const PlatformResult& platform : report.platforms) {
    if (platform.known_failures() == 0) continue;
    text += fmt::format("{}: {} known failures, as accepted\n", platform.platform.name,
                        platform.known_failures());
  }
  for (const std::string& problem : report.known_failure_problems) {
    text += toned("known failure", Tone::kBad, colour) + ": " + problem + "\n";
  }
  for (const std::string& fault : report.runner_faults) {
    text += toned("runner fault", Tone::kBad, colour) + ": " + fault + "\n";
  }
  text += costs_text(report);
  const OutcomeCounts counts = report.counts();
  text += fmt::format("planned {}, outcomes {}:", report.planned(), counts.sum());
  for (const Outcome outcome : kAllOutcomes) {
    if (counts.of(outcome) == 0) continue;
    text += fmt::format(" {} {}", counts.of(outcome), outcome_name(outcome));
  }
  text += "\n";
  if (!report.shard.empty())
    text += fmt::format("shard {}: the others were not planned\n", report.shard);
  if (report.interrupted) {
    text +=
        toned("interrupted", Tone::kBad, colour) + ": what had not been run by then is not_run\n";
  }
  text += fmt::format("manifest {}\n", report.manifest_sha256.value_or("none: unpinned vectors"));
  return text;
}

ProgressLine::ProgressLine(std::FILE* stream)
    : stream_(stream), enabled_(isatty(fileno(stream)) == 1) {}

ProgressLine::~ProgressLine() { clear(); }

void ProgressLine::show(const std::string& platform, std::size_t done, std::size_t planned,
                        const std::string& case_id) {
  if (!enabled_) return;
  const auto now = std::chrono::steady_clock::now();
  // Ten times a second is all that eyes can use.
  if (shown_ && now - last_ < std::chrono::milliseconds(100)) return;
  last_ = now;
  shown_ = true;
  fmt::print(stream_, "\r\x1b[K{} {}/{} {}", platform, done + 1, planned, case_id.substr(0, 50));
  std::fflush(stream_);
}

void ProgressLine::clear() {
  if (!shown_) return;
  shown_ = false;
  fmt::print(stream_, "\r\x1b[K");
  std::fflush(stream_);
}

}  // namespace smx::conformance
