#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>

#include "bytes/try.h"
#include "ct/undefined.h"
#include "session/device_access.h"
#include "smx/memory_store.h"

namespace smx::ct {

/// A device all of whose private keys, prekeys, ephemeral keys and plaintexts are secret: every
/// draw is injected, and marked. What it sends is declassified when it leaves.
class Side {
 public:
  /// `number` tells whose keys these are. The store is its own unless one is given.
  static Result<Side> make(std::string name, unsigned number, Store* store = nullptr);

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const DeviceKeys& keys() const { return core_->public_keys(); }
  DeviceAccess::Core& core() { return *core_; }
  /// What it publishes, with its one-time prekey if asked.
  [[nodiscard]] Bundle bundle(bool with_one_time_prekey) const;

  /// An envelope with a secret plaintext of `size` bytes. With `bundle` it may start a session.
  Result<Bytes> send(const Side& to, std::size_t size = 40, const Bundle* bundle = nullptr);
  Result<Bytes> restart(const Side& to);
  Result<void> receive(const Side& from, ByteView envelope);
  /// The device again from what its store holds.
  Result<void> reopen();

 private:
  void offer_draws();
  static Result<Bytes> released(Result<Sent> sent);

  std::string name_;
  unsigned draws_ = 0;
  std::unique_ptr<MemoryStore> memory_;
  Store* store_ = nullptr;
  std::unique_ptr<DeviceAccess::Core> core_;
};

/// Two devices that do not know each other.
struct Pair {
  static Result<Pair> make();
  /// Bob received Alice's first message, and each has answered once: bare frames from here on.
  static Result<Pair> make_acquainted();

  Side alice;
  Side bob;
};

/// With a bit of the byte `from_end` places before the end turned over.
Bytes damaged(Bytes bytes, std::size_t from_end = 1);

}  // namespace smx::ct
