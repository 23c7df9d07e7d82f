#pragma once

#include <string>

#include "smx/bundle.h"

namespace smx::cli {

/// Reads a bundle file and verifies its signature, and with it that the pair of keys belongs
/// together: an authenticated directory entry [KEY-13]. Throws Failure: bad_input (unreadable,
/// malformed), refused (bad_signature, low_order_point).
[[nodiscard]] Bundle read_authenticated_bundle(const std::string& path);

}  // namespace smx::cli
