#include "json_report.h"

#include "digest.h"

namespace smx::conformance {
namespace {

using Ordered = nlohmann::ordered_json;

/// What a driver wrote need not be UTF-8; JSON must be.
std::string as_utf8(const std::string& text) {
  const std::string quoted = Ordered(text).dump(-1, ' ', false, Ordered::error_handler_t::replace);
  return Ordered::parse(quoted).get<std::string>();
}

Ordered texts_json(const std::vector<std::string>& texts) {
  Ordered json = Ordered::array();
  for (const std::string& text : texts) json.push_back(as_utf8(text));
  return json;
}

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
  json["want"] = as_utf8(divergence.want);
  json["got"] = as_utf8(divergence.got);
  if (!divergence.clause.empty()) json["clause"] = divergence.clause;
  if (!divergence.hint.empty()) json["hint"] = as_utf8(divergence.hint);
  if (divergence.excerpt) json["excerpt"] = excerpt_json(*divergence.excerpt);
  return json;
}

Ordered looks_like_json(const std::vector<LooksLike>& bugs) {
  Ordered json = Ordered::array();
  for (const LooksLike& like : bugs) {
    json.push_back({{"bug", like.bug}, {"clause", like.clause}, {"description", like.description}});
  }
  return json;
}

Ordered case_json(const CaseResult& result) {
  const Finding& finding = result.finding;
  Ordered json = {{"id", result.id}, {"outcome", std::string(outcome_name(finding.outcome))}};
  if (finding.outcome == Outcome::kPass) return json;
  if (finding.step) json["step"] = *finding.step;
  if (!finding.op.empty()) json["op"] = finding.op;
  if (finding.in_twin) json["twin"] = true;
  json["message"] = as_utf8(finding.message);
  if (finding.divergence) json["divergence"] = divergence_json(*finding.divergence);
  if (finding.also) json["also"] = divergence_json(*finding.also);
  if (!finding.clauses.empty()) json["clauses"] = finding.clauses;
  if (!result.looks_like.empty()) json["looks_like"] = looks_like_json(result.looks_like);
  if (!result.known_issue.empty()) json["known_failure"] = result.known_issue;
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

Ordered platform_json(const PlatformResult& platform) {
  Ordered json = {{"name", platform.platform.name},
                  {"status", platform.not_run.empty() ? "run" : "not_run"},
                  {"planned", platform.planned()},
                  {"outcomes", counts_json(platform.counts())},
                  {"faults", texts_json(platform.faults)},
                  {"files", Ordered::array()}};
  if (!platform.not_run.empty()) json["why_not_run"] = as_utf8(platform.not_run);
  if (platform.introduction) json["hello"] = hello_json(*platform.introduction);
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

Ordered run_platform_json(const PlatformResult& platform) {
  Ordered json = {{"name", platform.platform.name},
                  {"command", platform.platform.command},
                  {"starts", platform.starts},
                  {"jobs", platform.jobs},
                  {"ms", platform.time.count()},
                  {"overhead_us_per_case", platform.overhead.count()},
                  {"stderr", as_utf8(platform.diagnostics)},
                  {"cases", Ordered::array()}};
  for (const FileResult& file : platform.files) {
    for (const CaseResult& result : file.cases) {
      Ordered item = {{"id", result.id}, {"us", result.time.count()}};
      const std::string& says = result.finding.free_text;
      if (!says.empty()) item["driver_says"] = as_utf8(says);
      json["cases"].push_back(std::move(item));
    }
  }
  return json;
}

Ordered run_json(const ReportDocument& document) {
  Ordered run = {{"started", document.info.started},
                 {"ms", document.info.duration.count()},
                 {"vectors", as_utf8(document.info.vectors)},
                 {"platforms", Ordered::array()}};
  for (const PlatformResult& platform : document.run.platforms) {
    run["platforms"].push_back(run_platform_json(platform));
  }
  return run;
}

Ordered partial_json(const RunReport& report) {
  Ordered json = {{"interrupted", report.interrupted},
                  {"shard", nullptr},
                  {"filters", texts_json(report.filters)}};
  if (!report.shard.empty()) json["shard"] = report.shard;
  return json;
}

Ordered vectors_json(const std::vector<VectorNote>& vectors) {
  Ordered json = Ordered::array();
  for (const VectorNote& note : vectors) {
    json.push_back({{"file", note.file},
                    {"sha256", note.sha256},
                    {"suite", note.suite},
                    {"suite_version", note.suite_version},
                    {"spec_revision", note.spec_revision},
                    {"chosen", note.chosen}});
  }
  return json;
}

Ordered clauses_json(const std::vector<ClauseRow>& rows) {
  Ordered json = Ordered::array();
  for (const ClauseRow& row : rows) {
    json.push_back({{"id", row.id},
                    {"page", row.page},
                    {"binds", row.binds},
                    {"summary", row.summary},
                    {"positive", row.positive},
                    {"negative", row.negative},
                    {"bugs", row.bugs},
                    {"tests", row.tests}});
  }
  return json;
}

Ordered blind_json(const BlindNaming& naming) {
  Ordered ambiguous = Ordered::array();
  for (const auto& [one, other] : naming.ambiguous) {
    ambiguous.push_back(Ordered::array({one, other}));
  }
  return {{"right", naming.right}, {"of", naming.of}, {"ambiguous", std::move(ambiguous)}};
}

Ordered mutation_json(const std::optional<Mutation>& mutation) {
  if (!mutation) return nullptr;
  Ordered bugs = Ordered::array();
  for (const PlantedBug& bug : mutation->bugs) {
    bugs.push_back({{"name", bug.name},
                    {"clause", bug.clause},
                    {"description", bug.description},
                    {"implementations", bug.implementations},
                    {"kills", bug.kills}});
  }
  Ordered json = {{"killed", mutation->killed()},
                  {"of", mutation->bugs.size()},
                  {"current", mutation->current},
                  {"blind", nullptr},
                  {"bugs", std::move(bugs)}};
  if (mutation->blind) json["blind"] = blind_json(*mutation->blind);
  return json;
}

}  // namespace

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

std::vector<VectorNote> vector_notes(const std::vector<VectorFile>& files) {
  std::vector<VectorNote> notes;
  for (const VectorFile& file : files) {
    notes.push_back({file.name, file.sha256, file.suite, file.suite_version, file.spec_revision,
                     file.cases.size()});
  }
  return notes;
}

Ordered json_report(const ReportDocument& document) {
  const RunReport& report = document.run;
  Ordered json = {{"schema", "smx-report-1"},
                  {"digest", ""},
                  {"verdict", std::string(status_name(document.status))},
                  {"partial", partial_json(report)},
                  {"runner", {{"version", document.info.runner_version}}},
                  {"manifest_sha256", nullptr},
                  {"planned", report.planned()},
                  {"outcomes", counts_json(report.counts())},
                  {"runner_faults", texts_json(report.runner_faults)},
                  {"known_failure_problems", texts_json(report.known_failure_problems)},
                  {"vectors", vectors_json(document.vectors)},
                  {"platforms", Ordered::array()},
                  {"mutation", mutation_json(document.mutation)},
                  {"clauses", clauses_json(document.clauses)},
                  {"run", run_json(document)}};
  if (report.manifest_sha256) json["manifest_sha256"] = *report.manifest_sha256;
  for (const PlatformResult& platform : report.platforms) {
    json["platforms"].push_back(platform_json(platform));
  }
  json["digest"] = report_digest(Json::parse(json.dump()));
  return json;
}

}  // namespace smx::conformance
