#pragma once

#include <string_view>

#include "crypto/entropy.h"
#include "crypto/secret_types.h"
#include "smx/bytes.h"
#include "smx/error.h"
#include "smx/secret.h"

namespace smx {

/// Seals and opens the values of one device's records [STO-12] [STO-13]. A stored value is
///
///     version 01 || u64 generation of the commit that wrote it || nonce (12) || ciphertext || tag
///
/// 37 bytes more than the value. The device's name, the record's id and the generation are its
/// associated data.
class RecordSeal {
 public:
  static constexpr std::size_t kOverhead = 1 + 8 + limits::kNonceSize + limits::kTagSize;

  /// `device_name` has at most 65,535 bytes. Throws std::bad_alloc.
  explicit RecordSeal(std::string_view device_name);

  /// `id` has at most 65,535 bytes. Errors: random_failed, those of aead_seal. Throws
  /// std::bad_alloc.
  [[nodiscard]] Result<SecretBytes> seal(const AeadKey& key, Entropy& entropy, std::string_view id,
                                         std::uint64_t generation, ByteView value) const;

  struct Opened {
    /// Of the commit that wrote the record.
    std::uint64_t generation;
    SecretBytes value;
  };
  /// Errors: storage_corrupt (not sealed by this key for this device, id and generation),
  /// not_initialised, out_of_memory. Throws std::bad_alloc.
  [[nodiscard]] Result<Opened> open(const AeadKey& key, std::string_view id, ByteView stored) const;

 private:
  /// Label and device name, which are the same for all records.
  Bytes fixed_data_;
};

}  // namespace smx
