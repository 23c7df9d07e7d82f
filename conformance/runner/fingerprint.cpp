#include "fingerprint.h"

#include <fmt/format.h>

#include <algorithm>

#include "input_error.h"
#include "sha256.h"
#include "strict_json.h"

namespace smx::conformance {
namespace {

constexpr std::size_t kSignDigits = 12;
// Eight bytes: chance gives them once in 2^64.
constexpr std::size_t kTellingDigits = 16;

bool was_judged(Outcome outcome) {
  return outcome != Outcome::kNotRun && outcome != Outcome::kUnsupported;
}

}  // namespace

// Generated from conformance/mutants/fingerprints.json by the build.
std::string embedded_fingerprints();

Sign sign_of(const Finding& finding) {
  std::string text = fmt::format("{}\n{}\n{}", outcome_name(finding.outcome), finding.in_twin,
                                 finding.step ? fmt::to_string(*finding.step) : "-");
  Sign sign;
  if (const auto& divergence = finding.divergence) {
    text +=
        fmt::format("\n{}\n{}\n{}\n{}", divergence->kind, divergence->where,
                    divergence->byte ? fmt::to_string(*divergence->byte) : "-", divergence->got);
    sign.telling = divergence->byte && divergence->got.size() >= kTellingDigits;
  }
  sign.digits = sha256_hex(text).substr(0, kSignDigits);
  return sign;
}

Symptoms symptoms_of(const PlatformResult& platform) {
  Symptoms symptoms;
  for (const FileResult& file : platform.files) {
    for (const CaseResult& result : file.cases) {
      if (!was_judged(result.finding.outcome)) continue;
      symptoms.asked.insert(result.id);
      if (result.finding.outcome == Outcome::kPass) continue;
      symptoms.failed.emplace(result.id, sign_of(result.finding));
    }
  }
  return symptoms;
}

/// How well one bug explains a platform.
struct Fingerprints::Fit {
  const Fingerprint* bug = nullptr;
  std::size_t shown = 0;     ///< failed cases that show what the bug shows
  std::size_t expected = 0;  ///< asked cases in which the bug shows something
  std::size_t all = 0;       ///< cases that failed, or in which the bug shows something

  bool half_shown() const { return 2 * shown >= expected; }
  /// shown/all is higher; fractions are compared exactly, since ties mean something.
  bool better_than(const Fit& other) const { return shown * other.all > other.shown * all; }
};

std::vector<Fingerprints::Fit> Fingerprints::fits(const Symptoms& symptoms) const {
  std::vector<Fit> found;
  for (const Fingerprint& bug : bugs_) {
    Fit fit{&bug, 0, 0, 0};
    std::size_t failed_and_expected = 0;
    for (const auto& [id, signs] : bug.signs) {
      if (!symptoms.asked.contains(id)) continue;
      ++fit.expected;
      const auto failed = symptoms.failed.find(id);
      if (failed == symptoms.failed.end()) continue;
      ++failed_and_expected;
      if (signs.contains(failed->second.digits)) ++fit.shown;
    }
    fit.all = symptoms.failed.size() + fit.expected - failed_and_expected;
    if (fit.shown > 0) found.push_back(fit);
  }
  return found;
}

std::set<std::string> Fingerprints::cases() const {
  std::set<std::string> ids;
  for (const Fingerprint& bug : bugs_) {
    for (const auto& [id, signs] : bug.signs) ids.insert(id);
  }
  return ids;
}

std::map<std::string, std::vector<LooksLike>> Fingerprints::names(const Symptoms& symptoms) const {
  const std::vector<Fit> all = fits(symptoms);
  std::map<std::string, std::vector<LooksLike>> named;
  for (const auto& [id, sign] : symptoms.failed) {
    std::vector<const Fit*> chosen;
    for (const Fit& fit : all) {
      const auto signs = fit.bug->signs.find(id);
      const bool same = signs != fit.bug->signs.end() && signs->second.contains(sign.digits);
      if (!same || !(sign.telling || fit.half_shown())) continue;
      if (!chosen.empty() && chosen.front()->better_than(fit)) continue;
      if (!chosen.empty() && fit.better_than(*chosen.front())) chosen.clear();
      chosen.push_back(&fit);
    }
    for (const Fit* fit : chosen) named[id].push_back(fit->bug->bug);
  }
  return named;
}

std::vector<std::string> Fingerprints::best(const Symptoms& symptoms) const {
  std::map<std::string, std::set<std::string>> cases_of;
  for (const auto& [id, bugs] : names(symptoms)) {
    for (const LooksLike& bug : bugs) cases_of[bug.bug].insert(id);
  }
  std::size_t most = 0;
  for (const auto& [name, cases] : cases_of) most = std::max(most, cases.size());
  std::vector<std::string> found;
  for (const auto& [name, cases] : cases_of) {
    if (cases.size() == most) found.push_back(name);
  }
  return found;
}

Fingerprints Fingerprints::read(std::string_view json) {
  try {
    const Json table = parse_strict(json);
    if (table.at("schema") != "smx-fingerprints-1")
      throw InputError("fingerprints: not of schema 1");
    const Json& ids = table.at("cases");
    std::vector<Fingerprint> bugs;
    for (const Json& item : table.at("bugs")) {
      Fingerprint bug;
      bug.bug = {item.at("name").get<std::string>(), item.at("clause").get<std::string>(),
                 item.at("description").get<std::string>()};
      for (const Json& sign : item.at("signs")) {
        const std::string text = sign.get<std::string>();
        const std::size_t colon = text.find(':');
        const std::string id = ids.at(std::stoul(text.substr(0, colon))).get<std::string>();
        bug.signs[id].insert(text.substr(colon + 1));
      }
      bugs.push_back(std::move(bug));
    }
    return Fingerprints(std::move(bugs));
  } catch (const std::exception& error) {
    throw InputError(fmt::format("fingerprints: {}", error.what()));
  }
}

const Fingerprints& Fingerprints::embedded() {
  static const Fingerprints table = read(embedded_fingerprints());
  return table;
}

void apply_fingerprints(RunReport& report, const Fingerprints& table) {
  for (PlatformResult& platform : report.platforms) {
    const auto named = table.names(symptoms_of(platform));
    for (FileResult& file : platform.files) {
      for (CaseResult& result : file.cases) {
        const auto found = named.find(result.id);
        if (found != named.end()) result.looks_like = found->second;
      }
    }
  }
}

}  // namespace smx::conformance
