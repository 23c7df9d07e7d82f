// The vector files as they are made: one JSON document for each suite, and the manifest over them
// and over those that were recorded.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "asker.h"
#include "spec_pages.h"

namespace smx::vectors {

/// Documents by file name, in the order of the suites.
struct MadeFile {
  std::string name;
  Json document;
  std::string text;       ///< canonical: two spaces, members in order, LF at the end
  bool recorded = false;  ///< carried, see recorded.h
};

/// Makes every file of the generator through the driver. Throws BuildError with one line for each
/// case that could not be made as declared.
std::vector<MadeFile> make_files(Asker& driver, const Spec& spec);

/// MANIFEST.json over the files, canonical. `agreed_by` by file name. Its hash of the clause pages
/// is that of the generator's files: a recorded one keeps the hash of its own pages.
std::string manifest_text(const std::vector<MadeFile>& files, const Spec& spec,
                          const std::map<std::string, std::set<std::string>>& agreed_by);

/// Canonical form of a document.
std::string canonical(const Json& document);

/// The clauses that a document's cases cite.
std::set<std::string> cited_clauses(const Json& document);

}  // namespace smx::vectors
