#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "session/local_keys.h"
#include "session/peer.h"
#include "session/prekeys.h"
#include "smx/store.h"

namespace smx {

/// Everything a device knows, as its store holds it at one generation.
struct DeviceState {
  std::uint64_t generation = 0;
  LocalKeys keys;
  /// The highest time that the device was given, in seconds.
  std::optional<std::uint64_t> highest_now;
  SignedPrekeys signed_prekeys;
  OneTimePrekeys one_time_prekeys;
  std::map<DeviceKeys, Peer> peers;
  std::map<std::string, Label, std::less<>> labels;
  std::map<JournalKey, JournalEntry> journal;
  /// Number for the next thing that needs one.
  std::uint64_t next_serial = 1;

  [[nodiscard]] const SignedPrekeyEntry& published_prekey() const { return signed_prekeys.back(); }
  [[nodiscard]] const SignedPrekeyEntry* find_signed_prekey(const KeyId& key_id) const;
  [[nodiscard]] Peer* find_peer(const DeviceKeys& keys);
  [[nodiscard]] const Peer* find_peer(const DeviceKeys& keys) const;
};

/// Builds the state from what a store holds. Errors: invalid_argument (nothing there),
/// state_unreadable, state_too_new.
Result<DeviceState> load_device_state(const Snapshot& snapshot);

/// Every record of the state, sorted by id: its complete encoding. Throws std::bad_alloc.
[[nodiscard]] std::vector<Record> records_of(const DeviceState& state);

}  // namespace smx
