#include "script_player.h"

#include <fmt/format.h>

#include <stdexcept>

#include "runner/driver_process.h"

namespace smx::vectors {
namespace {

using conformance::Reply;

constexpr std::chrono::milliseconds kEndOfScript{2'000};
constexpr const char* kCaseId = "from-crash";

}  // namespace

bool has_state(const std::string& op) {
  return op == "dr.encrypt" || op == "dr.decrypt" ||
         (op.starts_with("device.") && op != "device.new" && op != "device.state");
}

bool has_trace(const std::string& op) {
  return op.starts_with("x3dh.") || op == "dr.init" || op == "dr.encrypt" || op == "dr.decrypt" ||
         op == "device.send" || op == "device.receive" || op == "device.restart";
}

bool is_verdict(const Reply& reply) {
  return reply.answer == conformance::Answer::kOk || reply.answer == conformance::Answer::kReject;
}

ScriptPlayer::ScriptPlayer(std::vector<std::string> command, std::chrono::milliseconds timeout)
    : command_(std::move(command)), timeout_(timeout) {}

ScriptPlayer::~ScriptPlayer() {
  if (driver_) driver_->part(kEndOfScript);
}

void ScriptPlayer::start() {
  driver_ = std::make_unique<conformance::Driver>(
      std::make_unique<conformance::DriverProcess>(command_), shapes_, timeout_);
  const Reply hello = driver_->introduce(3 * timeout_);
  if (hello.answer == conformance::Answer::kOk) return;
  driver_.reset();
  throw std::runtime_error(fmt::format("{}: hello: {}", command_.front(), hello.message));
}

std::vector<Played> ScriptPlayer::play(const std::vector<Request>& requests) {
  if (!driver_) start();
  std::vector<Played> played;
  const Reply begin = driver_->ask("case.begin", {{"case", kCaseId}}, false);
  if (begin.answer != conformance::Answer::kOk) {
    driver_.reset();
    throw std::runtime_error(fmt::format("{}: case.begin: {}", command_.front(), begin.message));
  }
  for (const Request& request : requests) {
    played.push_back(ask(request));
    if (!is_verdict(played.back().reply)) break;
  }
  if (driver_->usable()) driver_->ask("case.end", conformance::Json::object(), false);
  if (!driver_->usable()) driver_.reset();
  return played;
}

Played ScriptPlayer::ask(const Request& request) {
  Played played;
  const conformance::Introduction& self = driver_->introduction();
  if (!self.announces(request.op)) {
    played.reply.answer = conformance::Answer::kUnsupported;
    played.reply.message = fmt::format("hello does not announce {}", request.op);
    return played;
  }
  const std::string before = digest(request);
  if (!driver_->usable()) {
    played.reply.message =
        fmt::format("the driver failed when asked for its state, before {}", request.op);
    return played;
  }
  played.reply = driver_->ask(request.op, request.in, self.trace && has_trace(request.op));
  if (played.reply.answer != conformance::Answer::kReject || before.empty()) return played;
  const std::string after = digest(request);
  played.state_known = !after.empty();
  played.state_moved = played.state_known && before != after;
  return played;
}

/// Of the session or device that the request is about; empty if there is none or it is not told.
std::string ScriptPlayer::digest(const Request& request) {
  const char* kind = request.op.starts_with("device.") ? "device" : "session";
  const std::string op = kind == std::string_view("device") ? "device.state" : "dr.state";
  const conformance::Introduction& self = driver_->introduction();
  if (!has_state(request.op) || !request.in.contains(kind) || !self.state || !self.announces(op)) {
    return {};
  }
  const Reply reply = driver_->ask(op, {{kind, request.in.at(kind)}}, false);
  return reply.answer == conformance::Answer::kOk ? reply.outputs.at("digest").get<std::string>()
                                                  : std::string();
}

}  // namespace smx::vectors
