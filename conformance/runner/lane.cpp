#include "lane.h"

#include "input_error.h"
#include "interruption.h"

namespace smx::conformance {

Lane::Served Lane::serve(const Case& test) {
  if (!driver_) {
    try {
      ++starts_;
      introduced_ = false;
      driver_ = std::make_unique<Driver>(connect_(platform_), shapes_, times_.timeout);
    } catch (const InputError& error) {
      Finding finding;
      finding.message = error.what();
      return {finding, error.what()};
    }
  }
  if (!introduced_) {
    if (Finding finding = introduce(); finding.outcome != Outcome::kPass) return {finding, {}};
  }
  Finding finding = judge_case(*driver_, test, judge_);
  if (!driver_->usable() || finding.outcome == Outcome::kProtocolViolation) drop(true);
  return {std::move(finding), {}};
}

Finding Lane::introduce() {
  Finding finding;
  const Reply hello = driver_->introduce(times_.start);
  if (hello.answer == Answer::kOk) {
    introduced_ = true;
    if (!introduction_) introduction_ = driver_->introduction();
    finding.outcome = Outcome::kPass;
    return finding;
  }
  finding.outcome = outcome_of(hello.answer);
  finding.op = "hello";
  finding.message = hello.message;
  finding.free_text = hello.free_text;
  drop(true);
  return finding;
}

void Lane::drop(bool failed) {
  if (std::string last = driver_->diagnostics(); failed || !has_failed_) {
    diagnostics_ = std::move(last);
  }
  has_failed_ = has_failed_ || failed;
  driver_.reset();
}

std::string Lane::leave() {
  if (!driver_) return {};
  std::string fault;
  // After an interruption the driver is not waited for: it is ended with its connection.
  if (interruption() == 0) fault = driver_->part(times_.farewell);
  drop(!fault.empty());
  return fault;
}

}  // namespace smx::conformance
