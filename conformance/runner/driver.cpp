#include "driver.h"

#include <fmt/format.h>

#include <stdexcept>

namespace smx::conformance {
namespace {

/// A driver's text on one line of bounded length, for people.
std::string shown(std::string_view text) {
  constexpr std::size_t kShown = 120;
  std::string line;
  for (const char c : text.substr(0, kShown)) {
    const auto byte = static_cast<unsigned char>(c);
    line += byte >= 0x20 && byte < 0x7f ? std::string(1, c) : fmt::format("\\x{:02x}", byte);
  }
  return text.size() > kShown ? line + "..." : line;
}

bool is_conversation(const std::string& op) {
  return op == "hello" || op == "case.begin" || op == "case.end" || op == "bye";
}

Introduction introduction_from(const Json& outputs) {
  const Json& implementation = outputs.at("implementation");
  const Json& features = outputs.at("features");
  return {implementation.at("name").get<std::string>(),
          implementation.at("version").get<std::string>(),
          implementation.at("language").get<std::string>(),
          implementation.at("platform").get<std::string>(),
          outputs.at("ops").get<std::set<std::string>>(),
          features.at("inject_random").get<bool>(),
          features.at("trace").get<bool>(),
          features.at("state").get<bool>()};
}

}  // namespace

Driver::Driver(std::unique_ptr<Transport> transport, const MessageShapes& shapes,
               std::chrono::milliseconds timeout)
    : transport_(std::move(transport)), shapes_(shapes), timeout_(timeout) {}

Reply Driver::fault(Answer answer, std::string message) {
  usable_ = false;
  Reply reply;
  reply.answer = answer;
  reply.message = std::move(message);
  return reply;
}

Reply Driver::introduce(std::chrono::milliseconds start_timeout) {
  Reply reply = ask_within("hello", {{"protocol", 1}}, false, start_timeout);
  if (reply.answer == Answer::kOk) introduction_ = introduction_from(reply.outputs);
  return reply;
}

Reply Driver::ask(const std::string& op, const Json& in, bool want_trace) {
  return ask_within(op, in, want_trace, timeout_);
}

Reply Driver::ask_within(const std::string& op, const Json& in, bool want_trace,
                         std::chrono::milliseconds timeout) {
  if (!usable_) throw std::logic_error("a driver is asked after it failed");
  Json request = in;
  const std::uint64_t id = next_id_++;
  request["id"] = id;
  request["op"] = op;
  if (want_trace) request["want_trace"] = true;
  const std::string line = request.dump();
  if (line.size() > kMaxLineBytes) {
    throw std::logic_error(fmt::format("a request of {} is longer than a line may be", op));
  }
  const Exchange got = transport_->exchange(line, timeout);
  switch (got.kind) {
    case Exchange::Kind::kLine:
      return judged(got.text, op, id, want_trace);
    case Exchange::Kind::kTimeout:
      return fault(Answer::kTimeout, fmt::format("no reply to {} in time", op));
    case Exchange::Kind::kClosed:
      return fault(Answer::kCrash, fmt::format("the driver ended during {}: {}", op, got.text));
    case Exchange::Kind::kOversized:
      return fault(Answer::kProtocolViolation,
                   fmt::format("the reply to {} is longer than {} bytes", op, kMaxLineBytes));
    case Exchange::Kind::kAbandoned:
      return fault(Answer::kNone, got.text);
    case Exchange::Kind::kUnasked: {
      Reply reply = fault(Answer::kProtocolViolation,
                          fmt::format("output before {} that no request asked for", op));
      reply.free_text = shown(got.text);
      return reply;
    }
  }
  throw std::logic_error("an exchange of no kind");
}

Reply Driver::judged(const std::string& line, const std::string& op, std::uint64_t id,
                     bool want_trace) {
  const auto violation = [&](const std::string& what) {
    Reply reply = fault(Answer::kProtocolViolation, fmt::format("the reply to {}: {}", op, what));
    reply.free_text = shown(line);
    return reply;
  };
  Json json;
  try {
    json = parse_strict(line);
  } catch (const JsonError& error) {
    return violation(error.what());
  }
  if (!json.is_object()) return violation("is no JSON object");
  if (const auto fault = shapes_.reply_fault(json)) return violation(*fault);
  if (json["id"] != id) return violation("has the id of another request");

  Reply reply;
  if (json.contains("error")) {
    reply.answer = Answer::kError;
    reply.message = fmt::format("the driver reports an error in {}", op);
    reply.free_text = shown(json["error"]["message"].get_ref<const std::string&>());
    return reply;
  }
  if (json.contains("unsupported")) {
    const std::string feature = json["unsupported"]["feature"].get<std::string>();
    // Announced operations are the only ones that are sent.
    return violation(fmt::format("says unsupported ({}) to what hello announced", shown(feature)));
  }
  if (want_trace != json.contains("trace")) {
    return violation(want_trace ? "has no trace though one was asked for"
                                : "has a trace that nobody asked for");
  }
  for (const Json& entry : json.value("trace", Json::array())) {
    reply.trace.push_back({entry["step"].get<std::string>(), entry["value"].get<std::string>()});
  }
  if (json.contains("reject")) {
    if (is_conversation(op)) return violation("refuses what cannot be refused");
    reply.answer = Answer::kReject;
    reply.reason = json["reject"]["reason"].get<std::string>();
    reply.free_text = shown(json["reject"].value("detail", ""));
    return reply;
  }
  if (const auto fault = shapes_.outputs_fault(op, json["ok"])) return violation(*fault);
  reply.answer = Answer::kOk;
  reply.outputs = std::move(json["ok"]);
  return reply;
}

std::string Driver::part(std::chrono::milliseconds grace) {
  if (!usable_) {
    transport_->finish(std::chrono::milliseconds(0));
    return {};
  }
  const Reply reply = ask("bye", Json::object(), false);
  if (reply.answer != Answer::kOk) return reply.message;
  usable_ = false;
  const Farewell farewell = transport_->finish(grace);
  if (const std::string late = transport_->unasked_output(); !late.empty()) {
    return fmt::format("output after bye that no request asked for: {}", shown(late));
  }
  if (farewell.clean) return {};
  return fmt::format("after bye the driver should exit with status 0: {}", farewell.how);
}

}  // namespace smx::conformance
