// What our profile makes of a Wycheproof test: what a driver is asked, what it must answer, and the
// clause that says so. No driver is needed to decide it, and no flag or comment of the test counts.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "import/wycheproof_file.h"
#include "runner/vector_case.h"

namespace smx::wycheproof {

/// Every test is of exactly one class.
enum class Class {
  kValid,           ///< valid there, accepted here
  kInvalid,         ///< invalid there, refused here
  kAcceptable,      ///< left open there, decided here by a clause
  kDiffers,         ///< decided there, and otherwise here by a clause
  kOutsideProfile,  ///< about what the profile does not have
  kUnexplained,     ///< no rule decides: counts as unexpected on every platform
};

/// "valid", "invalid", "acceptable", "differs", "outside_profile", "unexplained".
std::string_view class_name(Class a_class);

struct Ruling {
  Class a_class = Class::kUnexplained;
  std::string rule;    ///< a few words: "all-zero output"
  std::string clause;  ///< "PRIM-10"; of what is left to the protocol, its section
  /// What a driver is asked, with what it must answer; empty when the protocol cannot ask it.
  std::vector<conformance::Step> steps;

  bool asked() const { return !steps.empty(); }
  /// "accepted", "refused" or "not asked": the verdict of the profile.
  std::string_view verdict() const;
};

/// The ruling on a test of `file`. Throws InputError for a member that is missing or malformed.
Ruling ruling_on(const File& file, const Test& test);

}  // namespace smx::wycheproof
