#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "crypto/secret_types.h"
#include "smx/error.h"
#include "smx/store.h"

namespace smx {

using IndexKey = Secret<struct IndexKeyTag, limits::kKeySize>;

/// A number modulo 2^256, big-endian.
using IndexSum = std::array<std::uint8_t, 32>;

/// Which records a store holds and which commit wrote each, with one sum over all of them [STO-16]:
/// the sum modulo 2^256 of HMAC-SHA256(index key, record id || u64 generation). It is a hash of the
/// set, and a change costs no more than the records it touches (an incremental multiset hash of
/// additive kind: Clarke, Devadas, van Dijk, Gassend and Suh, ASIACRYPT 2003).
class RecordIndex {
 public:
  /// What a commit makes of the index, computed before the commit is tried.
  struct Staged {
    IndexSum sum;
    /// Touched ids with the generation that wrote them last, or nothing for a deleted record.
    std::map<std::string, std::optional<std::uint64_t>> records;
    /// Those of them that the index does not hold yet, as its own nodes: `apply` allocates nothing.
    std::map<std::string, std::uint64_t, std::less<>> added;
  };

  [[nodiscard]] const IndexSum& sum() const noexcept { return sum_; }

  /// Adds a record that is not there yet; false, and nothing done, when it is. Throws
  /// std::bad_alloc. Errors: out_of_memory.
  Result<bool> add(const IndexKey& key, std::string_view id, std::uint64_t generation);

  /// The changes, in their order, as written by `generation`. Throws std::bad_alloc. Errors:
  /// out_of_memory.
  [[nodiscard]] Result<Staged> stage(const IndexKey& key, std::span<const RecordChange> changes,
                                     std::uint64_t generation) const;

  /// Takes in what was staged from this very index, which may be durable by now: it cannot fail.
  void apply(Staged&& staged) noexcept;

 private:
  std::map<std::string, std::uint64_t, std::less<>> records_;
  IndexSum sum_{};
};

}  // namespace smx
