#pragma once

#include <cstdint>

#include "smx/error.h"
#include "smx/secret.h"
#include "storage/record_index.h"

namespace smx {

/// What the sealed head record says about its generation [STO-14] [STO-16]. The generation itself
/// is in the record's associated data.
struct SealedHead {
  /// Seals made under the data key, this head's included.
  std::uint64_t seals = 0;
  IndexSum sum{};
};

/// u64 seals || sum (32): 40 bytes. Throws std::bad_alloc.
[[nodiscard]] SecretBytes encode_sealed_head(const SealedHead& head);

/// Errors: storage_corrupt.
Result<SealedHead> decode_sealed_head(ByteView bytes);

}  // namespace smx
