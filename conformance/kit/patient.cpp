#include "patient.h"

#include <fmt/format.h>

namespace smx::conformance {
namespace {

/// The driver's own transport, lent: raw lines go past the Driver, which owns what it is given.
class LentTransport final : public Transport {
 public:
  explicit LentTransport(std::shared_ptr<Transport> lender) : lender_(std::move(lender)) {}

  Exchange exchange(const std::string& line, std::chrono::milliseconds timeout) override {
    return lender_->exchange(line, timeout);
  }
  std::string unasked_output() override { return lender_->unasked_output(); }
  Farewell finish(std::chrono::milliseconds grace) override { return lender_->finish(grace); }
  std::string diagnostics() override { return lender_->diagnostics(); }

 private:
  std::shared_ptr<Transport> lender_;
};

std::string shortened(const std::string& text) {
  constexpr std::size_t kShown = 80;
  return text.size() <= kShown ? text : text.substr(0, kShown) + "...";
}

std::string fault_of(const Exchange& got) {
  switch (got.kind) {
    case Exchange::Kind::kLine:
      break;
    case Exchange::Kind::kTimeout:
      return "no reply in time";
    case Exchange::Kind::kClosed:
      return fmt::format("the driver ended: {}", got.text);
    case Exchange::Kind::kOversized:
      return fmt::format("a reply of more than {} bytes", kMaxLineBytes);
    case Exchange::Kind::kUnasked:
      return fmt::format("output that no request asked for: {}", shortened(got.text));
    default:
      return got.text;
  }
  return {};
}

}  // namespace

std::string RawReply::kind() const {
  if (!fault.empty()) return "nothing";
  for (const char* name : {"ok", "reject", "unsupported", "error"}) {
    if (reply.contains(name)) return name;
  }
  return "nothing";
}

Patient::Patient(Connect connect, Patience patience)
    : connect_(std::move(connect)), patience_(patience) {}

Reply Patient::start() {
  driver_.reset();
  transport_.reset();
  transport_ = connect_();
  driver_ = std::make_unique<Driver>(std::make_unique<LentTransport>(transport_), shapes_,
                                     patience_.reply);
  sick_ = false;
  return driver_->introduce(patience_.start);
}

bool Patient::ready() {
  if (driver_ && driver_->usable() && !sick_) return true;
  return start().answer == Answer::kOk;
}

RawReply Patient::send(const std::string& line) {
  const Exchange got = transport_->exchange(line, patience_.reply);
  RawReply raw;
  raw.fault = fault_of(got);
  if (raw.fault.empty()) {
    try {
      raw.reply = parse_strict(got.text);
      if (!raw.reply.is_object()) {
        raw.fault = "a reply that is no JSON object";
      } else if (const auto fault = shapes_.reply_fault(raw.reply)) {
        raw.fault = fmt::format("a reply of the wrong form: {}", *fault);
      }
    } catch (const JsonError& error) {
      raw.fault = fmt::format("a reply that is not JSON: {}", shortened(got.text));
    }
  }
  sick_ = !raw.fault.empty();
  return raw;
}

std::string Patient::unasked_output() {
  const std::string output = transport_->unasked_output();
  sick_ = sick_ || !output.empty();
  return shortened(output);
}

std::string Patient::part() { return driver_->part(patience_.farewell); }

std::string Patient::diagnostics() { return transport_ ? transport_->diagnostics() : ""; }

}  // namespace smx::conformance
