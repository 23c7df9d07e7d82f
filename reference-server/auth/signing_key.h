#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "auth/bytes.h"

namespace smx::relay::auth {

/// Why a key was not taken. Never holds a part of it.
enum class KeyFault : std::uint8_t {
  not_pem,    // no PEM, or not of the kind expected, or with a passphrase
  not_rsa,    // a key of another algorithm
  too_short,  // an RSA modulus under 2048 bits
  broken,     // its numbers do not belong together
};

/// One phrase ("an RSA key of at least 2048 bits is needed"); static storage.
[[nodiscard]] std::string_view key_fault_text(KeyFault fault) noexcept;

/// Checks RS256 signatures (RSASSA-PKCS1-v1_5 with SHA-256, RFC 7518) and nothing else: the
/// algorithm is this type's, never the token's.
class VerifyingKey {
 public:
  /// A public key as PEM (SubjectPublicKeyInfo).
  [[nodiscard]] static std::expected<VerifyingKey, KeyFault> from_pem(std::string_view pem);

  [[nodiscard]] bool verify(ByteView bytes, ByteView signature) const;
  /// First 16 hex digits of the SHA-256 of the public key's DER form.
  [[nodiscard]] const std::string& key_id() const noexcept { return key_id_; }
  /// The public key as PEM.
  [[nodiscard]] std::string pem() const;

 private:
  friend class SigningKey;
  VerifyingKey(std::shared_ptr<void> key, std::string key_id);
  std::shared_ptr<void> key_;
  std::string key_id_;
};

/// The relay's own RSA key: signs access tokens and the audit's checkpoints.
class SigningKey {
 public:
  /// A private key as PEM, without a passphrase.
  [[nodiscard]] static std::expected<SigningKey, KeyFault> from_pem(std::string_view pem);
  /// A new one, for --dev and tests, as PEM. Throws std::runtime_error.
  [[nodiscard]] static std::string generate_pem(int bits = 2048);

  /// RS256. Throws std::runtime_error when OpenSSL fails.
  [[nodiscard]] Bytes sign(ByteView bytes) const;
  [[nodiscard]] const VerifyingKey& verifying_key() const noexcept { return verifying_; }

 private:
  explicit SigningKey(VerifyingKey verifying) : verifying_(std::move(verifying)) {}
  VerifyingKey verifying_;  // the same EVP_PKEY, which holds both halves
};

}  // namespace smx::relay::auth
