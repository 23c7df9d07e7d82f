#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "smx/error.h"

namespace smx::ct {

/// One thing that the core does, with every secret marked. It fails when the core does something
/// else than what the case is about, because then nothing was looked at.
struct Case {
  std::string_view name;
  Result<void> (*run)();
};

std::span<const Case> key_cases();
std::span<const Case> handshake_cases();
std::span<const Case> message_cases();
std::span<const Case> refusal_cases();
std::span<const Case> storage_cases();

/// A planted leak that must be reported, and, where there is one, its twin that does the same work
/// in constant time and must not be: so the report is about the leak and nothing around it.
struct Control {
  std::string_view name;
  Result<void> (*leak)();
  Result<void> (*twin)();
};
std::span<const Control> controls();

/// Success if `result` is this refusal.
template <class T>
Result<void> expect_refusal(const Result<T>& result, Error reason) {
  if (result) return fail(Error::invalid_argument);
  if (result.error() != reason) return fail(result.error());
  return {};
}

}  // namespace smx::ct
