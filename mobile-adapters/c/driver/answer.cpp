#include "answer.h"

#include <exception>

namespace smx_c_driver {
namespace {

constexpr std::size_t kMaxLine = 1 << 20;

bool is_framing(const std::string& name) {
  return name == "hello" || name == "case.begin" || name == "case.end" || name == "bye";
}

const Op* find_op(const std::string& name) {
  for (const auto* ops : {&wire_ops(), &device_ops()}) {
    if (const auto op = ops->find(name); op != ops->end()) return &op->second;
  }
  return nullptr;
}

std::string platform() {
  smx_cpu_report report{};
  report.struct_size = sizeof report;
  must(smx_get_cpu_report(&report));
  std::string name = SMX_DRIVER_PLATFORM;
  if (report.variable_time_aes != 0) name += ", accepted: AES not constant-time";
  return name;
}

Json hello(const Members& request) {
  request.allow_only({"protocol"});
  if (request.number("protocol") != 1) throw RequestFault("protocol is not 1");
  Json names = Json::array({"hello", "case.begin", "case.end", "bye"});
  for (const auto* ops : {&wire_ops(), &device_ops()}) {
    for (const auto& [name, op] : *ops) names.push_back(name);
  }
  return {{"protocol", 1},
          {"implementation",
           {{"name", "smx-c"},
            {"version", smx_version()},
            {"language", "C"},
            {"platform", platform()}}},
          {"ops", names},
          {"features", {{"inject_random", true}, {"trace", false}, {"state", true}}}};
}

Json run_op(const std::string& name, const Members& request, Devices& devices) {
  if (name == "hello") return hello(request);
  if (name == "case.begin") {
    request.allow_only({"case"});
    static_cast<void>(request.name("case"));
    return Json::object();
  }
  if (name == "case.end" || name == "bye") {
    request.allow_only({});
    devices.clear();
    return Json::object();
  }
  return (*find_op(name))(request, devices);
}

/// The reply to one request that is an object with an id.
Json answer(const Json& request, Devices& devices, bool& done) {
  Json reply{{"id", request.at("id")}};
  try {
    const Members members(request);
    const std::string name = members.text("op");
    const bool want_trace = members.flag_or_false("want_trace");
    if (!is_framing(name) && find_op(name) == nullptr) {
      reply["unsupported"] = {{"feature", name}};
      return reply;
    }
    try {
      reply["ok"] = run_op(name, members, devices);
      done = name == "bye";
    } catch (const Rejected& rejected) {
      reply["reject"] = {{"reason", smx_status_name(rejected.reason)}};
    }
    // The interface shows no steps; hello says so.
    if (want_trace) reply["trace"] = Json::array();
  } catch (const std::exception& fault) {
    reply = {{"id", request.at("id")}, {"error", {{"message", fault.what()}}}};
  }
  return reply;
}

}  // namespace

Json answer_line(const std::string& line, Devices& devices, bool& done) {
  const auto unreadable = [](const char* why) {
    return Json{{"id", nullptr}, {"error", {{"message", why}}}};
  };
  if (line.size() > kMaxLine) return unreadable("the line is over 1 MiB");
  const Json request = Json::parse(line, nullptr, false);
  if (request.is_discarded() || !request.is_object()) return unreadable("no JSON object");
  const auto id = request.find("id");
  if (id == request.end() || !(id->is_string() || id->is_number_integer()))
    return unreadable("no id that is a string or an integer");
  return answer(request, devices, done);
}

}  // namespace smx_c_driver
