#include "check.h"

#include <algorithm>

namespace smx::conformance {

std::string_view health_name(Health health) {
  switch (health) {
    case Health::kGood:
      return "good";
    case Health::kNote:
      return "note";
    case Health::kWrong:
      return "wrong";
    case Health::kSkipped:
      break;
  }
  return "skipped";
}

bool DoctorReport::healthy() const {
  for (const auto* checks : {&conversation, &ops, &features, &farewell}) {
    const bool any = std::ranges::any_of(
        *checks, [](const Check& check) { return check.health == Health::kWrong; });
    if (any) return false;
  }
  return true;
}

}  // namespace smx::conformance
