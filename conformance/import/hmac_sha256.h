// HMAC-SHA256, so that the import knows the right tag where a test holds a wrong one. The operation
// of the driver protocol gives tags and does not check them.
#pragma once

#include <string>

namespace smx::wycheproof {

/// The tag of `message` under `key` (RFC 2104); all three lower-case hex.
std::string hmac_sha256_hex(const std::string& key, const std::string& message);

}  // namespace smx::wycheproof
