// The pinned table of what each bug shows: conformance/mutants/fingerprints.json.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "gate.h"

namespace smx::mutants {

/// The table of a campaign over all cases, for Fingerprints.
std::vector<conformance::Fingerprint> fingerprints_of(const Campaign& campaign);

/// The same without what one implementation showed, except of bugs that it alone has.
std::vector<conformance::Fingerprint> fingerprints_without(const Campaign& campaign,
                                                           const std::string& implementation);

/// SHA-256 over what the cases ask and expect, in order: what the table depends on beside the
/// bugs. Names of files and who agreed on them do not count.
std::string digest_of_cases(const std::vector<conformance::VectorFile>& files);

/// SHA-256 over the descriptions: what would be planted.
std::string digest_of_bugs(const std::vector<Bug>& bugs);

/// The file's text: one bug a line.
std::string table_text(const Campaign& campaign, const Court& court, const Gate& gate);

/// Bug to the case that found it first, by a table.
std::map<std::string, std::string> first_cases(const nlohmann::json& table);

/// What is out of date in a table, in a line; nothing if it is for these bugs and these cases.
std::string why_stale(const nlohmann::json& table, const std::vector<Bug>& bugs,
                      const std::vector<conformance::VectorFile>& files);

}  // namespace smx::mutants
