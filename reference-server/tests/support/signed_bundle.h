#pragma once

#include "relay/random.h"
#include "smx/bundle.h"

namespace smx::relay::test {

/// What a new device publishes: keys drawn from `random`, the signed prekey "spk-1" signed by them.
/// The private halves are forgotten.
[[nodiscard]] Bundle signed_bundle(Random& random);

}  // namespace smx::relay::test
