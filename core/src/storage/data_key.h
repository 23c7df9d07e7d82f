#pragma once

#include "crypto/entropy.h"
#include "crypto/guarded.h"
#include "crypto/secret_types.h"
#include "smx/error.h"
#include "smx/sealed_store.h"
#include "storage/record_index.h"

namespace smx {

/// The key that seals a store's records, the key of its index, and the form in which the store
/// keeps it: version 01 || what KeyWrap made of it [STO-11].
class DataKey {
 public:
  /// A fresh key. Errors: key_unavailable, random_failed, memory_lock_failed, out_of_memory.
  /// Throws std::bad_alloc.
  static Result<DataKey> make(KeyWrap& wrap, Entropy& entropy);
  /// The key of a stored form. Errors: storage_corrupt (no such form), state_too_new,
  /// key_unavailable, memory_lock_failed, out_of_memory. Throws std::bad_alloc.
  static Result<DataKey> unwrap(KeyWrap& wrap, ByteView stored);

  [[nodiscard]] AeadKey sealing_key() const noexcept { return key_.unguarded(); }
  [[nodiscard]] const IndexKey& index_key() const noexcept { return index_key_; }
  [[nodiscard]] ByteView stored() const noexcept { return stored_; }

 private:
  using Guarded = GuardedSecret<struct AeadKeyTag, limits::kKeySize>;

  DataKey(Guarded key, IndexKey index_key, Bytes stored) noexcept
      : key_(std::move(key)), index_key_(std::move(index_key)), stored_(std::move(stored)) {}
  static Result<DataKey> from(ByteView key, Bytes stored);

  Guarded key_;
  IndexKey index_key_;
  Bytes stored_;
};

}  // namespace smx
