#include "crash_vector.h"

#include <fmt/format.h>
#include <stdlib.h>

#include <algorithm>
#include <fstream>

#include "crash_input.h"
#include "pinned_files.h"
#include "runner/clause_map.h"
#include "runner/driver_process.h"
#include "runner/input_error.h"
#include "runner/places.h"
#include "runner/runner.h"
#include "runner/sha256.h"

namespace smx::vectors {
namespace {

namespace fs = std::filesystem;
using conformance::InputError;

constexpr const char* kDecision = "0040";
constexpr const char* kNoTwin = "found by a machine: which one field would repair it is not known";

std::string first_words(const std::vector<std::string>& command) { return command.front(); }

/// What the caller says of the last request, or nothing.
std::optional<Json> given_expectation(const std::string& expect) {
  constexpr std::string_view kReject = "reject:";
  if (expect.empty()) return std::nullopt;
  if (expect == "ok") return Json{{"ok", Json::object()}};
  const std::string reason =
      expect.starts_with(kReject) ? expect.substr(kReject.size()) : std::string();
  if (conformance::reason_meaning(reason).empty()) {
    throw InputError(fmt::format(
        "--expect {}: is neither ok nor reject:REASON with a name of errors.md", expect));
  }
  return Json{{"reject", reason}};
}

Json outputs_of(const conformance::Reply& reply) {
  Json outputs = Json::object();
  for (const auto& [name, value] : reply.outputs.items()) {
    if (name != "digest") outputs[name] = value;
  }
  return outputs;
}

/// The step that pins what the driver answered.
Json pinned_step(const Request& request, const Played& played) {
  Json step = {{"op", request.op}, {"in", request.in}};
  const bool accepted = played.reply.answer == conformance::Answer::kOk;
  step["expect"] =
      accepted ? Json{{"ok", outputs_of(played.reply)}} : Json{{"reject", played.reply.reason}};
  if (has_trace(request.op)) {
    step["trace"] = Json::array();
    for (const conformance::TraceStep& entry : played.reply.trace) {
      step["trace"].push_back({{"step", entry.step}, {"value", entry.value}});
    }
  }
  if (played.state_known && !played.state_moved) step["state"] = "unchanged";
  return step;
}

/// The step of the last request under the caller's word.
Json said_step(const Request& request, const Json& expect) {
  Json step = {{"op", request.op}, {"in", request.in}, {"expect", expect}};
  const bool handle = request.in.contains("session") || request.in.contains("device");
  if (expect.contains("reject") && has_state(request.op) && handle) step["state"] = "unchanged";
  return step;
}

bool same_outcome(const Played& a, const Played& b) {
  return a.reply.answer == b.reply.answer && a.reply.reason == b.reply.reason &&
         outputs_of(a.reply) == outputs_of(b.reply) && a.reply.trace == b.reply.trace;
}

/// Plays the requests twice, and throws where that gives no vector.
std::vector<Played> settled(const std::vector<Request>& requests, ScriptPlayer& driver,
                            const std::string& name) {
  const std::vector<Played> played = driver.play(requests);
  const std::vector<Played> again = driver.play(requests);
  for (std::size_t i = 0; i < played.size(); ++i) {
    const std::string place = fmt::format("request {} ({})", i + 1, requests[i].op);
    if (!is_verdict(played[i].reply)) {
      throw NoVector(
          fmt::format("{} gives no verdict on {}: {}: say what is right with --expect, "
                      "or with another --driver",
                      name, place, played[i].reply.message));
    }
    if (i >= again.size() || !same_outcome(played[i], again[i])) {
      throw NoVector(
          fmt::format("{} answers {} otherwise the second time: give it its draws in "
                      "the member random",
                      name, place));
    }
    if (played[i].state_moved) {
      throw NoVector(fmt::format("{} refuses {} and its state moves", name, place));
    }
  }
  return played;
}

Json steps_of(const std::vector<Request>& requests, const std::optional<Json>& said,
              const CrashOptions& options) {
  Json steps = Json::array();
  const std::size_t asked = requests.size() - (said ? 1 : 0);
  if (asked > 0) {
    ScriptPlayer driver(options.driver, options.timeout);
    const std::vector<Request> first(requests.begin(),
                                     requests.begin() + static_cast<std::ptrdiff_t>(asked));
    const std::vector<Played> played = settled(first, driver, first_words(options.driver));
    for (std::size_t i = 0; i < asked; ++i) steps.push_back(pinned_step(first[i], played[i]));
  }
  if (said) steps.push_back(said_step(requests.back(), *said));
  return steps;
}

std::string last_reason(const Json& steps) {
  std::string reason;
  for (const Json& step : steps) {
    if (step.at("expect").contains("reject")) {
      reason = step.at("expect").at("reject").get<std::string>();
    }
  }
  return reason;
}

Json case_of(const CrashOptions& options, const std::string& id, const std::string& hash,
             const Json& steps) {
  const std::string op = steps.back().at("op").get<std::string>();
  Json out = {{"id", id},
              {"comment", fmt::format("A failing input of kind {}, {} bytes with SHA-256 {}",
                                      options.kind, options.bytes.size(), hash)},
              {"clause", conformance::op_clauses(op)},
              {"flags", Json::array()}};
  const std::string reason = last_reason(steps);
  out["result"] = reason.empty() ? "valid" : "invalid";
  if (!reason.empty()) {
    out["reason"] = reason;
    out["twin"] = {{"none", kNoTwin}};
  }
  out["steps"] = steps;
  return out;
}

Json document_of(const CrashOptions& options, const std::string& hash, const Json& test_case) {
  const Spec spec = read_spec(options.spec);
  const auto clauses = test_case.at("clause").get<std::set<std::string>>();
  Json document;
  document["schema"] = "smx-vectors-1";
  document["suite"] = "from-crash";
  document["suite_version"] = 1;
  document["spec"] = {
      {"document", "docs/spec"}, {"revision", kSpecRevision}, {"sha256", spec.sha256(clauses)}};
  document["adr"] = Json::array({kDecision});
  document["source"] = {{"name", "smx vectors from-crash"},
                        {"version", std::string(conformance::runner_version())},
                        {"seed", "SHA-256 of the input " + hash}};
  document["flags"] = Json::object();
  document["groups"] = Json::array({{{"id", "from-crash"},
                                     {"comment", "Inputs on which an implementation once failed"},
                                     {"cases", Json::array({test_case})}}});
  return document;
}

/// A directory with one file, which goes with the object.
class OneFile {
 public:
  OneFile(const std::string& name, const std::string& text) {
    std::string path = (fs::temp_directory_path() / "smx-from-crash-XXXXXX").string();
    if (mkdtemp(path.data()) == nullptr) throw std::runtime_error("no temporary directory");
    directory_ = path;
    std::ofstream(directory_ / name, std::ios::binary) << text;
  }
  OneFile(const OneFile&) = delete;
  OneFile& operator=(const OneFile&) = delete;
  ~OneFile() {
    std::error_code ignored;
    fs::remove_all(directory_, ignored);
  }

