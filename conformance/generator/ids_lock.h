// vectors/ids.lock: every id that was ever pinned, with the hash of what it pins. Lines are only
// ever added, so that an id cannot be renumbered, moved, reused or quietly changed.
//
//   suite FILE VERSION ADR,ADR...       a version of a suite, and the decision records behind it
//   case ID FILE VERSION SHA256         a case as that version pinned it
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "asker.h"

namespace smx::vectors {

struct LockedCase {
  std::string file;
  int version = 0;
  std::string sha256;  ///< of wire_part() of the case
};

struct LockedSuite {
  int version = 0;
  std::vector<std::string> adr;
};

class IdsLock {
 public:
  IdsLock() = default;
  /// Throws conformance::InputError naming the line that cannot be read.
  static IdsLock parse(std::string_view text);

  const std::string& text() const { return text_; }
  /// The last line of each id and of each file.
  const std::map<std::string, LockedCase>& cases() const { return cases_; }
  const std::map<std::string, LockedSuite>& suites() const { return suites_; }

  /// What is wrong with these vector files against the lock, one line each. `retired` are the ids
  /// that no file may hold again.
  std::vector<std::string> faults(const std::map<std::string, Json>& files,
                                  const std::set<std::string>& retired) const;
  /// Adds the lines for what is new. Only to be called when faults() found nothing but new ids and
  /// new versions: see pin().
  void append(const std::map<std::string, Json>& files);

 private:
  void read_line(const std::string& line, std::size_t number);
  void add(const std::string& line);

  std::string text_;
  std::map<std::string, LockedCase> cases_;
  std::map<std::string, LockedSuite> suites_;
};

/// Extends the lock by the files that were just made. What stands in the way, one line each: an id
/// that is gone and not retired, a retired one that is back, one in another file, a case whose
/// bytes changed without a new suite version and a new decision record. Nothing is added then.
std::vector<std::string> pin(IdsLock& lock, const std::map<std::string, Json>& files,
                             const std::set<std::string>& retired);

/// Hash of what a case pins.
std::string case_sha256(const Json& test_case);

/// Reads retired.json: {"schema": "smx-retired-1", "retired": [{"id", "file", "why"}...]}. An
/// absent file is an empty list. Throws conformance::InputError.
std::set<std::string> parse_retired(std::string_view text);

}  // namespace smx::vectors
