// What a failed platform looks like: its wrong values are looked up among those of the planted bugs
// (conformance/mutants).
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "run_report.h"

namespace smx::conformance {

/// One wrong answer, condensed: what differed, where, and what came instead. Two failures of one
/// case have the same sign exactly if the first differing field of the same value held the same
/// bytes, or the same verdict came.
struct Sign {
  std::string digits;    ///< 12 hex digits
  bool telling = false;  ///< bytes long enough that no accident gives them
};

Sign sign_of(const Finding& finding);

/// What a run of one platform came to, as the table sees it.
struct Symptoms {
  std::map<std::string, Sign> failed;  ///< by case id
  std::set<std::string> asked;         ///< cases that were judged, passed or failed
};

Symptoms symptoms_of(const PlatformResult& platform);

/// One planted bug of the table.
struct Fingerprint {
  LooksLike bug;
  std::map<std::string, std::set<std::string>> signs;  ///< case id to what it may show there
};

/// The table of all planted bugs and what they show.
class Fingerprints {
 public:
  explicit Fingerprints(std::vector<Fingerprint> bugs) : bugs_(std::move(bugs)) {}
  /// The table that the build embedded, conformance/mutants/fingerprints.json.
  static const Fingerprints& embedded();
  /// Reads a table; throws InputError when it is none.
  static Fingerprints read(std::string_view json);

  /// The cases in which some bug shows something.
  std::set<std::string> cases() const;

  /// For each failed case the bugs that it looks like: one, or several that cannot be told apart,
  /// or none at all. A verdict alone, which chance gives easily, counts only if at least half of
  /// what that bug shows in the cases asked was shown.
  std::map<std::string, std::vector<LooksLike>> names(const Symptoms& symptoms) const;

  /// The one bug, or several not told apart, that explains a platform best; names, sorted. Empty
  /// when no failed case looks like a bug.
  std::vector<std::string> best(const Symptoms& symptoms) const;

 private:
  struct Fit;
  std::vector<Fit> fits(const Symptoms& symptoms) const;

  std::vector<Fingerprint> bugs_;
};

/// Fills `looks_like` of every failed case. Known failures too: their cause may be asked for.
void apply_fingerprints(RunReport& report, const Fingerprints& table);

}  // namespace smx::conformance
