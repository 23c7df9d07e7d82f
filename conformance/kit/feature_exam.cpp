#include <fmt/format.h>

#include <array>

#include "case_choice.h"
#include "op_guide.h"
#include "ops_exam.h"

namespace smx::conformance {
namespace {

constexpr const char* kHandles = R"(conformance/protocol/driver-protocol.md, "Handles")";
constexpr const char* kTraces = R"(conformance/protocol/driver-protocol.md, "Traces")";
constexpr const char* kRandomness = R"(conformance/protocol/driver-protocol.md, "Randomness")";
constexpr const char* kNotes = R"(conformance/protocol/driver-protocol.md, "Notes on the ops")";

// In these nothing is shown, whatever the request.
constexpr std::array<const char*, 11> kTraceless = {
    "x25519",      "ed25519.sign",   "ed25519.verify", "hkdf.sha256",
    "hmac.sha256", "aes256gcm.seal", "aes256gcm.open", "spk.sign",
    "spk.verify",  "smx1.parse",     "drv1.parse"};

/// Thrown inside an examination to end it with a verdict.
struct Verdict {
  Health health;
  std::string message;
  std::string see;
};

class FeatureExam {
 public:
  FeatureExam(Patient& patient, const Introduction& introduction,
              const std::vector<VectorFile>& files)
      : patient_(patient), introduction_(introduction), files_(files) {}

  /// Runs one examination in a case of its own.
  Check run(const std::string& name, void (FeatureExam::*examination)()) {
    Check check{.name = name, .health = Health::kGood, .message = {}, .see = {}, .case_id = {}};
    try {
      if (!patient_.ready()) throw Verdict{Health::kWrong, "the driver does not start again", ""};
      (this->*examination)();
    } catch (const Verdict& verdict) {
      check.health = verdict.health;
      check.message = verdict.message;
      check.see = verdict.see;
    }
    if (in_case_ && patient_.ready()) patient_.driver().ask("case.end", Json::object(), false);
    in_case_ = false;
    return check;
  }

  void sessions_end() { handles_end("dr.init", "dr.state"); }
  void devices_end() { handles_end("device.new", "device.state"); }

  void traces() {
    if (!introduction_.trace) {
      const bool would_help = introduction_.announces("dr.init") ||
                              introduction_.announces("x3dh.initiate") ||
                              introduction_.announces("x3dh.respond");
      skip(would_help ? "not announced: a difference is then found in the last value only"
                      : "not announced",
           would_help ? Health::kNote : Health::kSkipped);
    }
    for (const char* op : kTraceless) {
      const Case* test = accepted(op);
      if (test == nullptr) continue;
      begin();
      const Step& step = step_of(*test, op);
      const Reply shown = ask(op, step.in, true);
      if (!shown.trace.empty()) wrong(fmt::format("{} has no steps: [] is wanted", op), kTraces);
      Json in = step.in;
      in["want_trace"] = false;
      in["op"] = op;
      in["id"] = 1;
      const RawReply raw = patient_.send(in.dump());
      if (raw.reply.contains("trace")) {
        wrong(fmt::format("{} with want_trace false: there must be no member trace", op), kTraces);
      }
      return;
    }
    skip("announced; no operation to try it with alone");
  }

  /// Without `random` the implementation draws: twice the same is no draw.
  void draws() {
    const Case* device = accepted("device.new");
    const Case* initiate = accepted("x3dh.initiate");
    if (device == nullptr && initiate == nullptr) skip("no operation that draws is announced");
    begin();
    if (device != nullptr)
      differ("device.new", "device", {{"one_time_prekey_count", 1}}, "identity_key");
    if (initiate != nullptr) {
      Json in = step_of(*initiate, "x3dh.initiate").in;
      in.erase("random");
      differ("x3dh.initiate", "session", std::move(in), "envelope");
    }
  }

  void digest_rests() {
    const bool devices = accepted("device.new") != nullptr && can_read("device.state");
    const bool sessions = accepted("dr.init") != nullptr && can_read("dr.state");
    if (!devices && !sessions) skip("the feature state is not announced");
    begin();
    if (sessions) rests("dr.init", "session", "dr.state");
    if (devices) rests("device.new", "device", "device.state");
  }

