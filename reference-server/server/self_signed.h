#pragma once

#include <string>

#include "relay/clock.h"

namespace smx::relay::server {

struct CertificateAndKey {
  std::string certificate;  // PEM
  std::string key;          // PEM, secret
};

/// A new P-256 key and a certificate by itself for localhost, 127.0.0.1 and ::1, from a day before
/// `now` for 30 days. For --dev and tests. Throws std::runtime_error.
[[nodiscard]] CertificateAndKey make_self_signed(Instant now);

}  // namespace smx::relay::server
