#include "driver_asker.h"

#include <fmt/format.h>

#include <chrono>
#include <stdexcept>

#include "runner/driver_process.h"

namespace smx::vectors {
namespace {

using conformance::Reply;

constexpr std::chrono::milliseconds kTimeout{60'000};
constexpr std::chrono::milliseconds kFarewell{5'000};

std::string told(const Reply& reply) {
  return reply.free_text.empty() ? reply.message
                                 : fmt::format("{} ({})", reply.message, reply.free_text);
}

}  // namespace

DriverAsker::DriverAsker(const std::vector<std::string>& command)
    : driver_(std::make_unique<conformance::Driver>(
          std::make_unique<conformance::DriverProcess>(command), shapes_, kTimeout)) {
  const Reply hello = driver_->introduce(kTimeout);
  if (hello.answer != conformance::Answer::kOk) {
    throw std::runtime_error(fmt::format("the driver's hello: {}", told(hello)));
  }
  const conformance::Introduction& self = driver_->introduction();
  if (!self.inject_random || !self.trace || !self.state) {
    throw std::runtime_error(
        "the driver cannot make vectors: it needs inject_random, trace and state");
  }
}

DriverAsker::~DriverAsker() { driver_->part(kFarewell); }

Answer DriverAsker::ask(const std::string& op, const Json& in, bool want_trace) {
  const Reply reply = driver_->ask(op, in, want_trace);
  Answer answer;
  if (reply.answer == conformance::Answer::kOk) {
    answer.accepted = true;
    answer.ok = reply.outputs;
  } else if (reply.answer == conformance::Answer::kReject) {
    answer.reason = reply.reason;
  } else {
    throw std::runtime_error(fmt::format("{}: {}", op, told(reply)));
  }
  for (const conformance::TraceStep& step : reply.trace) {
    answer.trace.push_back({{"step", step.step}, {"value", step.value}});
  }
  return answer;
}

}  // namespace smx::vectors
