#include "tests/system/prekey_ledger.h"

#include <fmt/format.h>

namespace smx::relay::storm {

std::vector<PrekeyName> PrekeyLedger::issued_names() const {
  std::vector<PrekeyName> names;
  for (const auto& [name, times] : issued_) names.push_back(name);
  return names;
}

PrekeyLedger::Balance PrekeyLedger::balance() const {
  Balance sum{.uploaded = uploaded_.size(),
              .issued = issued_.size(),
              .again = 0,
              .remaining = remaining_.size(),
              .burned = 0,
              .both = 0,
              .unknown = 0};
  for (const auto& [name, times] : issued_) {
    sum.again += times - 1;
    if (remaining_.contains(name)) ++sum.both;
    if (!uploaded_.contains(name)) ++sum.unknown;
  }
  for (const PrekeyName& name : remaining_) {
    if (!uploaded_.contains(name)) ++sum.unknown;
  }
  for (const PrekeyName& name : uploaded_) {
    if (!issued_.contains(name) && !remaining_.contains(name)) ++sum.burned;
  }
  return sum;
}

std::vector<std::string> PrekeyLedger::problems(std::size_t in_flight) const {
  const Balance sum = balance();
  std::vector<std::string> found;
  const auto check = [&](std::size_t count, std::size_t most, std::string_view what) {
    if (count > most) found.push_back(fmt::format("{} {} (at most {})", count, what, most));
  };
  check(sum.again, 0, "one-time prekeys were issued again");
  check(sum.both, 0, "were issued and are still in the store");
  check(sum.unknown, 0, "were never uploaded");
  check(sum.burned, in_flight, "are neither issued nor in the store");
  if (sum.issued == 0) found.emplace_back("none was issued: nothing was shown");
  return found;
}

}  // namespace smx::relay::storm
