#include "framing.h"

#include <fmt/format.h>

namespace smx::conformance {
namespace {

constexpr const char* kProtocolPage = "conformance/protocol/driver-protocol.md";

/// What a line has to bring.
enum class Want {
  kOk,            ///< ok, with the line's id
  kError,         ///< error, with the line's id
  kErrorNoId,     ///< error, with the id null
  kNotSupported,  ///< unsupported or error, with the line's id
};

struct Probe {
  std::string line;
  Want want = Want::kOk;
  std::string what;  ///< "a line that is an array"; for the message
  Json id;           ///< that has to come back
};

/// Probes that stand or fall together.
struct ProbeGroup {
  std::string name;
  std::string section;  ///< of the protocol's page
  std::vector<Probe> probes;
  bool allowed = false;  ///< another verdict is only a note
};

std::string wanted(Want want) {
  switch (want) {
    case Want::kOk:
      return "ok";
    case Want::kError:
      return "error";
    case Want::kErrorNoId:
      return "error with \"id\": null";
    case Want::kNotSupported:
      break;
  }
  return "unsupported";
}

/// What is wrong with the answer to a probe, or nothing.
std::string fault_of(const Probe& probe, const RawReply& raw) {
  const std::string kind = raw.kind();
  if (!raw.fault.empty()) return fmt::format("{}: {}", probe.what, raw.fault);
  const bool kind_holds = probe.want == Want::kNotSupported
                              ? kind == "unsupported" || kind == "error"
                          : probe.want == Want::kOk ? kind == "ok"
                                                    : kind == "error";
  if (!kind_holds) {
    std::string got = kind;
    if (kind == "error") got += fmt::format(" ({})", raw.reply["error"]["message"].dump());
    return fmt::format("{} must be answered with {}; the driver answers {}", probe.what,
                       wanted(probe.want), got);
  }
  const Json id = probe.want == Want::kErrorNoId ? Json(nullptr) : probe.id;
  const std::string got = raw.reply["id"].dump();
  if (got != id.dump()) {
    return fmt::format("{}: the id must be {}; the driver says {}", probe.what,
                       id.dump().substr(0, 60), got.substr(0, 60));
  }
  return {};
}

std::string begin(const Json& id, const Json& name) {
  return Json{{"id", id}, {"op", "case.begin"}, {"case", name}}.dump();
}

Probe good(const std::string& what, const Json& id, const std::string& name = "doctor") {
  return {begin(id, name), Want::kOk, what, id};
}

Probe unreadable(const std::string& what, std::string line) {
  return {std::move(line), Want::kErrorNoId, what, nullptr};
}

/// A request with a fault; the members but id and op.
Probe faulty(const std::string& what, const std::string& op, Json members) {
  members["id"] = 77;
  members["op"] = op;
  return {members.dump(), Want::kError, what, 77};
}

/// A request of exactly so many bytes.
std::string of_length(std::size_t length) {
  const std::string line = begin(5, "");
  return begin(5, std::string(length - line.size(), 'a'));
}

std::vector<ProbeGroup> groups() {
  return {
      {"ids come back",
       "Framing",
       {good("an id that is a number", 7), good("the id 0", 0), good("an id that is text", "a-7"),
        good("an id with quotes", "a\"b\\c"), good("an id beyond ASCII", "\u00e9\u4e16")}},
      {"any spelling of JSON is read",
       "Framing",
       {{R"(  { "case" : "doctor" ,	"op":"case.begin", "id" : 3 } )", Want::kOk,
         "blanks and another order of the members", 3},
        {R"({"id":4,"op":"case\u002ebegin","case":"\u0064octor"})", Want::kOk,
         "characters written as \\u escapes", 4},
        good("text in UTF-8", 6, "d\u00f6ctor \u4e16")}},
      {"CR before LF is a blank", "Framing", {{begin(2, "doctor") + "\r", Want::kOk, "CR LF", 2}}},
      {"a line that is no request",
       "Request faults",
       {unreadable("a line that is not JSON", "hello?"), unreadable("an empty line", ""),
        unreadable("half an object", R"({"id":1,"op":"case.begin")"),
        unreadable("two objects on one line", begin(1, "a") + begin(2, "b")),
        unreadable("an array", "[]"), unreadable("a text", "\"bye\""), unreadable("null", "null"),
        unreadable("NaN, which JSON has not", R"({"id":1,"op":"case.begin","case":NaN})"),
        unreadable("bytes that are not UTF-8",
                   "{\"id\":1,\"op\":\"case.begin\",\"case\":\"\xff\xfe\"}")}},
      {"a request without a usable id",
       "Request faults",
       {unreadable("a request without an id", R"({"op":"case.begin","case":"a"})"),
        unreadable("the id null", begin(nullptr, "a")), unreadable("the id true", begin(true, "a")),
        unreadable("the id 1.5", begin(1.5, "a")),
        unreadable("an id that is an array", begin(Json::array({1}), "a"))}},
      {"lines of up to 1 MiB",
       "Framing",
       {{of_length(kMaxLineBytes), Want::kOk, "a line of exactly 1 MiB", 5},
        unreadable("a line of 1 MiB and one byte", of_length(kMaxLineBytes + 1)),
        good("the line after one that is too long", 8)}},
      {"what is wrong in a request",
       "Request faults",
       {faulty("a member that the op does not have", "case.begin", {{"case", "a"}, {"x", 1}}),
        faulty("a missing member", "case.begin", Json::object()),
        faulty("a number in place of text", "case.begin", {{"case", 1}}),
        faulty("null in place of text", "case.begin", {{"case", nullptr}}),
        faulty("an empty case id", "case.begin", {{"case", ""}}),
        faulty("want_trace that is no boolean", "case.begin", {{"case", "a"}, {"want_trace", 1}}),
        faulty("want_trace that is null", "case.begin", {{"case", "a"}, {"want_trace", nullptr}}),
        faulty("a protocol other than 1", "hello", {{"protocol", 2}}),
        faulty("a protocol that is text", "hello", {{"protocol", "1"}}),
        faulty("a member in case.end", "case.end", {{"case", "a"}}),
        {R"({"id":9})", Want::kError, "a request without op", 9},
        {R"({"id":9,"op":null})", Want::kError, "an op that is null", 9}}},
      {"an unknown operation is unsupported",
       "Framing",
       {{R"({"id":10,"op":"doctor.unknown"})", Want::kNotSupported, "an unknown operation", 10},
        {R"({"id":11,"op":"Hello","protocol":1})", Want::kNotSupported,
         "an operation in other letters", 11}}},
      {"a member twice",
       "Framing",
       {unreadable("a request with the member case twice",
                   R"({"id":1,"op":"case.begin","case":"a","case":"b"})")},
       true},
      {"the next request after all of these", "Framing", {good("a request", 12)}},
  };
}

/// Ends the case that a good probe began. What was wrong with the answer, or nothing.
std::string end_of_case(Patient& patient) {
  const Probe probe = {R"({"id":13,"op":"case.end"})", Want::kOk, "case.end", 13};
  return fault_of(probe, patient.send(probe.line));
}

Check run_group(Patient& patient, const ProbeGroup& group) {
  Check check{.name = group.name, .health = Health::kGood, .message = {}, .see = {}, .case_id = {}};
  for (const Probe& probe : group.probes) {
    if (!patient.ready()) {
      check.health = Health::kWrong;
      check.message = "the driver does not start again";
      break;
    }
    const RawReply raw = patient.send(probe.line);
    check.message = fault_of(probe, raw);
    if (check.message.empty() && probe.want == Want::kOk) check.message = end_of_case(patient);
    if (check.message.empty()) {
      if (const std::string more = patient.unasked_output(); !more.empty()) {
        check.message = fmt::format("{}: more than one line came, or output that is no reply: {}",
                                    probe.what, more);
      }
    }
    if (check.message.empty()) continue;
    const bool is_note = group.allowed && raw.fault.empty();
    check.health = is_note ? Health::kNote : Health::kWrong;
    break;
  }
  if (check.health == Health::kNote) {
    check.message = fmt::format(
        "{} is not refused: the protocol leaves that open, and two readers "
        "could disagree about it",
        group.probes.front().what);
  }
  if (check.health == Health::kWrong) {
    check.see = fmt::format("{}, \"{}\"", kProtocolPage, group.section);
  }
  return check;
}

}  // namespace

std::vector<Check> examine_framing(Patient& patient, const OnCheck& on_check) {
  std::vector<Check> checks;
  for (const ProbeGroup& group : groups()) {
    checks.push_back(run_group(patient, group));
    if (on_check) on_check(checks.back());
  }
  return checks;
}

}  // namespace smx::conformance
