// Whether the pinned cases prove that a refusal changes nothing.
#pragma once

#include <string>
#include <vector>

#include "runner/strict_json.h"

namespace smx::vectors {

/// How many refusals were held to the two rules.
struct AfterRejects {
  std::size_t watched = 0;   ///< refusals over which the state's digest must not move
  std::size_t genuine = 0;   ///< refused messages after which a genuine one is accepted
  std::size_t excepted = 0;  ///< of the messages: no genuine one can follow, and the case says why
  std::vector<std::string> faults;
};

/// Over one vector file:
///  1. A refusal by an existing session or device says `"state": "unchanged"`. An op that makes the
///     handle anew (dr.init, device.new, ...) is held to rule 1 by a later step that the old handle
///     accepts instead: its digest could not be told from that of a new one.
///  2. After a message that dr.decrypt or device.receive refuses, the same handle accepts one in
///  the
///     same case. Not for a message that was spent (duplicate_message, replayed_bootstrap: it was
///     accepted before), nor where the case says why there is no repair (twin.none), nor for the
///     few cases that are named in the source with their reasons.
AfterRejects after_rejects(const conformance::Json& document);

}  // namespace smx::vectors
