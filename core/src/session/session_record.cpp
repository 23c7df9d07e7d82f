#include "session/session_record.h"

#include <utility>

#include "bytes/try.h"
#include "session/record_codec.h"

namespace smx {
namespace {

// Bits of the session record's flags.
constexpr std::uint16_t kResponder = 1U << 0;
constexpr std::uint16_t kOneTimePrekeyUsed = 1U << 1;
constexpr std::uint16_t kRetired = 1U << 2;
constexpr std::uint16_t kArchivedAt = 1U << 3;
constexpr std::uint16_t kBootstrapKey = 1U << 4;
constexpr std::uint16_t kWrapping = 1U << 5;
constexpr std::uint16_t kWrappingOneTime = 1U << 6;
constexpr std::uint16_t kRemote = 1U << 7;
constexpr std::uint16_t kSendingChain = 1U << 8;
constexpr std::uint16_t kReceivingChain = 1U << 9;
constexpr std::uint16_t kAllFlags = (1U << 10) - 1;

constexpr std::uint64_t kNoStamp = ~std::uint64_t{0};

std::uint16_t flags_of(const SessionMeta& meta, const NextHead& head) {
  unsigned flags = 0;
  if (meta.role == Role::responder) flags |= kResponder;
  if (meta.one_time_prekey_used) flags |= kOneTimePrekeyUsed;
  if (meta.retired) flags |= kRetired;
  if (meta.archived_at) flags |= kArchivedAt;
  if (meta.bootstrap_key) flags |= kBootstrapKey;
  if (meta.wrapping) flags |= kWrapping;
  if (meta.wrapping && meta.wrapping->one_time_prekey) flags |= kWrappingOneTime;
  if (head.fixed().remote) flags |= kRemote;
  if (head.sending_chain() != nullptr) flags |= kSendingChain;
  if (head.receiving_chain() != nullptr) flags |= kReceivingChain;
  return static_cast<std::uint16_t>(flags);
}

/// The combinations that no operation leaves behind.
bool contradictory(unsigned flags, std::size_t earlier) {
  const auto has = [flags](unsigned flag) { return (flags & flag) != 0; };
  const bool responder = has(kResponder);
  return (flags & ~unsigned{kAllFlags}) != 0 || earlier > limits::kEarlierChains ||
         // A responder keeps BK and never wraps; an initiator has BK exactly while it wraps.
         (responder && (has(kWrapping) || !has(kBootstrapKey))) ||
         (!responder && has(kWrapping) != has(kBootstrapKey)) ||
         (has(kWrapping) && has(kWrappingOneTime) != has(kOneTimePrekeyUsed)) ||
         (has(kWrappingOneTime) && !has(kWrapping)) ||
         // DHr comes with a sending chain, CKr with both, and earlier chains are before CKr's.
         has(kRemote) != has(kSendingChain) || (has(kReceivingChain) && !has(kRemote)) ||
         (earlier > 0 && !has(kReceivingChain));
}

template <class Sink>
void put_skipped_key(Sink& out, const SkippedKey& key) {
  out.u32(key.chain);
  out.u32(key.number);
  out.put(key.key.reveal());
  out.u64(key.stamp.value_or(kNoStamp));
}

template <class Sink>
void put_session(Sink& out, const SessionMeta& meta, const NextHead& next) {
  const RatchetHead& head = next.fixed();
  out.u8(kRecordVersion);
  out.u16(flags_of(meta, next));
  out.u64(meta.id);
  out.u64(meta.peer_id);
  out.u64(meta.activation);
  if (meta.archived_at) out.u64(*meta.archived_at);
  out.put(meta.ephemeral_key.view());
  if (meta.bootstrap_key) out.put(meta.bootstrap_key->reveal());
  if (meta.wrapping) {
    put_short(out, meta.wrapping->signed_prekey.view());
    if (meta.wrapping->one_time_prekey) put_short(out, meta.wrapping->one_time_prekey->view());
  }
  out.put(next.root_key());
  out.put(head.own.private_key.reveal());
  out.put(head.own.public_key.view());
  if (head.remote) out.put(head.remote->view());
  if (const ChainKey* chain = next.sending_chain()) out.put(chain->reveal());
  if (const ChainKey* chain = next.receiving_chain()) out.put(chain->reveal());
  out.u32(next.sent());
  out.u32(next.received());
  out.u32(head.previous_sent);
  out.u32(head.chain_serial);
  out.u64(head.next_sequence);
  out.u8(static_cast<std::uint8_t>(head.earlier.size()));
  for (const X25519PublicKey& key : head.earlier.keys()) out.put(key.view());
}

}  // namespace

void encode_session_into(SecretBytes& record, const SessionMeta& meta, const NextHead& head) {
  encode_record_into(record, [&](auto& out) { put_session(out, meta, head); });
}

SecretBytes encode_session(const SessionMeta& meta, const NextHead& head) {
  SecretBytes record;
  encode_session_into(record, meta, head);
  return record;
}

SecretBytes encode_skipped_key(const SkippedKey& key) {
  return encode_record([&](auto& out) { put_skipped_key(out, key); });
}

SecretBytes encode_whole_session(const Session& session) {
  return encode_record([&](auto& out) {
    put_session(out, session.meta, session.ratchet.as_it_is());
    for (const auto& [sequence, key] : session.ratchet.skipped().entries())
      put_skipped_key(out, key);
  });
}

Result<DecodedSession> decode_session(ByteView record) {
  RecordReader in(record);
  in.version();
  const unsigned flags = in.u16();
  const auto has = [flags](unsigned flag) { return (flags & flag) != 0; };
  DecodedSession out;
  SessionMeta& meta = out.meta;
  meta.role = has(kResponder) ? Role::responder : Role::initiator;
  meta.one_time_prekey_used = has(kOneTimePrekeyUsed);
  meta.retired = has(kRetired);
  meta.id = in.u64();
  meta.peer_id = in.u64();
  meta.activation = in.u64();
  if (has(kArchivedAt)) meta.archived_at = in.u64();
  meta.ephemeral_key = in.public_bytes<X25519PublicKey>();
  if (has(kBootstrapKey)) meta.bootstrap_key = in.secret<BootstrapKey>();
  if (has(kWrapping)) {
    const std::optional<KeyId> signed_prekey = in.key_id();
    std::optional<KeyId> one_time_prekey;
    if (has(kWrappingOneTime)) one_time_prekey = in.key_id();
    if (signed_prekey) meta.wrapping = PrekeyNames{*signed_prekey, one_time_prekey};
  }
  out.root_key = in.secret<RootKey>();
  RatchetHead& head = out.head;
  head.own.private_key = in.secret<X25519PrivateKey>();
  head.own.public_key = in.public_bytes<X25519PublicKey>();
  if (has(kRemote)) head.remote = in.public_bytes<X25519PublicKey>();
  if (has(kSendingChain)) head.sending_chain = in.secret<ChainKey>();
  if (has(kReceivingChain)) head.receiving_chain = in.secret<ChainKey>();
  head.sent = in.u32();
  head.received = in.u32();
  head.previous_sent = in.u32();
  head.chain_serial = in.u32();
  head.next_sequence = in.u64();
  const std::size_t earlier = in.u8();
  if (contradictory(flags, earlier)) in.reject();
  // Oldest first into the list, so that the newest ends up in front.
  std::array<X25519PublicKey, limits::kEarlierChains> keys{};
  for (std::size_t i = 0; i < earlier && !in.failed(); ++i)
    keys[i] = in.public_bytes<X25519PublicKey>();
  for (std::size_t i = earlier; i > 0 && !in.failed(); --i) head.earlier.push(keys[i - 1]);
  SMX_TRY(in.finish());
  return out;
}

Result<SkippedKey> decode_skipped_key(ByteView record) {
  RecordReader in(record);
  SkippedKey key;
  key.chain = in.u32();
  key.number = in.u32();
  key.key = in.secret<MessageKey>();
  if (const std::uint64_t stamp = in.u64(); stamp != kNoStamp) key.stamp = stamp;
  SMX_TRY(in.finish());
  return key;
}

}  // namespace smx
