// What the vectors need to know of docs/spec: its clauses, its decision records, and the hash of
// the pages that they rest on.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>

namespace smx::vectors {

/// Revision of the specification's wire contract. It grows when a byte on the wire, a verdict or a
/// reason changes; an edit of the words alone changes only the hash.
inline constexpr int kSpecRevision = 1;

struct Spec {
  std::map<std::string, std::string> pages;    ///< file name to text: pages that define clauses
  std::map<std::string, std::string> page_of;  ///< clause id to the page that defines it
  std::set<std::string> decisions;             ///< four-digit numbers of decision records

  bool has_clause(const std::string& id) const { return page_of.contains(id); }
  /// SHA-256 (hex) over the texts of the pages that define one of `cited`, in the byte order of
  /// their file names. Unknown clauses are left out.
  std::string sha256(const std::set<std::string>& cited) const;
};

/// Reads docs/spec. Throws conformance::InputError when it is no directory or defines no clause.
Spec read_spec(const std::filesystem::path& directory);

}  // namespace smx::vectors
