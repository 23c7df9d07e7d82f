#include "answer.h"

#include <exception>

#include "bytes/trace.h"
#include "smx/init.h"

namespace smx::driver {
namespace {

constexpr std::size_t kMaxLine = 1 << 20;

const Op* find_op(const std::string& name) {
  for (const auto* ops : {&primitive_ops(), &session_ops(), &device_ops()}) {
    if (const auto op = ops->find(name); op != ops->end()) return &op->second;
  }
  return nullptr;
}

std::string platform() {
  std::string name = SMX_DRIVER_PLATFORM;
  if (cpu_report().variable_time_aes) name += ", accepted: AES not constant-time";
  return name;
}

Json hello(const Members& request) {
  request.allow_only({"protocol"});
  if (request.number("protocol", kMaxNumber) != 1) throw RequestFault("protocol is not 1");
  Json names = Json::array({"hello", "case.begin", "case.end", "bye"});
  for (const auto* ops : {&primitive_ops(), &session_ops(), &device_ops()}) {
    for (const auto& [name, op] : *ops) names.push_back(name);
  }
  return {{"protocol", 1},
          {"implementation",
           {{"name", "smx-core"},
            {"version", version()},
            {"language", "C++"},
            {"platform", platform()}}},
          {"ops", names},
          {"features", {{"inject_random", true}, {"trace", true}, {"state", true}}}};
}

Json run_op(const std::string& name, const Members& request, Handles& handles) {
  if (name == "hello") return hello(request);
  if (name == "case.begin") {
    request.allow_only({"case"});
    static_cast<void>(request.name("case"));
    return Json::object();
  }
  if (name == "case.end" || name == "bye") {
    request.allow_only({});
    handles = {};
    return Json::object();
  }
  const Op* op = find_op(name);
  return (*op)(request, handles);
}

Json trace_of(const internal::TraceRecorder& recorder) {
  Json trace = Json::array();
  for (const auto& step : recorder.steps())
    trace.push_back({{"step", step.step}, {"value", hex(step.value)}});
  return trace;
}

/// The reply to one request that is an object with an id.
Json answer(const Json& request, Handles& handles, bool& done) {
  Json reply{{"id", request.at("id")}};
  try {
    const Members members(request);
    const std::string name = members.text("op");
    const bool want_trace = members.flag_or_false("want_trace");
    const bool framing =
        name == "hello" || name == "case.begin" || name == "case.end" || name == "bye";
    if (!framing && find_op(name) == nullptr) {
      reply["unsupported"] = {{"feature", name}};
      return reply;
    }
    const internal::TraceRecorder recorder;
    try {
      reply["ok"] = run_op(name, members, handles);
      done = name == "bye";
    } catch (const Rejected& rejected) {
      reply["reject"] = {{"reason", error_name(rejected.reason)}};
    }
    if (want_trace) reply["trace"] = trace_of(recorder);
  } catch (const std::exception& fault) {
    reply = {{"id", request.at("id")}, {"error", {{"message", fault.what()}}}};
  }
  return reply;
}

}  // namespace

Json answer_line(const std::string& line, Handles& handles, bool& done) {
  const auto unreadable = [](const char* why) {
    return Json{{"id", nullptr}, {"error", {{"message", why}}}};
  };
  if (line.size() > kMaxLine) return unreadable("the line is over 1 MiB");
  const Json request = Json::parse(line, nullptr, false);
  if (request.is_discarded() || !request.is_object()) return unreadable("no JSON object");
  const auto id = request.find("id");
  if (id == request.end() || !(id->is_string() || id->is_number_integer()))
    return unreadable("no id that is a string or an integer");
  return answer(request, handles, done);
}

}  // namespace smx::driver
