// Where two drivers answer a script differently, and a smaller script on which they still do.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "script_player.h"

namespace smx::vectors {

/// The first request that two drivers answer differently; the first of them gave a verdict up to
/// and including it.
struct Disagreement {
  std::size_t step = 0;
  std::string op;
  std::string first;   ///< "ok", "reject malformed"
  std::string second;  ///< the same, or "crash", "timeout", "error", "protocol violation"

  /// The same difference, if not at the same step.
  bool same_kind(const Disagreement& other) const {
    return op == other.op && first == other.first && second == other.second;
  }
};

/// What an answer says, in words: "ok", "reject malformed", "crash".
std::string answer_text(const Played& played);

/// Nothing where the drivers agree, where the first gives no verdict, or where the second does not
/// announce the op.
std::optional<Disagreement> disagreement(const std::vector<Request>& requests, ScriptPlayer& first,
                                         ScriptPlayer& second);

struct Shrunk {
  std::vector<Request> requests;  ///< the last one is the one that is answered differently
  Disagreement disagreement;
  std::size_t plays = 0;  ///< how many scripts were tried
};

/// Takes away requests, then bytes of their members, then zeroes bytes, as long as the drivers
/// disagree in the same way; tries at most `budget` scripts. Deterministic. `found` is their
/// disagreement on `requests`.
Shrunk shrink(std::vector<Request> requests, const Disagreement& found, ScriptPlayer& first,
              ScriptPlayer& second, std::size_t budget);

}  // namespace smx::vectors