 private:
  [[noreturn]] static void skip(const std::string& why, Health health = Health::kSkipped) {
    throw Verdict{health, why, ""};
  }
  [[noreturn]] static void wrong(const std::string& what, const char* see) {
    throw Verdict{Health::kWrong, what, see};
  }

  const Case* accepted(const std::string& op) const {
    return smallest_case(files_, op, CaseKind::kAccepted, introduction_);
  }

  bool can_read(const std::string& op) const {
    return introduction_.state && introduction_.announces(op);
  }

  void begin() {
    if (in_case_) return;
    in_case_ = true;
    ask("case.begin", {{"case", "doctor"}}, false);
  }

  /// An answer that has to be ok.
  Reply ask(const std::string& op, const Json& in, bool want_trace) {
    if (!patient_.ready()) wrong("the driver does not start again", "");
    Reply reply = patient_.driver().ask(op, in, want_trace);
    if (reply.answer == Answer::kOk) return reply;
    const std::string what =
        reply.answer == Answer::kReject ? "is refused: " + reply.reason : reply.message;
    wrong(fmt::format("{}: {} {}", op, what, reply.free_text), kNotes);
  }

  void handles_end(const std::string& maker, const std::string& reader) {
    const Case* test = accepted(maker);
    if (test == nullptr || !can_read(reader)) skip(maker + " or " + reader + " is not announced");
    begin();
    Json in = step_of(*test, maker).in;
    const char* kind = in.contains("device") ? "device" : "session";
    const Json handle = in[kind];
    ask(maker, in, false);
    ask(reader, {{kind, handle}}, false);
    ask("case.end", Json::object(), false);
    ask("case.begin", {{"case", "doctor-2"}}, false);
    const Reply reply = patient_.driver().ask(reader, {{kind, handle}}, false);
    if (reply.answer == Answer::kError) return;
    wrong(fmt::format("a {} of the case before is still known to {}: all handles die at case.end",
                      kind, reader),
          kHandles);
  }

  /// Twice the same request gives two values.
  void differ(const std::string& op, const char* kind, Json in, const char* output) {
    in[kind] = "doctor-1";
    const Json first = ask(op, in, false).outputs.at(output);
    in[kind] = "doctor-2";
    if (ask(op, in, false).outputs.at(output) != first) return;
    wrong(fmt::format("{} without random gives the same {} twice: it does not draw", op, output),
          kRandomness);
  }

  /// Reading the state twice gives one digest.
  void rests(const std::string& maker, const char* kind, const std::string& reader) {
    const Json in = step_of(*accepted(maker), maker).in;
    ask(maker, in, false);
    const Json request = {{kind, in.at(kind)}};
    const Json first = ask(reader, request, false).outputs.at("digest");
    if (ask(reader, request, false).outputs.at("digest") == first) return;
    wrong(fmt::format("{} twice in a row gives two digests, though nothing happened", reader),
          kNotes);
  }

  Patient& patient_;
  const Introduction& introduction_;
  const std::vector<VectorFile>& files_;
  bool in_case_ = false;
};

}  // namespace

std::vector<Check> examine_features(Patient& patient, const Introduction& introduction,
                                    const std::vector<VectorFile>& files, const OnCheck& on_check) {
  FeatureExam exam(patient, introduction, files);
  std::vector<Check> checks;
  const auto add = [&](const char* name, void (FeatureExam::*examination)()) {
    checks.push_back(exam.run(name, examination));
    if (on_check) on_check(checks.back());
  };
  add("sessions end with their case", &FeatureExam::sessions_end);
  add("devices end with their case", &FeatureExam::devices_end);
  add("trace", &FeatureExam::traces);
  add("randomness that is not injected is drawn", &FeatureExam::draws);
  add("a digest rests while nothing happens", &FeatureExam::digest_rests);
  return checks;
}

}  // namespace smx::conformance
