#pragma once

#include <array>
#include <cstdint>

#include "smx/bytes.h"
#include "smx/keys.h"

/// Signatures for tests, by another implementation than the one that verifies them.
namespace smx::relay::test {

using Ed25519Seed = std::array<std::uint8_t, 32>;

[[nodiscard]] Ed25519PublicKey ed25519_public_key(const Ed25519Seed& seed);
[[nodiscard]] Signature ed25519_sign(const Ed25519Seed& seed, ByteView message);

}  // namespace smx::relay::test
