#include "doctor.h"

#include <fmt/format.h>

#include "op_guide.h"

namespace smx::conformance {
namespace {

constexpr const char* kHelloPage = R"(conformance/protocol/driver-protocol.md, "Ops")";
constexpr std::size_t kShownError = 100;

Check check_of(std::string name, Health health, std::string message = {}, std::string see = {}) {
  return {std::move(name), health, std::move(message), std::move(see), {}};
}

std::string features_of(const Introduction& introduction) {
  std::string text;
  const auto add = [&](bool has, const char* name) {
    if (has) text += (text.empty() ? "" : ", ") + std::string(name);
  };
  add(introduction.inject_random, "inject_random");
  add(introduction.trace, "trace");
  add(introduction.state, "state");
  return text.empty() ? "none" : text;
}

Check start_check(const Reply& hello, const Introduction& introduction) {
  if (hello.answer != Answer::kOk) {
    std::string message = hello.message;
    if (hello.answer == Answer::kReject) message = "hello is refused: " + hello.reason;
    if (!hello.free_text.empty()) message += ": " + hello.free_text;
    return check_of("starts and says hello", Health::kWrong, message, kHelloPage);
  }
  return check_of("starts and says hello", Health::kGood,
                  fmt::format("{} {} ({}, {}), {} ops, features: {}", introduction.name,
                              introduction.version, introduction.language, introduction.platform,
                              introduction.ops.size(), features_of(introduction)));
}

Check announcement_check(const Introduction& introduction) {
  const std::string name = "hello names what every driver has";
  for (const char* op : {"hello", "case.begin", "case.end", "bye"}) {
    if (!introduction.announces(op)) {
      return check_of(name, Health::kWrong, fmt::format("hello does not announce {}", op),
                      kHelloPage);
    }
  }
  const bool reads = introduction.announces("dr.state") || introduction.announces("device.state");
  if (introduction.state != reads) {
    return check_of(name, Health::kNote,
                    reads ? "an op that reads the state is announced, the feature state is not"
                          : "the feature state is announced, and no op that reads the state");
  }
  return check_of(name, Health::kGood);
}

Check standard_error_check(const std::string& text) {
  const std::string name = "standard error";
  if (text.empty()) return check_of(name, Health::kSkipped, "nothing was written to it");
  std::string_view rest = text;
  while (rest.ends_with('\n')) rest.remove_suffix(1);
  const std::string_view last = rest.substr(rest.rfind('\n') + 1);
  return check_of(name, Health::kNote,
                  fmt::format("free text, kept with the reports; it ends with: {}",
                              last.substr(0, kShownError)));
}

}  // namespace

DoctorReport examine(const std::vector<std::string>& command, const Patient::Connect& connect,
                     const std::vector<VectorFile>& files, const Patience& patience,
                     const std::string& smx, const DoctorListener& listener) {
  DoctorReport report;
  report.command = command;
  Patient patient(connect, patience);
  const auto part = [&](std::string_view title) {
    if (listener.on_part) listener.on_part(title);
  };
  const auto add = [&](std::vector<Check>& checks, Check check) {
    checks.push_back(std::move(check));
    if (listener.on_check) listener.on_check(checks.back());
  };
  const auto append = [](std::vector<Check>& checks, std::vector<Check> more) {
    for (Check& check : more) checks.push_back(std::move(check));
  };

  part("conversation");
  const Reply hello = patient.start();
  const Introduction introduction = patient.driver().introduction();
  add(report.conversation, start_check(hello, introduction));
  if (hello.answer == Answer::kOk) {
    report.introduction = introduction;
    add(report.conversation, announcement_check(introduction));
    append(report.conversation, examine_framing(patient, listener.on_check));
    part("operations");
    append(report.ops, examine_ops(patient, introduction, files, listener.on_check));
    part("features");
    append(report.features, examine_features(patient, introduction, files, listener.on_check));
    part("farewell");
    if (patient.ready()) {
      const std::string fault = patient.part();
      add(report.farewell,
          check_of("bye, and exit status 0", fault.empty() ? Health::kGood : Health::kWrong, fault,
                   fault.empty() ? "" : kHelloPage));
    }
  }
  add(report.farewell, standard_error_check(patient.diagnostics()));
  report.next = advice_for(report, files, smx);
  return report;
}

}  // namespace smx::conformance
