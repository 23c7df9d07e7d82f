// What people and machines read of a campaign.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "gate.h"

namespace smx::mutants {

/// The blind tests of one campaign. The last two need runs over all cases.
struct BlindTests {
  BlindTest table;     ///< every trial, by the pinned table
  BlindTest families;  ///< with the cases of the bug's family only
  BlindTest across;    ///< each language by what the other showed
};

/// A table of the bugs, then killed of all, sole killers, blind names, problems. `blind` is none
/// where trials stopped at their first failure.
std::string gate_text(const Campaign& campaign, const Gate& gate, const BlindTests* blind);

nlohmann::ordered_json gate_json(const Campaign& campaign, const Gate& gate,
                                 const BlindTests* blind);

}  // namespace smx::mutants
