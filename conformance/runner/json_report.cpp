#include "json_report.h"

namespace smx::conformance {
namespace {

using Ordered = nlohmann::ordered_json;

Ordered counts_json(const OutcomeCounts& counts) {
  Ordered json = Ordered::object();
  for (const Outcome outcome : kAllOutcomes) {
    json[std::string(outcome_name(outcome))] = counts.of(outcome);
  }
  return json;
}

Ordered excerpt_json(const Excerpt& excerpt) {
  Ordered fields = Ordered::array();
  for (const Field& field : excerpt.fields) {
    fields.push_back({{"name", field.name}, {"offset", field.offset}, {"length", field.length}});
  }
  return {{"offset", excerpt.offset},     {"want", excerpt.want},
          {"got", excerpt.got},           {"want_size", excerpt.want_size},
          {"got_size", excerpt.got_size}, {"fields", std::move(fields)}};
}

Ordered divergence_json(const Divergence& divergence) {
  Ordered json = {{"kind", divergence.kind}, {"where", divergence.where}};
  if (divergence.byte) {
    json["byte"] = *divergence.byte;
    json["field"] = {{"name", divergence.field},
                     {"offset", divergence.field_offset},
                     {"length", divergence.field_length}};
  }
  json["want"] = divergence.want;
  json["got"] = divergence.got;
  if (!divergence.clause.empty()) json["clause"] = divergence.clause;
  if (!divergence.hint.empty()) json["hint"] = divergence.hint;
  if (divergence.excerpt) json["excerpt"] = excerpt_json(*divergence.excerpt);
  return json;
}

Ordered case_json(const CaseResult& result) {
  const Finding& finding = result.finding;
  Ordered json = {{"id", result.id}, {"outcome", std::string(outcome_name(finding.outcome))}};
  if (finding.outcome == Outcome::kPass) return json;
  if (finding.step) json["step"] = *finding.step;
  if (!finding.op.empty()) json["op"] = finding.op;
  if (finding.in_twin) json["twin"] = true;
  json["message"] = finding.message;
  if (finding.divergence) json["divergence"] = divergence_json(*finding.divergence);
  if (finding.also) json["also"] = divergence_json(*finding.also);
  if (!finding.clauses.empty()) json["clauses"] = finding.clauses;
  if (!result.known_issue.empty()) json["known_failure"] = result.known_issue;
  return json;
}

Ordered platform_json(const PlatformResult& platform) {
  Ordered json = {
      {"name", platform.platform.name}, {"status", platform.not_run.empty() ? "run" : "not_run"},
      {"planned", platform.planned()},  {"outcomes", counts_json(platform.counts())},
      {"faults", platform.faults},      {"files", Ordered::array()}};
  if (!platform.not_run.empty()) json["why_not_run"] = platform.not_run;
  for (const FileResult& file : platform.files) {
    Ordered cases = Ordered::array();
    for (const CaseResult& result : file.cases) cases.push_back(case_json(result));
    json["files"].push_back({{"file", file.file},
                             {"planned", file.planned},
                             {"outcomes", counts_json(file.counts())},
                             {"cases", std::move(cases)}});
  }
  return json;
}

Ordered hello_json(const Introduction& introduction) {
  return {{"name", introduction.name},
          {"version", introduction.version},
          {"language", introduction.language},
          {"platform", introduction.platform},
          {"ops", introduction.ops},
          {"features",
           {{"inject_random", introduction.inject_random},
            {"trace", introduction.trace},
            {"state", introduction.state}}}};
}

/// A driver's bytes on standard error need not be UTF-8; JSON's must be.
std::string as_utf8(const std::string& text) {
  const std::string quoted = Ordered(text).dump(-1, ' ', false, Ordered::error_handler_t::replace);
  return Ordered::parse(quoted).get<std::string>();
}

Ordered run_platform_json(const PlatformResult& platform) {
  Ordered json = {{"name", platform.platform.name},
                  {"command", platform.platform.command},
                  {"starts", platform.starts},
                  {"ms", platform.time.count()},
                  {"stderr", as_utf8(platform.diagnostics)},
                  {"cases", Ordered::array()}};
  if (platform.introduction) json["hello"] = hello_json(*platform.introduction);
  for (const FileResult& file : platform.files) {
    for (const CaseResult& result : file.cases) {
      Ordered item = {{"id", result.id}, {"us", result.time.count()}};
      if (!result.finding.free_text.empty()) item["driver_says"] = result.finding.free_text;
      json["cases"].push_back(std::move(item));
    }
  }
  return json;
}

std::string_view status_name(ExitStatus status) {
  switch (status) {
    case ExitStatus::kPassed:
      return "passed";
    case ExitStatus::kFailed:
      return "failed";
    case ExitStatus::kBadInput:
    case ExitStatus::kNothingRun:
      return "nothing_run";
  }
  return "nothing_run";
}

}  // namespace

Ordered json_report(const RunReport& report, const std::vector<VectorFile>& files,
                    ExitStatus status, const RunInfo& info) {
  Ordered vectors = Ordered::array();
  for (const VectorFile& file : files) {
    vectors.push_back({{"file", file.name},
                       {"sha256", file.sha256},
                       {"suite", file.suite},
                       {"suite_version", file.suite_version},
                       {"spec_revision", file.spec_revision},
                       {"chosen", file.cases.size()}});
  }
  Ordered json = {{"schema", "smx-report-1"},
                  {"verdict", std::string(status_name(status))},
                  {"manifest_sha256", nullptr},
                  {"planned", report.planned()},
                  {"outcomes", counts_json(report.counts())},
                  {"runner_faults", report.runner_faults},
                  {"known_failure_problems", report.known_failure_problems},
                  {"vectors", std::move(vectors)},
                  {"platforms", Ordered::array()}};
  if (report.manifest_sha256) json["manifest_sha256"] = *report.manifest_sha256;
  Ordered run = {{"runner_version", info.runner_version},
                 {"started", info.started},
                 {"ms", info.duration.count()},
                 {"vectors", info.vectors},
                 {"platforms", Ordered::array()}};
  for (const PlatformResult& platform : report.platforms) {
    json["platforms"].push_back(platform_json(platform));
    run["platforms"].push_back(run_platform_json(platform));
  }
  json["run"] = std::move(run);
  return json;
}

}  // namespace smx::conformance
