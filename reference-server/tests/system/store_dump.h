#pragma once

#include <string>
#include <vector>

#include "tests/system/prekey_ledger.h"

namespace smx::relay::storm {

/// The one-time prekeys that a relay, which does not run, still has to give.
[[nodiscard]] std::vector<PrekeyName> remaining_prekeys(const std::string& data_dir);

}  // namespace smx::relay::storm
