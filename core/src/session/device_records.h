#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "session/local_keys.h"
#include "session/peer.h"
#include "session/prekeys.h"
#include "smx/error.h"
#include "smx/secret.h"

namespace smx {

/// The kinds of record that a device keeps; the kind is the first part of a record's id.
namespace record_kind {
inline constexpr std::string_view kIdentity = "identity";
inline constexpr std::string_view kClock = "clock";
inline constexpr std::string_view kSignedPrekey = "spk";
inline constexpr std::string_view kOneTimePrekey = "opk";
inline constexpr std::string_view kPeer = "peer";
inline constexpr std::string_view kSession = "session";
inline constexpr std::string_view kSkipped = "skipped";
inline constexpr std::string_view kSeen = "seen";
inline constexpr std::string_view kLabel = "label";
inline constexpr std::string_view kJournal = "journal";
}  // namespace record_kind

/// "session/0000000000000007". Throws std::bad_alloc.
[[nodiscard]] std::string record_id(std::string_view kind, std::uint64_t serial);
/// "skipped/<session>/<sequence>". Throws std::bad_alloc.
[[nodiscard]] std::string skipped_record_id(std::uint64_t session, std::uint64_t sequence);
/// The same two into a string that is used again. Throws std::bad_alloc when its memory is too
/// small.
void set_record_id(std::string& id, std::string_view kind, std::uint64_t serial);
void set_skipped_record_id(std::string& id, std::uint64_t session, std::uint64_t sequence);

/// No device comes near it: what is higher is damage, and would leave no number to hand out.
inline constexpr std::uint64_t kMaxSerial = ~std::uint64_t{0} >> 1;

/// A record id taken apart; numbers that the kind does not have are 0.
struct ParsedRecordId {
  std::string_view kind;
  std::uint64_t serial = 0;
  std::uint64_t sequence = 0;
};
/// Errors: state_unreadable (also any id that is not spelt as this library spells it).
Result<ParsedRecordId> parse_record_id(std::string_view id);

struct SeenRecord {
  std::uint64_t peer_id = 0;
  KeyId signed_prekey;
  X25519PublicKey ephemeral_key;
};
struct LabelRecord {
  std::string label;
  DeviceKeys keys;
};
struct JournalRecord {
  JournalKey key;
  JournalEntry entry;
};

// Layouts: docs/spec/storage.md. The encoders throw std::bad_alloc; the decoders' errors are
// state_unreadable and state_too_new.
[[nodiscard]] SecretBytes encode_identity(const LocalKeys& keys);
[[nodiscard]] SecretBytes encode_clock(std::uint64_t highest_now);
[[nodiscard]] SecretBytes encode_signed_prekey(const SignedPrekeyEntry& entry);
[[nodiscard]] SecretBytes encode_one_time_prekey(const OneTimePrekeyEntry& entry);
[[nodiscard]] SecretBytes encode_peer(const DeviceKeys& keys,
                                      const std::optional<RestartRecord>& restart);
[[nodiscard]] SecretBytes encode_seen(const SeenRecord& seen);
[[nodiscard]] SecretBytes encode_label(std::string_view label, const DeviceKeys& keys);
[[nodiscard]] SecretBytes encode_journal(const JournalKey& key, const JournalEntry& entry);

Result<LocalKeys> decode_identity(ByteView record);
Result<std::uint64_t> decode_clock(ByteView record);
Result<SignedPrekeyEntry> decode_signed_prekey(std::uint64_t serial, ByteView record);
Result<OneTimePrekeyEntry> decode_one_time_prekey(std::uint64_t serial, ByteView record);
Result<Peer> decode_peer(std::uint64_t id, ByteView record);
Result<SeenRecord> decode_seen(ByteView record);
Result<LabelRecord> decode_label(ByteView record);
Result<JournalRecord> decode_journal(std::uint64_t serial, ByteView record);

}  // namespace smx
