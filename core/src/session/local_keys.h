#pragma once

#include <optional>

#include "crypto/guarded.h"
#include "crypto/secret_types.h"
#include "smx/keys.h"

namespace smx {

/// A device's two identities. Their private halves live as long as the device does, so they stay in
/// guarded, locked memory; what a primitive needs is a copy on the stack for the length of a call.
class LocalKeys {
 public:
  /// Holds no keys: must be assigned before anything but destruction.
  LocalKeys() = default;
  /// Errors: not_initialised, out_of_memory, memory_lock_failed.
  static Result<LocalKeys> make(const X25519PrivateKey& identity_private,
                                const Ed25519PrivateKey& signing_private);

  [[nodiscard]] X25519PrivateKey identity_private() const { return identity_->unguarded(); }
  [[nodiscard]] Ed25519PrivateKey signing_private() const { return signing_->unguarded(); }
  [[nodiscard]] const DeviceKeys& public_keys() const noexcept { return public_keys_; }

 private:
  std::optional<GuardedSecret<struct X25519PrivateTag, limits::kKeySize>> identity_;
  std::optional<GuardedSecret<struct Ed25519PrivateTag, limits::kKeySize>> signing_;
  DeviceKeys public_keys_;
};

}  // namespace smx
