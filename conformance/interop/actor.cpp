#include "actor.h"

#include <fmt/format.h>

#include "runner/hex.h"

namespace smx::interop {

using namespace conformance;

DeviceDriver::DeviceDriver(std::string name, std::unique_ptr<Driver> driver,
                           std::optional<Draws> injected, std::vector<RecordedStep>* recording)
    : name_(std::move(name)),
      driver_(std::move(driver)),
      injected_(std::move(injected)),
      recording_(recording) {}

DeviceDriver::~DeviceDriver() { leave(); }

void DeviceDriver::leave() {
  if (driver_) driver_->part(std::chrono::milliseconds(2'000));
  driver_.reset();
}

Reply DeviceDriver::ask(const std::string& op, Json in) {
  if (!driver_ || !driver_->usable()) {
    throw ScenarioFailure(fmt::format("{}: its driver has ended", name_));
  }
  if (!driver_->introduction().announces(op)) {
    throw NotRun(fmt::format("{} does not announce {}", driver_->introduction().name, op));
  }
  in["device"] = name_;
  const bool trace = recording_ != nullptr && driver_->introduction().trace;
  Reply reply = driver_->ask(op, in, trace);
  if (reply.answer == Answer::kNone) throw Interrupted(reply.message);
  if (reply.answer != Answer::kOk && reply.answer != Answer::kReject) {
    throw ScenarioFailure(fmt::format("{}: {}: {} {}", name_, op, reply.message, reply.free_text));
  }
  if (recording_ != nullptr) recording_->push_back({op, in, reply});
  return reply;
}

Json DeviceDriver::demand(const std::string& op, Json in) {
  Reply reply = ask(op, std::move(in));
  if (reply.answer == Answer::kReject) {
    throw ScenarioFailure(fmt::format("{}: {}: want ok, got reject {}", name_, op, reply.reason));
  }
  return std::move(reply.outputs);
}

void DeviceDriver::inject(Json& in,
                          const std::vector<std::pair<const char*, std::size_t>>& fields) {
  if (!injected_) return;
  Json random = Json::object();
  for (const auto& [name, length] : fields) random[name] = injected_->hex(length);
  in["random"] = random;
}

std::string magic_of(const std::string& envelope_hex) {
  const Bytes bytes = from_hex(std::string_view(envelope_hex).substr(0, 8));
  return {bytes.begin(), bytes.end()};
}

}  // namespace smx::interop