  const fs::path& directory() const { return directory_; }

 private:
  fs::path directory_;
};

/// The same case, put to a driver by the runner.
conformance::Finding judged(const conformance::Case& test, const std::vector<std::string>& command,
                            std::chrono::milliseconds timeout) {
  const conformance::MessageShapes shapes;
  conformance::Driver driver(std::make_unique<conformance::DriverProcess>(command), shapes,
                             timeout);
  const conformance::Reply hello = driver.introduce(3 * timeout);
  if (hello.answer != conformance::Answer::kOk) {
    throw NoVector(fmt::format("{}: hello: {}", first_words(command), hello.message));
  }
  return conformance::judge_case(driver, test, {});
}

/// Loads the file as people will and judges both drivers by it.
void prove(const CrashVector& vector, const CrashOptions& options) {
  const OneFile file(options.file_name, vector.text);
  conformance::VectorSet set;
  try {
    set = conformance::read_vector_set(file.directory());
  } catch (const InputError& error) {
    // The path is that of the copy.
    std::string what = error.what();
    const std::string path = (file.directory() / options.file_name).string();
    if (what.starts_with(path)) what.replace(0, path.size(), options.file_name);
    throw InputError(what);
  }
  const conformance::Case& test = set.files.at(0).cases.at(0);
  if (options.expect.empty()) {
    const auto finding = judged(test, options.driver, options.timeout);
    if (finding.outcome != conformance::Outcome::kPass) {
      throw NoVector(
          fmt::format("{} does not pass it: {}", first_words(options.driver), finding.message));
    }
  }
  if (options.against.empty()) return;
  const auto finding = judged(test, options.against, options.timeout);
  if (finding.outcome == conformance::Outcome::kPass) {
    throw NoVector(fmt::format("{} passes it", first_words(options.against)));
  }
}

}  // namespace

CrashVector crash_vector(const CrashOptions& options) {
  const std::optional<Json> said = given_expectation(options.expect);
  const std::string hash = conformance::sha256_hex(options.bytes);
  std::vector<Request> requests = crash_requests(options.kind, options.bytes, options.source);
  CrashVector out;
  out.given = requests.size();
  if (!options.against.empty() && !said) {
    ScriptPlayer first(options.driver, options.timeout);
    ScriptPlayer second(options.against, options.timeout);
    const auto found = disagreement(requests, first, second);
    if (!found) {
      throw NoVector(fmt::format("{} and {} do not disagree on {}", first_words(options.driver),
                                 first_words(options.against), options.source));
    }
    out.shrunk = shrink(std::move(requests), *found, first, second, options.budget);
    requests = out.shrunk->requests;
  }
  const Json steps = steps_of(requests, said, options);
  out.kept = steps.size();
  out.id = options.id.empty() ? fmt::format("from-crash/{}/{}", options.kind, hash.substr(0, 16))
                              : options.id;
  out.document = document_of(options, hash, case_of(options, out.id, hash, steps));
  out.text = canonical(out.document);
  prove(out, options);
  return out;
}

}  // namespace smx::vectors
