#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// The reference model: devices, sessions, X3DH, the Double Ratchet and the two wire formats once
/// more, from docs/spec alone. It is slow and plain on purpose, shares nothing with the core but
/// the libraries behind it, and includes none of its headers (independence.py proves that).
namespace smx::model {

using Text = std::vector<std::uint8_t>;
using View = std::span<const std::uint8_t>;
/// 32 bytes: a key of any kind, public or private.
using Key = std::array<std::uint8_t, 32>;

/// Why an operation was refused: the name of docs/spec/errors.md. Whoever throws it may have
/// changed what it worked on; operations work on copies.
struct Refusal {
  std::string reason;
};

struct Pair {
  Key private_key{};
  Key public_key{};
};

/// Must succeed before anything else is used; false if the libraries do not start.
bool start_libraries();

[[nodiscard]] Text join(std::initializer_list<View> parts);
[[nodiscard]] View letters(std::string_view text);

/// [PRIM] X25519. Throws low_order_point when the output is all zero.
[[nodiscard]] Key x25519(const Key& private_key, const Key& public_key);
[[nodiscard]] Pair x25519_pair(const Key& private_key);

[[nodiscard]] Key ed25519_public(const Key& seed);
[[nodiscard]] Text ed25519_sign(const Key& seed, View message);
[[nodiscard]] bool ed25519_verifies(const Key& public_key, View message, View signature);

[[nodiscard]] Key hmac(View key, View message);
/// RFC 5869, extract and expand.
[[nodiscard]] Text hkdf(View salt, View input, std::string_view info, std::size_t size);

/// AES-256-GCM: ciphertext and tag.
[[nodiscard]] Text seal(View key, View nonce, View associated, View plaintext);
/// None if the tag does not verify.
[[nodiscard]] std::optional<Text> open(View key, View nonce, View associated, View ciphertext);

}  // namespace smx::model
