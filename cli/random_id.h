#pragma once

#include <string>

namespace smx::cli {

/// A delivery id that nobody else has: 128 random bits as 32 hex digits.
[[nodiscard]] std::string random_id();

}  // namespace smx::cli
