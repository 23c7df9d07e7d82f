#pragma once

#include <array>
#include <optional>

#include "crypto/secret_types.h"
#include "smx/error.h"
#include "smx/keys.h"

namespace smx {

/// IK_A || SGK_A || IK_B || SGK_B, 128 bytes: initiator first, in both directions, for the life of
/// the session [X3DH-05].
using AssociatedData = std::array<std::uint8_t, limits::kAssociatedDataSize>;

[[nodiscard]] AssociatedData associated_data(const DeviceKeys& initiator,
                                             const DeviceKeys& responder) noexcept;

/// The Diffie-Hellman outputs of one X3DH run, each already checked not to be all zero.
struct Agreements {
  DhOutput dh1;
  DhOutput dh2;
  DhOutput dh3;
  std::optional<DhOutput> dh4;
};

/// What X3DH leaves behind: the ratchet's first root key and the key of the SMX1 envelopes.
struct SessionKeys {
  RootKey root_key;
  BootstrapKey bootstrap_key;
};

/// IKM, SK, then RK0 || BK; everything in between is wiped. `ad` is not an input of the keys: it
/// is traced here because the contract lists it here. Errors: out_of_memory.
Result<SessionKeys> derive_session_keys(const Agreements& agreements, const AssociatedData& ad);

}  // namespace smx
