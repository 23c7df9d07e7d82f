#pragma once

#include <string>
#include <vector>

#include "tests/system/prekey_ledger.h"

namespace smx::relay::storm {

/// The one-time prekeys that a relay, which does not run, still has to give.
[[nodiscard]] std::vector<PrekeyName> remaining_prekeys(const std::string& data_dir);

/// Puts prekeys that left back into the store of a relay that does not run, as the next ones: a
/// deletion that was not durable.
void undo_deletions(const std::string& data_dir, const std::vector<PrekeyName>& names);

}  // namespace smx::relay::storm
