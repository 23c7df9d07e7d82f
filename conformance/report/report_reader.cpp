#include "report_reader.h"

#include <fmt/format.h>

#include "runner/input_error.h"
#include "runner/schema.h"

namespace smx::conformance {
namespace {

using Texts = std::vector<std::string>;

std::size_t number(const Json& json, const char* member) {
  return json.at(member).get<std::size_t>();
}

std::string text(const Json& json, const char* member) { return json.value(member, ""); }

ExitStatus status_named(const std::string& name) {
  for (const ExitStatus status : {ExitStatus::kPassed, ExitStatus::kFailed}) {
    if (status_name(status) == name) return status;
  }
  return ExitStatus::kNothingRun;
}

Excerpt excerpt_of(const Json& json) {
  Excerpt excerpt;
  excerpt.offset = number(json, "offset");
  excerpt.want = text(json, "want");
  excerpt.got = text(json, "got");
  excerpt.want_size = number(json, "want_size");
  excerpt.got_size = number(json, "got_size");
  for (const Json& item : json.at("fields")) {
    Field field;
    field.name = text(item, "name");
    field.offset = number(item, "offset");
    field.length = number(item, "length");
    excerpt.fields.push_back(std::move(field));
  }
  return excerpt;
}

Divergence divergence_of(const Json& json) {
  Divergence divergence;
  divergence.kind = text(json, "kind");
  divergence.where = text(json, "where");
  if (json.contains("byte")) divergence.byte = number(json, "byte");
  if (json.contains("field")) {
    divergence.field = text(json["field"], "name");
    divergence.field_offset = number(json["field"], "offset");
    divergence.field_length = number(json["field"], "length");
  }
  divergence.want = text(json, "want");
  divergence.got = text(json, "got");
  divergence.clause = text(json, "clause");
  divergence.hint = text(json, "hint");
  if (json.contains("excerpt")) divergence.excerpt = excerpt_of(json["excerpt"]);
  return divergence;
}

CaseResult case_of(const Json& json) {
  CaseResult result;
  result.id = text(json, "id");
  Finding& finding = result.finding;
  // The schema names all outcomes, and no other.
  finding.outcome = outcome_named(text(json, "outcome")).value();
  if (json.contains("step")) finding.step = number(json, "step");
  finding.op = text(json, "op");
  finding.in_twin = json.contains("twin");
  finding.message = text(json, "message");
  if (json.contains("divergence")) finding.divergence = divergence_of(json["divergence"]);
  if (json.contains("also")) finding.also = divergence_of(json["also"]);
  finding.clauses = json.value("clauses", Texts());
  for (const Json& like : json.value("looks_like", Json::array())) {
    result.looks_like.push_back(
        {text(like, "bug"), text(like, "clause"), text(like, "description")});
  }
  result.known_issue = text(json, "known_failure");
  return result;
}

Introduction introduction_of(const Json& json) {
  Introduction introduction;
  introduction.name = text(json, "name");
  introduction.version = text(json, "version");
  introduction.language = text(json, "language");
  introduction.platform = text(json, "platform");
  introduction.ops = json.at("ops").get<std::set<std::string>>();
  const Json& features = json.at("features");
  introduction.inject_random = features.at("inject_random").get<bool>();
  introduction.trace = features.at("trace").get<bool>();
  introduction.state = features.at("state").get<bool>();
  return introduction;
}

PlatformResult platform_of(const Json& json) {
  PlatformResult platform;
  platform.platform.name = text(json, "name");
  platform.not_run = text(json, "why_not_run");
  platform.faults = json.at("faults").get<Texts>();
  if (json.contains("hello")) platform.introduction = introduction_of(json["hello"]);
  for (const Json& item : json.at("files")) {
    FileResult file;
    file.file = text(item, "file");
    file.planned = number(item, "planned");
    for (const Json& test : item.at("cases")) file.cases.push_back(case_of(test));
    platform.files.push_back(std::move(file));
  }
  return platform;
}

/// Adds what the block `run` says of a platform; false if it is about other cases.
bool add_run(PlatformResult& platform, const Json& json) {
  platform.platform.command = json.at("command").get<Texts>();
  platform.starts = number(json, "starts");
  platform.jobs = number(json, "jobs");
  platform.time = std::chrono::milliseconds(json.at("ms").get<std::int64_t>());
  platform.overhead =
      std::chrono::microseconds(json.at("overhead_us_per_case").get<std::int64_t>());
  platform.diagnostics = text(json, "stderr");
  const Json& cases = json.at("cases");
  std::size_t at = 0;
  for (FileResult& file : platform.files) {
    for (CaseResult& result : file.cases) {
      if (at == cases.size() || text(cases[at], "id") != result.id) return false;
      result.time = std::chrono::microseconds(cases[at].at("us").get<std::int64_t>());
      result.finding.free_text = text(cases[at], "driver_says");
      ++at;
    }
  }
  return at == cases.size() && text(json, "name") == platform.platform.name;
}

std::vector<ClauseRow> clauses_of(const Json& json) {
  std::vector<ClauseRow> rows;
  for (const Json& item : json) {
    rows.push_back({text(item, "id"), text(item, "page"), item.at("binds").get<bool>(),
                    text(item, "summary"), item.at("positive").get<Texts>(),
                    item.at("negative").get<Texts>(), item.at("bugs").get<Texts>(),
                    item.at("tests").get<Texts>()});
  }
  return rows;
}

std::optional<Mutation> mutation_of(const Json& json) {
  if (json.is_null()) return std::nullopt;
  Mutation mutation;
  mutation.current = json.at("current").get<bool>();
  for (const Json& bug : json.at("bugs")) {
    mutation.bugs.push_back({text(bug, "name"), text(bug, "clause"), text(bug, "description"),
                             bug.at("implementations").get<Texts>(), number(bug, "kills")});
  }
  const Json& blind = json.at("blind");
  if (blind.is_null()) return mutation;
  BlindNaming naming{number(blind, "right"), number(blind, "of"), {}};
  for (const Json& pair : blind.at("ambiguous")) {
    naming.ambiguous.emplace_back(pair.at(0).get<std::string>(), pair.at(1).get<std::string>());
  }
  mutation.blind = std::move(naming);
  return mutation;
}

}  // namespace

Json read_report_json(const std::filesystem::path& path) {
  Json json = read_json_file(path);
  if (const auto fault = Schema::embedded("report.schema.json").fault(json)) {
    throw InputError(fmt::format("{}: no report: {}", path.string(), *fault));
  }
  return json;
}

ReportDocument report_document(const Json& json, const std::string& source) {
  ReportDocument document;
  document.status = status_named(text(json, "verdict"));
  document.digest = text(json, "digest");
  document.info.runner_version = text(json.at("runner"), "version");
  RunReport& report = document.run;
  if (json.at("manifest_sha256").is_string()) {
    report.manifest_sha256 = text(json, "manifest_sha256");
  }
  const Json& partial = json.at("partial");
  report.interrupted = partial.at("interrupted").get<bool>();
  if (partial.at("shard").is_string()) report.shard = text(partial, "shard");
  report.filters = partial.at("filters").get<Texts>();
  report.runner_faults = json.at("runner_faults").get<Texts>();
  report.known_failure_problems = json.at("known_failure_problems").get<Texts>();
  for (const Json& note : json.at("vectors")) {
    document.vectors.push_back({text(note, "file"), text(note, "sha256"), text(note, "suite"),
                                note.at("suite_version").get<int>(),
                                note.at("spec_revision").get<int>(), number(note, "chosen")});
  }
  const Json& run = json.at("run");
  document.info.started = text(run, "started");
  document.info.duration = std::chrono::milliseconds(run.at("ms").get<std::int64_t>());
  document.info.vectors = text(run, "vectors");
  const Json& platforms = json.at("platforms");
  for (std::size_t i = 0; i < platforms.size(); ++i) {
    PlatformResult platform = platform_of(platforms[i]);
    if (i >= run.at("platforms").size() || !add_run(platform, run["platforms"][i])) {
      throw InputError(fmt::format("{}: run.platforms[{}] is not about the cases of platforms[{}]",
                                   source, i, i));
    }
    report.platforms.push_back(std::move(platform));
  }
  if (run.at("platforms").size() != platforms.size()) {
    throw InputError(fmt::format("{}: run.platforms has more than platforms", source));
  }
  document.clauses = clauses_of(json.at("clauses"));
  document.mutation = mutation_of(json.at("mutation"));
  return document;
}

}  // namespace smx::conformance
