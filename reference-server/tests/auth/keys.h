#pragma once

#include <string>

namespace smx::relay::test {

/// Private keys as PEM that are not to be taken.
[[nodiscard]] std::string elliptic_curve_pem();
[[nodiscard]] std::string rsa_pss_pem();
[[nodiscard]] std::string pem_with_passphrase();

}  // namespace smx::relay::test
