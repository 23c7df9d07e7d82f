// The control of move_only.cpp: compiled with SMX_COPYABLE this must fail, and without it must not.
#include "secrets/move_only.h"
#include "smx/keys.h"

namespace smx::secrets {

struct HoldsAKey {
#if defined(SMX_COPYABLE)
  HoldsAKey(const HoldsAKey& other) noexcept : key(other.key.duplicate()) {}
  HoldsAKey& operator=(const HoldsAKey& other) noexcept {
    key = other.key.duplicate();
    return *this;
  }
#endif
  X25519PrivateKey key;
};
template struct MoveOnly<HoldsAKey>;

}  // namespace smx::secrets
