#include "session/device_records.h"

#include <algorithm>
#include <array>
#include <utility>

#include "bytes/try.h"
#include "crypto/hash.h"
#include "session/record_codec.h"

namespace smx {
namespace {

constexpr std::size_t kNumberDigits = 16;
constexpr std::string_view kDigits = "0123456789abcdef";

constexpr std::uint8_t kCreatedKnown = 1;
constexpr std::uint8_t kReplacedKnown = 2;

constexpr std::uint8_t kJournalOutgoing = 1;
constexpr std::uint8_t kJournalAcknowledged = 2;
constexpr std::uint8_t kJournalStamped = 4;

void append_number(std::string& id, std::uint64_t number) {
  std::array<char, kNumberDigits> digits;
  for (std::size_t i = digits.size(); i-- > 0; number >>= 4) digits[i] = kDigits[number & 0xF];
  id.append(digits.data(), digits.size());
}

/// A number as append_number writes it, and as nothing else does.
std::optional<std::uint64_t> parse_number(std::string_view text) {
  if (text.size() != kNumberDigits) return std::nullopt;
  std::uint64_t number = 0;
  for (const char digit : text) {
    const std::size_t value = kDigits.find(digit);
    if (value == std::string_view::npos) return std::nullopt;
    number = number << 4 | value;
  }
  return number;
}

/// How many numbers the ids of a kind have; nothing for a kind that this library does not write.
std::optional<std::size_t> numbers_of(std::string_view kind) {
  using namespace record_kind;
  if (kind == kIdentity || kind == kClock) return 0;
  if (kind == kSkipped) return 2;
  for (const std::string_view known :
       {kSignedPrekey, kOneTimePrekey, kPeer, kSession, kSeen, kLabel, kJournal})
    if (kind == known) return 1;
  return std::nullopt;
}

template <class Sink>
void put_keys(Sink& out, const DeviceKeys& keys) {
  out.put(keys.identity_key.view());
  out.put(keys.signing_key.view());
}

DeviceKeys read_keys(RecordReader& in) {
  DeviceKeys keys;
  keys.identity_key = in.public_bytes<X25519PublicKey>();
  keys.signing_key = in.public_bytes<Ed25519PublicKey>();
  return keys;
}

X25519KeyPair read_pair(RecordReader& in) {
  X25519KeyPair pair;
  pair.private_key = in.secret<X25519PrivateKey>();
  pair.public_key = in.public_bytes<X25519PublicKey>();
  return pair;
}

template <class Sink>
void put_pair(Sink& out, const X25519KeyPair& pair) {
  out.put(pair.private_key.reveal());
  out.put(pair.public_key.view());
}

std::string to_text(ByteView bytes) { return {bytes.begin(), bytes.end()}; }

}  // namespace

void set_record_id(std::string& id, std::string_view kind, std::uint64_t serial) {
  id.assign(kind);
  id.push_back('/');
  append_number(id, serial);
}

void set_skipped_record_id(std::string& id, std::uint64_t session, std::uint64_t sequence) {
  set_record_id(id, record_kind::kSkipped, session);
  id.push_back('/');
  append_number(id, sequence);
}

std::string record_id(std::string_view kind, std::uint64_t serial) {
  std::string id;
  set_record_id(id, kind, serial);
  return id;
}

std::string skipped_record_id(std::uint64_t session, std::uint64_t sequence) {
  std::string id;
  set_skipped_record_id(id, session, sequence);
  return id;
}

Result<ParsedRecordId> parse_record_id(std::string_view id) {
  ParsedRecordId parsed{.kind = id.substr(0, id.find('/'))};
  const std::optional<std::size_t> numbers = numbers_of(parsed.kind);
  if (!numbers) return fail(Error::state_unreadable);
  std::string_view rest = id.substr(parsed.kind.size());
  for (std::size_t i = 0; i < *numbers; ++i) {
    const std::string_view part = rest.substr(0, 1 + kNumberDigits);
    const auto number = parse_number(part.substr(std::min<std::size_t>(1, part.size())));
    if (!number || part.front() != '/') return fail(Error::state_unreadable);
    (i == 0 ? parsed.serial : parsed.sequence) = *number;
    rest.remove_prefix(part.size());
  }
  if (!rest.empty() || parsed.serial > kMaxSerial) return fail(Error::state_unreadable);
  return parsed;
}

SecretBytes encode_identity(const LocalKeys& keys) {
  return encode_record([&](auto& out) {
    out.u8(kRecordVersion);
    out.put(keys.identity_private().reveal());
    out.put(keys.signing_private().reveal());
  });
}

Result<LocalKeys> decode_identity(ByteView record) {
  RecordReader in(record);
  in.version();
  const auto identity_private = in.secret<X25519PrivateKey>();
  const auto signing_private = in.secret<Ed25519PrivateKey>();
  SMX_TRY(in.finish());
  return LocalKeys::make(identity_private, signing_private);
}

SecretBytes encode_clock(std::uint64_t highest_now) {
  return encode_record([&](auto& out) {
    out.u8(kRecordVersion);
    out.u64(highest_now);
  });
}

Result<std::uint64_t> decode_clock(ByteView record) {
  RecordReader in(record);
  in.version();
  const std::uint64_t highest_now = in.u64();
  SMX_TRY(in.finish());
  return highest_now;
}

SecretBytes encode_signed_prekey(const SignedPrekeyEntry& entry) {
  return encode_record([&](auto& out) {
    out.u8(kRecordVersion);
    out.u8(static_cast<std::uint8_t>((entry.created_at ? kCreatedKnown : 0) |
                                     (entry.replaced_at ? kReplacedKnown : 0)));
    out.u64(entry.created_at.value_or(0));
    out.u64(entry.replaced_at.value_or(0));
    put_pair(out, entry.pair);
    out.put(entry.signature.view());
    put_short(out, entry.key_id.view());
  });
}

Result<SignedPrekeyEntry> decode_signed_prekey(std::uint64_t serial, ByteView record) {
  RecordReader in(record);
  in.version();
  const std::uint8_t flags = in.u8();
  if (flags > (kCreatedKnown | kReplacedKnown)) in.reject();
  const std::uint64_t created = in.u64();
  const std::uint64_t replaced = in.u64();
  // One state has one encoding: an unknown time is written as 0.
  if ((flags & kCreatedKnown) == 0 && created != 0) in.reject();
  if ((flags & kReplacedKnown) == 0 && replaced != 0) in.reject();
  X25519KeyPair pair = read_pair(in);
  const auto signature = in.public_bytes<Signature>();
  const std::optional<KeyId> key_id = in.key_id();
  SMX_TRY(in.finish());
  SignedPrekeyEntry entry{serial, *key_id, std::move(pair), signature, std::nullopt, std::nullopt};
  if ((flags & kCreatedKnown) != 0) entry.created_at = created;
  if ((flags & kReplacedKnown) != 0) entry.replaced_at = replaced;
  return entry;
}

SecretBytes encode_one_time_prekey(const OneTimePrekeyEntry& entry) {
  return encode_record([&](auto& out) {
    out.u8(kRecordVersion);
    put_pair(out, entry.pair);
    put_short(out, entry.key_id.view());
  });
}

Result<OneTimePrekeyEntry> decode_one_time_prekey(std::uint64_t serial, ByteView record) {
  RecordReader in(record);
  in.version();
  X25519KeyPair pair = read_pair(in);
  const std::optional<KeyId> key_id = in.key_id();
  SMX_TRY(in.finish());
  return OneTimePrekeyEntry{serial, *key_id, std::move(pair)};
}

SecretBytes encode_peer(const DeviceKeys& keys, const std::optional<RestartRecord>& restart) {
  return encode_record([&](auto& out) {
    out.u8(kRecordVersion);
    put_keys(out, keys);
    out.u8(restart ? 1 : 0);
    if (!restart) return;
    out.u64(restart->last);
    out.u64(restart->interval);
  });
}

Result<Peer> decode_peer(std::uint64_t id, ByteView record) {
  RecordReader in(record);
  in.version();
  Peer peer;
  peer.id = id;
  peer.keys = read_keys(in);
  const std::uint8_t has_restart = in.u8();
  if (has_restart > 1) in.reject();
  if (has_restart == 1) {
    const std::uint64_t last = in.u64();
    peer.restart = RestartRecord{last, in.u64()};
  }
  SMX_TRY(in.finish());
  return peer;
}

SecretBytes encode_seen(const SeenRecord& seen) {
  return encode_record([&](auto& out) {
    out.u8(kRecordVersion);
    out.u64(seen.peer_id);
    out.put(seen.ephemeral_key.view());
    put_short(out, seen.signed_prekey.view());
  });
}

Result<SeenRecord> decode_seen(ByteView record) {
  RecordReader in(record);
  in.version();
  const std::uint64_t peer_id = in.u64();
  const auto ephemeral_key = in.public_bytes<X25519PublicKey>();
  const std::optional<KeyId> signed_prekey = in.key_id();
  SMX_TRY(in.finish());
  return SeenRecord{peer_id, *signed_prekey, ephemeral_key};
}

SecretBytes encode_label(std::string_view label, const DeviceKeys& keys) {
  return encode_record([&](auto& out) {
    out.u8(kRecordVersion);
    put_keys(out, keys);
    put_short(out, label_bytes(label));
  });
}

Result<LabelRecord> decode_label(ByteView record) {
  RecordReader in(record);
  in.version();
  const DeviceKeys keys = read_keys(in);
  const ByteView label = in.take_short();
  SMX_TRY(in.finish());
  return LabelRecord{to_text(label), keys};
}

SecretBytes encode_journal(const JournalKey& key, const JournalEntry& entry) {
  return encode_record([&](auto& out) {
    out.u8(kRecordVersion);
    out.u8(static_cast<std::uint8_t>((key.outgoing ? kJournalOutgoing : 0) |
                                     (entry.acknowledged ? kJournalAcknowledged : 0) |
                                     (entry.stamp ? kJournalStamped : 0)));
    out.u64(entry.stamp.value_or(0));
    put_short(out, label_bytes(key.delivery_id));
    put_short(out, label_bytes(entry.label));
    out.put(entry.output.reveal());
  });
}

Result<JournalRecord> decode_journal(std::uint64_t serial, ByteView record) {
  RecordReader in(record);
  in.version();
  const std::uint8_t flags = in.u8();
  if (flags > (kJournalOutgoing | kJournalAcknowledged | kJournalStamped)) in.reject();
  const std::uint64_t stamp = in.u64();
  if ((flags & kJournalStamped) == 0 && stamp != 0) in.reject();
  const ByteView delivery_id = in.take_short();
  const ByteView label = in.take_short();
  const ByteView output = in.rest();
  // A stamp comes after the acknowledgement, and that erases the output.
  const bool acknowledged = (flags & kJournalAcknowledged) != 0;
  if (((flags & kJournalStamped) != 0 && !acknowledged) || (acknowledged && !output.empty()) ||
      delivery_id.empty() || delivery_id.size() > limits::kMaxDeliveryIdSize)
    in.reject();
  SMX_TRY(in.finish());
  JournalRecord out{{(flags & kJournalOutgoing) != 0, to_text(delivery_id)}, {}};
  out.entry.serial = serial;
  out.entry.label = to_text(label);
  out.entry.acknowledged = acknowledged;
  if ((flags & kJournalStamped) != 0) out.entry.stamp = stamp;
  out.entry.output = SecretBytes(output);
  return out;
}

}  // namespace smx
