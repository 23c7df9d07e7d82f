#pragma once

#include <string>

#include "smx/device.h"

namespace smx::cli {

/// True when an earlier run completed the hand-over of this delivery id to the device `label`.
/// Changes nothing: a plaintext that is too large for any message makes the core look into its
/// journal and no further.
[[nodiscard]] bool sent_already(Device& device, const std::string& label, const std::string& id);

}  // namespace smx::cli
