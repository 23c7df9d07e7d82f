#pragma once

#include <set>
#include <string>
#include <vector>

#include "bench/account.h"

namespace smx::relay::storm {

/// What a run knows that the relay's log must not show, by kind.
struct Known {
  std::set<std::string> organisations;
  std::set<std::string> identifiers;  // of people, devices, messages and deliveries
  std::set<std::string> secrets;      // telephone numbers, tokens, keys
  void add(const bench::Account& account);
};

/// What is wrong with a log: a line that is not of the closed set, a field that is not on the list,
/// an identifier that stands there as it is, anything of `known` beside the organisations.
/// Identifiers must be found by their h8: else nothing was shown, and that is a problem, too.
[[nodiscard]] std::vector<std::string> check_log(const std::string& file, const Known& known);

}  // namespace smx::relay::storm
