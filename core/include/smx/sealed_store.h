#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "smx/store.h"

namespace smx {

/// Where a platform's key store plugs in: it keeps the data key that seals the records, in a form
/// that only this device can open. Implementations must not throw anything but std::bad_alloc.
class KeyWrap {
 public:
  virtual ~KeyWrap() = default;
  /// Wraps a 32-byte data key into at most 4096 bytes. Errors: key_unavailable.
  virtual Result<Bytes> wrap(ByteView data_key) = 0;
  /// Gives back the 32 bytes. Errors: key_unavailable (wrong key, locked, denied).
  virtual Result<SecretBytes> unwrap(ByteView wrapped) = 0;
};

/// A number that only grows and that no backup brings back (a device-only keychain item, an RPMB
/// counter). With one, a restored older state is refused; without one, no rollback protection is
/// claimed. Implementations must not throw anything but std::bad_alloc.
class RollbackCounter {
 public:
  virtual ~RollbackCounter() = default;
  /// 0 before the first `advance`. Errors: counter_failed.
  virtual Result<std::uint64_t> read() = 0;
  /// Durable on return; never lowers the number. Errors: counter_failed.
  virtual Result<void> advance(std::uint64_t value) = 0;
};

struct SealedStoreOptions {
  /// Name of the device, 1 to 255 bytes: bound to every record as associated data, so that one
  /// device's records cannot be given to another.
  std::string device_name;
  /// Optional, not owned; must outlive the store.
  RollbackCounter* rollback_counter = nullptr;
};

/// Seals every record of another store with AES-256-GCM [STO]. The associated data are the device's
/// name, the record's id and the generation of the commit that wrote it; a sealed head record binds
/// all records of a generation together, so that none can be taken back on its own. The nonce is
/// random, and one data key serves at most 2^32 seals: then `seal_limit` until `rekey`.
class SealedStore : public Store {
 public:
  /// `inner` and `wrap` are not owned and must outlive the store. Makes a data key when `inner` is
  /// empty, else unwraps the one it holds.
  /// Errors: key_unavailable, storage_failed, storage_corrupt, stale_state, state_too_new,
  /// invalid_argument (device name), counter_failed, random_failed, memory_lock_failed.
  static Result<std::unique_ptr<SealedStore>> open(Store& inner, KeyWrap& wrap,
                                                   const SealedStoreOptions& options);
  ~SealedStore() override;

  Result<Snapshot> load() override;
  Result<void> commit(std::uint64_t expected_generation,
                      std::span<const RecordChange> changes) override;

  /// Makes a new data key and seals everything again under it, in one commit (the generation moves
  /// by one: reload the device). Errors: as open and commit.
  Result<void> rekey();

  /// Seals done under the present data key.
  [[nodiscard]] std::uint64_t seals_used() const noexcept;

 private:
  struct State;
  explicit SealedStore(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;
};

}  // namespace smx
