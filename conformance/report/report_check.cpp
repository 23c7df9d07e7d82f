#include "report_check.h"

#include <fmt/format.h>

#include <map>
#include <set>

#include "digest.h"
#include "runner/outcome.h"

namespace smx::conformance {
namespace {

using Counts = std::map<std::string, std::size_t>;

class Checker {
 public:
  void equal(const std::string& member, std::size_t said, std::size_t found,
             std::string_view what) {
    if (said == found) return;
    problems_.push_back(fmt::format("{} says {}, {} {}", member, said, what, found));
  }

  void counts(const std::string& member, const Json& said, const Counts& found) {
    for (const auto& [outcome, count] : said.items()) {
      const auto place = found.find(outcome);
      equal(fmt::format("{}.{}", member, outcome), count.get<std::size_t>(),
            place == found.end() ? 0 : place->second, "the sum of its parts is");
    }
  }

  void problem(std::string line) { problems_.push_back(std::move(line)); }
  std::vector<std::string> take() && { return std::move(problems_); }

 private:
  std::vector<std::string> problems_;
};

void add(Counts& sum, const Counts& part) {
  for (const auto& [outcome, count] : part) sum[outcome] += count;
}

std::size_t total(const Counts& counts) {
  std::size_t sum = 0;
  for (const auto& [outcome, count] : counts) sum += count;
  return sum;
}

Counts check_file(const Json& file, const std::string& member, Checker& checker) {
  Counts found;
  std::set<std::string> ids;
  for (const Json& test : file.at("cases")) {
    ++found[test.at("outcome").get<std::string>()];
    const std::string id = test.at("id").get<std::string>();
    if (!ids.insert(id).second)
      checker.problem(fmt::format("{}.cases: {} occurs twice", member, id));
  }
  checker.counts(member + ".outcomes", file.at("outcomes"), found);
  checker.equal(member + ".planned", file.at("planned").get<std::size_t>(), total(found),
                "its cases are");
  return found;
}

Counts check_platform(const Json& platform, const std::string& member, const Json& vectors,
                      Checker& checker) {
  Counts sum;
  const Json& files = platform.at("files");
  checker.equal(member + ".files", files.size(), vectors.size(), "the vector files are");
  for (std::size_t i = 0; i < files.size(); ++i) {
    const std::string place = fmt::format("{}.files[{}]", member, i);
    add(sum, check_file(files[i], place, checker));
    if (i >= vectors.size()) continue;
    if (files[i].at("file") != vectors[i].at("file")) {
      checker.problem(fmt::format("{}.file is not vectors[{}].file", place, i));
    }
    checker.equal(fmt::format("vectors[{}].chosen", i), vectors[i].at("chosen").get<std::size_t>(),
                  files[i].at("planned").get<std::size_t>(), place + ".planned is");
  }
  checker.counts(member + ".outcomes", platform.at("outcomes"), sum);
  checker.equal(member + ".planned", platform.at("planned").get<std::size_t>(), total(sum),
                "the sum of its files is");
  if (platform.at("status") == "not_run" && total(sum) != sum["not_run"]) {
    checker.problem(member + ".status says not_run, and there are other outcomes");
  }
  if ((platform.at("status") == "not_run") != platform.contains("why_not_run")) {
    checker.problem(member + ".status does not fit why_not_run");
  }
  return sum;
}

/// A run that passed has no failure but accepted ones, and no fault.
void check_verdict(const Json& report, Checker& checker) {
  if (report.at("verdict") != "passed") return;
  if (!report.at("runner_faults").empty() || !report.at("known_failure_problems").empty()) {
    checker.problem("verdict says passed, and there are faults");
  }
  for (const Json& platform : report.at("platforms")) {
    if (platform.at("status") == "not_run") continue;
    for (const Json& file : platform.at("files")) {
      for (const Json& test : file.at("cases")) {
        const bool excused = test.at("outcome") == "pass" || test.at("outcome") == "unsupported" ||
                             test.contains("known_failure");
        if (excused) continue;
        checker.problem(fmt::format(
            "verdict says passed, and {} on {} is {}", test.at("id").get<std::string>(),
            platform.at("name").get<std::string>(), test.at("outcome").get<std::string>()));
        return;
      }
    }
  }
}

void check_mutation(const Json& mutation, Checker& checker) {
  if (mutation.is_null()) return;
  std::size_t killed = 0;
  for (const Json& bug : mutation.at("bugs"))
    killed += bug.at("kills").get<std::size_t>() > 0 ? 1U : 0U;
  checker.equal("mutation.killed", mutation.at("killed").get<std::size_t>(), killed,
                "the bugs with kills are");
  checker.equal("mutation.of", mutation.at("of").get<std::size_t>(), mutation.at("bugs").size(),
                "the bugs are");
}

}  // namespace

std::vector<std::string> report_problems(const Json& report) {
  Checker checker;
  Counts sum;
  std::set<std::string> names;
  const Json& platforms = report.at("platforms");
  for (std::size_t i = 0; i < platforms.size(); ++i) {
    add(sum, check_platform(platforms[i], fmt::format("platforms[{}]", i), report.at("vectors"),
                            checker));
    if (!names.insert(platforms[i].at("name").get<std::string>()).second) {
      checker.problem(fmt::format("platforms[{}].name occurs twice", i));
    }
  }
  checker.counts("outcomes", report.at("outcomes"), sum);
  checker.equal("planned", report.at("planned").get<std::size_t>(), total(sum),
                "the sum of the platforms is");
  check_verdict(report, checker);
  check_mutation(report.at("mutation"), checker);
  const std::string digest = report_digest(report);
  if (report.at("digest") != digest) {
    checker.problem(fmt::format("digest says {}, the report's is {}",
                                report.at("digest").get<std::string>(), digest));
  }
  return std::move(checker).take();
}

}  // namespace smx::conformance
