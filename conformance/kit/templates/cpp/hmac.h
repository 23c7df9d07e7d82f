#pragma once

#include "protocol.h"

namespace driver {

/// HMAC-SHA256. Throws std::runtime_error when the library fails.
Bytes hmac_sha256(const Bytes& key, const Bytes& message);

}  // namespace driver
