#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "import/import_report.h"

namespace smx::wycheproof {
namespace {

using conformance::PlatformResult;

using Line = std::vector<std::string>;

/// Columns of one width; numbers to the right, from column `first_number` on.
std::string columns(const std::vector<Line>& lines, std::size_t first_number) {
  std::vector<std::size_t> widths;
  for (const Line& line : lines) {
    widths.resize(std::max(widths.size(), line.size()));
    for (std::size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], line[i].size());
  }
  std::string text;
  for (const Line& line : lines) {
    std::string row = " ";
    for (std::size_t i = 0; i < line.size(); ++i) {
      row += i < first_number ? fmt::format(" {:<{}}", line[i], widths[i])
                              : fmt::format("  {:>{}}", line[i], widths[i]);
    }
    text += row.substr(0, row.find_last_not_of(' ') + 1) + "\n";
  }
  return text;
}

/// A count, and out of how many where that is another number.
std::string out_of(std::size_t count, std::size_t total) {
  return count == total ? fmt::format("{}", count) : fmt::format("{} of {}", count, total);
}

std::string file_text(const FileTally& file, const std::vector<PlatformResult>& platforms) {
  std::vector<Line> lines;
  Line head = {"", "", "", "", "tests"};
  for (const PlatformResult& platform : platforms) head.push_back(platform.platform.name);
  lines.push_back(head);
  for (std::size_t i = 0; i < file.rows.size(); ++i) {
    const Row& row = file.rows[i];
    Line line = {std::string(class_name(row.a_class)), row.verdict,
                 row.clause.empty() ? "" : "[" + row.clause + "]", row.rule,
                 fmt::format("{}", row.tests)};
    for (std::size_t p = 0; p < platforms.size(); ++p) {
      line.push_back(!platforms[p].not_run.empty() ? "not run"
                     : row.a_class == Class::kUnexplained
                         ? "-"
                         : out_of(file.platforms[p].count.as_ruled[i], row.tests));
    }
    lines.push_back(std::move(line));
  }
  const auto add = [&](const char* name, std::size_t Count::* member, bool always) {
    Line line = {name, "", "", "", ""};
    std::size_t sum = 0;
    for (std::size_t p = 0; p < platforms.size(); ++p) {
      sum += file.platforms[p].count.*member;
      line.push_back(fmt::format("{}", file.platforms[p].count.*member));
    }
    if (always || sum != 0) lines.push_back(std::move(line));
  };
  add("unexpected", &Count::unexpected, true);
  add("unsupported", &Count::unsupported, false);
  add("not run", &Count::not_run, false);
  Line sum = {"sum", "", "", "", fmt::format("{}", file.total)};
  for (const PlatformTally& platform : file.platforms) {
    sum.push_back(fmt::format("{}", platform.count.sum()));
  }
  lines.push_back(std::move(sum));
  return fmt::format("{}: {} tests\n{}", file.name, file.total, columns(lines, 4));
}

std::string unexpected_text(const std::string& platform, const FileTally& file,
                            const std::vector<Unexpected>& tests, std::size_t shown) {
  std::string text;
  for (std::size_t i = 0; i < std::min(shown, tests.size()); ++i) {
    const Unexpected& test = tests[i];
    text += fmt::format("{} {}: {} tcId {} ({})\n    {}\n    see [{}]\n", platform, test.outcome,
                        file.name, test.id, test.comment, test.message, test.clause);
  }
  if (tests.size() > shown) {
    text += fmt::format("{}: {} more in {}: see --show or --json\n", platform, tests.size() - shown,
                        file.name);
  }
  return text;
}

std::string platform_text(const PlatformResult& platform, std::size_t index,
                          const std::vector<FileTally>& files) {
  if (!platform.not_run.empty()) {
    return fmt::format("{}: not run: {}\n", platform.platform.name, platform.not_run);
  }
  std::size_t total = 0;
  std::size_t as_ruled = 0;
  std::size_t outside = 0;
  std::size_t unexpected = 0;
  for (const FileTally& file : files) {
    const Count& count = file.platforms[index].count;
    total += file.total;
    unexpected += count.unexpected;
    for (std::size_t i = 0; i < file.rows.size(); ++i) {
      (file.rows[i].a_class == Class::kOutsideProfile ? outside : as_ruled) += count.as_ruled[i];
    }
  }
  std::string text =
      fmt::format("{}: {} tests: {} as the profile says, {} outside_profile, {} unexpected",
                  platform.platform.name, total, as_ruled, outside, unexpected);
  if (const std::size_t rest = total - as_ruled - outside - unexpected; rest != 0) {
    text += fmt::format(", {} unsupported or not run", rest);
  }
  text += "\n";
  for (const std::string& fault : platform.faults) {
    text += fmt::format("{}: {}\n", platform.platform.name, fault);
  }
  return text;
}

}  // namespace

std::string import_text(const ImportReport& report, std::size_t shown) {
  std::string text;
  for (const FileTally& file : report.files) {
    for (std::size_t p = 0; p < report.run.platforms.size(); ++p) {
      text += unexpected_text(report.run.platforms[p].platform.name, file,
                              file.platforms[p].unexpected, shown);
    }
    text += file_text(file, report.run.platforms);
  }
  const std::size_t others = report.folder.others.size();
  if (others != 0) text += fmt::format("left alone: {} files of other algorithms\n", others);
  if (const std::size_t rest = report.folder.not_ours.size(); rest != 0) {
    text += fmt::format("left alone: {} JSON files that are no test files\n", rest);
  }
  for (std::size_t p = 0; p < report.run.platforms.size(); ++p) {
    text += platform_text(report.run.platforms[p], p, report.files);
  }
  for (const std::string& fault : report.run.runner_faults) text += fault + "\n";
  return text;
}

}  // namespace smx::wycheproof
