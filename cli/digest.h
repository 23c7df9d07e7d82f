#pragma once

#include <string>

#include "smx/bytes.h"
#include "smx/keys.h"

namespace smx::cli {

/// SHA-256 as 64 hex digits.
[[nodiscard]] std::string sha256_hex(ByteView bytes);

/// What two people compare to know that they hold each other's keys: SHA-256 of the identity key
/// and the signing key together [KEY-13], as eight groups of eight hex digits.
[[nodiscard]] std::string fingerprint(const DeviceKeys& keys);

}  // namespace smx::cli
