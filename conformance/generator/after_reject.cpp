#include "after_reject.h"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace smx::vectors {
namespace {

/// Cases in which a refused message is the last, and why no genuine one follows.
constexpr std::array<std::pair<std::string_view, std::string_view>, 2> kExcepted = {{
    {"device/labels/failure-moves-nothing", "what follows shows by the label that nothing moved"},
    {"dr-interop/send/exhausted-then-turned", "no message of the exhausted chain can be accepted"},
}};

bool is_excepted(const conformance::Json& test) {
  if (test.contains("twin") && test["twin"].contains("none")) return true;
  for (const auto& [id, why] : kExcepted) {
    if (test.at("id") == id) return true;
  }
  return false;
}

const char* kind_of(const conformance::Json& step) {
  for (const char* kind : {"session", "device"}) {
    if (step.at("in").contains(kind)) return kind;
  }
  return nullptr;
}

/// The step is about the same session or device.
bool shares_handle(const conformance::Json& step, const char* kind,
                   const conformance::Json& handle) {
  return step.at("in").contains(kind) && step["in"][kind] == handle;
}

bool makes_handle(const std::string& op) {
  return op == "device.new" || op == "dr.init" || op == "x3dh.initiate" || op == "x3dh.respond";
}

bool receives(const std::string& op) { return op == "dr.decrypt" || op == "device.receive"; }

bool was_spent(const conformance::Json& reason) {
  return reason == "duplicate_message" || reason == "replayed_bootstrap";
}

/// An accepted step on the same handle among `steps` from `first` to before `end`; of the given op,
/// if one is given.
bool accepted_in(const conformance::Json& steps, std::size_t first, std::size_t end,
                 const char* kind, const conformance::Json& handle, const std::string& op = {}) {
  for (std::size_t i = first; i < end; ++i) {
    const conformance::Json& step = steps[i];
    if (!shares_handle(step, kind, handle) || !step.at("expect").contains("ok")) continue;
    if (op.empty() || step.at("op") == op) return true;
  }
  return false;
}

void look_at_step(const conformance::Json& test, std::size_t index, AfterRejects& found) {
  const conformance::Json& steps = test.at("steps");
  const conformance::Json& step = steps[index];
  const char* kind = kind_of(step);
  if (kind == nullptr || !step.at("expect").contains("reject")) return;
  const conformance::Json& handle = step["in"][kind];
  const auto op = step.at("op").get<std::string>();
  const auto fault = [&](const std::string& what) {
    found.faults.push_back(
        fmt::format("{} step {}: {}", test.at("id").get<std::string>(), index, what));
  };
  if (accepted_in(steps, 0, index, kind, handle)) {
    const bool watched = makes_handle(op)
                             ? accepted_in(steps, index + 1, steps.size(), kind, handle)
                             : step.contains("state");
    if (watched) {
      ++found.watched;
    } else {
      fault(makes_handle(op) ? "nothing shows that the refusal left the old handle"
                             : "the refusal does not say \"state\": \"unchanged\"");
    }
  }
  if (!receives(op) || was_spent(step["expect"]["reject"])) return;
  if (accepted_in(steps, index + 1, steps.size(), kind, handle, op)) {
    ++found.genuine;
  } else if (is_excepted(test)) {
    ++found.excepted;
  } else {
    fault("no genuine message is accepted after the refused one, and nothing says why");
  }
}

}  // namespace

AfterRejects after_rejects(const conformance::Json& document) {
  AfterRejects found;
  for (const conformance::Json& group : document.at("groups")) {
    for (const conformance::Json& test : group.at("cases")) {
      for (std::size_t i = 0; i < test.at("steps").size(); ++i) look_at_step(test, i, found);
    }
  }
  return found;
}

}  // namespace smx::vectors
