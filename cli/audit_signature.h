#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "smx/bytes.h"

namespace smx::cli {

/// A relay's public key, with which it signs checkpoints and proofs: RS256 (RSASSA-PKCS1-v1_5 with
/// SHA-256) and nothing else.
class RelayKey {
 public:
  /// PEM (SubjectPublicKeyInfo) of an RSA key of 2048 bits or more. Throws Failure (bad_input);
  /// `source` names the file.
  RelayKey(std::string_view pem, std::string_view source);

  [[nodiscard]] bool verifies(std::string_view text, ByteView signature) const;

 private:
  std::shared_ptr<void> key_;
};

}  // namespace smx::cli
