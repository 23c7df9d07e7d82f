#include "recording.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "generator/pinned_files.h"
#include "relay_carrier.h"
#include "runner/input_error.h"

namespace smx::interop {
namespace fs = std::filesystem;

using conformance::InputError;
/// Members in the order in which they were put.
using Ordered = vectors::Json;

namespace {

/// 2026-01-01 00:00:00 UTC: the devices' clock stands still in a recording.
constexpr std::uint64_t kNow = 1767225600;
/// A long row gives no more than a short one when it is replayed.
constexpr std::size_t kBurst = 50;

/// What each scenario shows.
const std::map<std::string, std::vector<std::string>>& clauses() {
  static const std::map<std::string, std::vector<std::string>> kClauses = {
      {"first-with-prekey", {"SES-06", "SES-08", "SES-10", "SMX1-06", "SMX1-17"}},
      {"first-without-prekey", {"SES-06", "SES-10", "SMX1-06"}},
      {"replies", {"SES-04", "SES-14", "DR-22"}},
      {"burst", {"SES-04", "DR-22"}},
      {"disorder", {"SMX1-05", "SMX1-13", "DR-08", "DR-10", "DR-14", "DR-17"}},
      {"reconnect", {"DR-13", "DR-14"}},
      {"crossed", {"SES-04", "SES-14", "SES-16"}},
      {"lost-state", {"SES-10", "SES-20", "SES-23"}},
      {"replaced-device", {"SES-06", "SES-10"}},
      {"three-devices", {"SES-06", "SES-08", "SES-10", "SES-14"}}};
  return kClauses;
}

Ordered ordered(const conformance::Json& json) { return Ordered::parse(json.dump()); }

Ordered expectation_of(const Reply& reply) {
  if (reply.answer == conformance::Answer::kReject) return {{"reject", reply.reason}};
  Ordered outputs = ordered(reply.outputs);
  outputs.erase("digest");
  return {{"ok", outputs}};
}

Ordered trace_of(const Reply& reply) {
  Ordered trace = Ordered::array();
  for (const conformance::TraceStep& step : reply.trace) {
    trace.push_back({{"step", step.step}, {"value", step.value}});
  }
  return trace;
}

bool makes_envelope(const RecordedStep& step) {
  return step.op == "device.send" || step.op == "device.restart";
}

Ordered step_of(const RecordedStep& step, const std::map<std::string, std::size_t>& made,
                bool traces) {
  Ordered in = ordered(step.in);
  Ordered json{{"op", step.op}, {"in", in}, {"expect", expectation_of(step.reply)}};
  if (traces && (makes_envelope(step) || step.op == "device.receive")) {
    json["trace"] = trace_of(step.reply);
  }
  if (step.reply.answer == conformance::Answer::kReject) json["state"] = "unchanged";
  if (step.op != "device.receive") return json;
  const auto from = made.find(step.in.at("envelope").get<std::string>());
  if (from == made.end()) return json;
  json["in"].erase("envelope");
  json["from"] = {{"step", from->second}, {"output", "envelope"}, {"into", "envelope"}};
  return json;
}

/// One scenario, played over the carrier with injected values.
std::vector<RecordedStep> play(const Scenario& scenario, const StageSettings& settings,
                               Carrier& carrier, Canaries& canaries,
                               const conformance::MessageShapes& shapes, Transcript& transcript,
                               const Stage::Start& start) {
  transcript.clear();
  carrier.begin("recording " + scenario.name);
  Stage stage(settings, carrier, canaries, Draws(canaries.seed(), "recording " + scenario.name),
              transcript, shapes, start);
  try {
    scenario.play(stage);
  } catch (const Interrupted&) {
    throw;
  } catch (const std::exception& error) {
    throw InputError(fmt::format("{}, {} to {}: {}", scenario.name, settings.first.name,
                                 settings.second.name, error.what()));
  }
  return stage.recording();
}

}  // namespace

Ordered case_of(const Scenario& scenario, const std::vector<RecordedStep>& steps) {
  // A trace of every frame of a row would be most of the file.
  const bool traces = scenario.name != "burst";
  std::map<std::string, std::size_t> made;
  Ordered json_steps = Ordered::array();
  std::string reason;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    json_steps.push_back(step_of(steps[i], made, traces));
    const Reply& reply = steps[i].reply;
    if (reply.answer == conformance::Answer::kReject) {
      reason = reply.reason;
    } else if (makes_envelope(steps[i])) {
      made[reply.outputs.at("envelope").get<std::string>()] = i;
    }
  }
  Ordered json{{"id", "live/" + scenario.name},
               {"comment", fmt::format("Through a relay: {}", scenario.what)},
               {"clause", clauses().at(scenario.name)},
               {"flags", Ordered::array()},
               {"result", reason.empty() ? "valid" : "invalid"}};
  if (!reason.empty()) {
    json["reason"] = reason;
    json["twin"] = {{"none", "the delivery or the time is at fault, and no field of the request"}};
  }
  json["steps"] = json_steps;
  return json;
}

Ordered recorded_cases(const std::vector<conformance::Platform>& platforms, const std::string& seed,
                       Carrier& carrier, Transcript& transcript, const Stage::Start& start) {
  const conformance::MessageShapes shapes;
  Canaries canaries(seed, 1);
  Ordered cases = Ordered::array();
  std::size_t turn = 0;
  for (const Scenario& scenario : all_scenarios()) {
    StageSettings settings;
    settings.first = platforms.at(turn % platforms.size());
    settings.second = platforms.at((turn + 1) % platforms.size());
    settings.burst = kBurst;
    settings.now = kNow;
    settings.record = true;
    ++turn;
    cases.push_back(
        case_of(scenario, play(scenario, settings, carrier, canaries, shapes, transcript, start)));
  }
  return cases;
}

std::string record(const RecordingOptions& options) {
  for (const conformance::Platform& platform : options.platforms) {
    const std::string why = conformance::why_not_runnable(platform);
    if (!why.empty()) throw InputError(fmt::format("{}: {}", platform.name, why));
  }
  const vectors::Spec spec = vectors::read_spec(options.spec);
  const fs::path folder = options.folder / "relay";
  fs::create_directories(folder);
  RelayProcess relay(RelayStart{options.relay_command, folder, {}});
  Tap tap(relay.place().host, relay.place().port);
  Transcript transcript;
  RelayCarrier carrier(relay.place(), tap, options.seed, ClientTimes{}, transcript);
  const Ordered cases =
      recorded_cases(options.platforms, options.seed, carrier, transcript, open_driver);
  return recording_text(cases, spec, options.seed, options.version);
}

std::string recording_text(const Ordered& cases, const vectors::Spec& spec, const std::string& seed,
                           const std::string& version) {
  const vectors::RecordedSuite& suite = *vectors::recorded_suite_of(kRecordingFile);
  Ordered document{
      {"schema", "smx-vectors-1"},
      {"suite", suite.name},
      {"suite_version", suite.version},
      {"spec", {{"document", "docs/spec"}, {"revision", vectors::kSpecRevision}, {"sha256", ""}}},
      {"adr", suite.adr},
      {"source",
       {{"name", "smx interop record"},
        {"version", version},
        {"seed",
         fmt::format("{} (SHA-256 in counter mode, conformance/interop/draws.cpp)", seed)}}},
      {"flags", Ordered::object()},
      {"groups",
       {{{"id", "live"},
         {"comment", "Recorded from live platforms over a relay"},
         {"cases", cases}}}}};
  document["spec"]["sha256"] = spec.sha256(vectors::cited_clauses(document));
  return vectors::canonical(document);
}

}  // namespace smx::interop
