#pragma once

#include "server/settings.h"

namespace smx::relay::server {

/// Reads the settings of this process, then removes its secrets from its environment. Throws
/// Failure (bad_settings) naming everything that is wrong, and when the process is root without
/// SMX_RELAY_ALLOW_ROOT=1.
[[nodiscard]] Settings settings_of_process();

/// "SMX_RELAY_X: missing", a line for each.
[[nodiscard]] std::string describe(const std::vector<SettingFault>& faults);

}  // namespace smx::relay::server
