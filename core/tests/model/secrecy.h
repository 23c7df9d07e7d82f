#pragma once

#include "model/world.h"

namespace smx::test {

/// Forward secrecy, as far as keys in the state can show it: no 32-byte string anywhere in a
/// device's plain state is the key of a frame that it sent or opened, or a chain key that leads to
/// one; and none is a secret that the model says is spent. Throws Violation.
void check_secrecy(const Twin& twin, const std::vector<Wire>& wires, Tally& tally);

/// The second half of that alone, which is quick: for moments within a script.
void check_spent(const Twin& twin, Tally& tally);

/// Recovery: whoever has the whole state of a device at an earlier moment and sees everything that
/// it opened since opens nothing once the ratchet has turned with a pair drawn after that moment.
/// Throws Violation.
void check_recovery(Twin& twin, const std::vector<Wire>& wires, Tally& tally);

}  // namespace smx::test
