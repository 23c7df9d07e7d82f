#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "session/restart_budget.h"
#include "session/session.h"
#include "smx/keys.h"

namespace smx {

/// Bootstraps accepted from one peer: by signed prekey, the ephemeral keys with the serial number
/// of their record.
using SeenBootstraps = std::map<KeyId, std::map<X25519PublicKey, std::uint64_t>>;

/// What a device knows of a peer device.
struct Peer {
  std::uint64_t id = 0;
  DeviceKeys keys;
  /// In order of last becoming active: the first is the active one.
  std::vector<std::unique_ptr<Session>> sessions;
  SeenBootstraps seen;
  std::optional<RestartRecord> restart;

  [[nodiscard]] Session* active() const {
    return sessions.empty() ? nullptr : sessions.front().get();
  }
};

/// A name that the application gave to a peer device.
struct Label {
  std::uint64_t serial = 0;
  DeviceKeys keys;
};

/// One delivery id (docs/spec/storage.md, delivery journal).
struct JournalEntry {
  std::uint64_t serial = 0;
  std::string label;
  bool acknowledged = false;
  /// First purge that saw it acknowledged, in seconds.
  std::optional<std::uint64_t> stamp;
  /// The envelope or the plaintext; empty once acknowledged.
  SecretBytes output;
};

struct JournalKey {
  bool outgoing = false;
  std::string delivery_id;
  friend auto operator<=>(const JournalKey&, const JournalKey&) = default;
};

}  // namespace smx
