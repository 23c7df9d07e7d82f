#include "protocol.h"

#include <algorithm>

namespace driver {
namespace {

constexpr std::size_t kMaxLine = 1024 * 1024;
constexpr std::uint64_t kMaxNumber = (std::uint64_t{1} << 53) - 1;
constexpr char kDigits[] = "0123456789abcdef";

Json error_reply(const std::string& message) { return {{"error", {{"message", message}}}}; }

bool is_id(const Json& members) {
  const auto id = members.find("id");
  return id != members.end() && (id->is_string() || id->is_number_integer());
}

}  // namespace

// What hello says of this driver. A feature is announced once the operations keep its promise.
Json Conversation::hello(const Request& request) const {
  if (request.integer("protocol", kMaxNumber) != 1) throw RequestFault("protocol is not 1");
  Json names = Json::array();
  for (const Operation& operation : operations_) names.push_back(operation.name);
  return {{"protocol", 1},
          {"implementation",
           {{"name", "@name@"}, {"version", "0.1.0"}, {"language", "C++"}, {"platform", "native"}}},
          {"ops", names},
          {"features", {{"inject_random", false}, {"trace", false}, {"state", false}}}};
}

void Request::allow_only(const std::vector<std::string>& names) const {
  for (const auto& [name, value] : members_.items()) {
    const bool is_common = name == "id" || name == "op" || name == "want_trace";
    if (!is_common && std::find(names.begin(), names.end(), name) == names.end()) {
      throw RequestFault(name + " is no member of this op");
    }
  }
}

const Json& Request::member(const std::string& name) const {
  const auto found = members_.find(name);
  if (found == members_.end()) throw RequestFault(name + " is missing");
  return *found;
}

Bytes Request::bytes(const std::string& name) const {
  const Json& value = member(name);
  if (!value.is_string()) throw RequestFault(name + " is no string");
  const std::string& text = value.get_ref<const std::string&>();
  const std::string digits = kDigits;
  if (text.size() % 2 != 0 || text.find_first_not_of(digits) != std::string::npos) {
    throw RequestFault(name + " is no lower-case hex");
  }
  Bytes bytes;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    bytes.push_back(
        static_cast<std::uint8_t>(digits.find(text[i]) * 16 + digits.find(text[i + 1])));
  }
  return bytes;
}

Bytes Request::fixed(const std::string& name, std::size_t length) const {
  Bytes value = bytes(name);
  if (value.size() != length) throw Reject{"malformed"};
  return value;
}

std::string Request::text(const std::string& name) const {
  const Json& value = member(name);
  if (!value.is_string() || value.get_ref<const std::string&>().empty()) {
    throw RequestFault(name + " is no string with something in it");
  }
  return value.get<std::string>();
}

std::uint64_t Request::integer(const std::string& name, std::uint64_t maximum) const {
  const Json& value = member(name);
  if (!value.is_number_unsigned() || value.get<std::uint64_t>() > maximum) {
    throw RequestFault(name + " is no integer from 0 to " + std::to_string(maximum));
  }
  return value.get<std::uint64_t>();
}

bool Request::flag(const std::string& name) const {
  if (!has(name)) return false;
  if (!member(name).is_boolean()) throw RequestFault(name + " is neither true nor false");
  return member(name).get<bool>();
}

Line read_line(std::istream& in) {
  Line line;
  bool started = false;
  for (int c = in.get(); c != std::istream::traits_type::eof(); c = in.get()) {
    started = true;
    if (c == '\n') return line;
    line.too_long = line.too_long || line.text.size() == kMaxLine;
    if (!line.too_long) line.text.push_back(static_cast<char>(c));
  }
  line.at_end = !started;
  return line;
}

Conversation::Conversation(std::vector<Operation> operations) {
  operations_ = {
      {"hello", {"protocol"}, [this](const Request& request, Context&) { return hello(request); }},
      {"case.begin",
       {"case"},
       [](const Request& request, Context&) {
         request.text("case");
         return Json::object();
       }},
      {"case.end",
       {},
       [this](const Request&, Context&) {
         handles_.clear();
         return Json::object();
       }},
      {"bye", {}, [this](const Request&, Context&) {
         is_over_ = true;
         return Json::object();
       }}};
  for (Operation& operation : operations) operations_.push_back(std::move(operation));
}

std::string Conversation::answer(const Line& line) {
  Json reply = {{"id", nullptr}};
  const Json members =
      line.too_long ? Json(Json::value_t::discarded) : Json::parse(line.text, nullptr, false);
  if (line.too_long) {
    reply.update(error_reply("the line is over 1 MiB"));
  } else if (members.is_discarded() || !members.is_object()) {
    reply.update(error_reply("the line is no JSON object in UTF-8"));
  } else if (!is_id(members)) {
    reply.update(error_reply("no id that is an integer or a string"));
  } else {
    reply["id"] = members.at("id");
    reply.update(outcome(members));
  }
  return reply.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json Conversation::outcome(const Json& members) {
  try {
    const Request request(members);
    const std::string name = request.text("op");
    const auto found =
        std::find_if(operations_.begin(), operations_.end(),
                     [&](const Operation& operation) { return operation.name == name; });
    if (found == operations_.end()) return {{"unsupported", {{"feature", name.substr(0, 80)}}}};
    const bool want_trace = request.flag("want_trace");
    request.allow_only(found->members);
    Context context{handles_, {}};
    Json reply;
    try {
      reply["ok"] = found->run(request, context);
    } catch (const Reject& refusal) {
      reply["reject"] = {{"reason", refusal.reason}};
    }
    if (want_trace) reply["trace"] = Json::array();
    for (const auto& [step, value] : context.trace) {
      if (want_trace) reply["trace"].push_back({{"step", step}, {"value", to_hex(value)}});
    }
    return reply;
  } catch (const std::exception& fault) {
    // Never a reject: a bug must not look like a refusal.
    return error_reply(fault.what());
  } catch (...) {
    return error_reply("internal fault");
  }
}

std::string to_hex(const Bytes& bytes) {
  std::string text;
  for (const std::uint8_t byte : bytes) {
    text.push_back(kDigits[byte / 16]);
    text.push_back(kDigits[byte % 16]);
  }
  return text;
}

}  // namespace driver
