#include "ratchet/double_ratchet.h"

#include <algorithm>
#include <utility>

#include "bytes/trace.h"
#include "bytes/try.h"
#include "crypto/x25519.h"
#include "ratchet/root_chain.h"
#include "ratchet/symmetric_chain.h"

namespace smx {
namespace {

template <class T>
std::optional<T> duplicate_optional(const std::optional<T>& secret) {
  if (!secret) return std::nullopt;
  return secret->duplicate();
}

/// The receiving chain's next message key; the chain moves on.
MessageKey take_message_key(RatchetHead& head) noexcept {
  ChainStep step(*head.receiving_chain);
  head.receiving_chain = std::move(step.next);
  ++head.received;
  return std::move(step.message_key);
}

/// Walks the receiving chain to message `until`, keeping the keys it passes.
void skip_to(RatchetHead& head, std::uint32_t until, SkippedBySequence& added) {
  while (head.received < until) {
    const std::uint32_t number = head.received;
    added.emplace_hint(added.end(), head.next_sequence++,
                       SkippedKey{head.chain_serial, number, take_message_key(head), std::nullopt});
  }
}

/// The DH ratchet step of the paper: a receiving chain from the peer's new key, then a fresh pair
/// and the sending chain that answers it. Yields the next root key.
Result<RootKey> turn(const RootKey& root_key, RatchetHead& head, const X25519PublicKey& remote,
                     Entropy& entropy) {
  if (head.receiving_chain) head.earlier.push(*head.remote);
  head.previous_sent = head.sent;
  head.sent = 0;
  head.received = 0;
  head.remote = remote;
  ++head.chain_serial;

  SMX_ASSIGN(RootStep receiving, turn_root_chain(root_key, head.own.private_key, remote));
  head.receiving_chain = std::move(receiving.chain_key);
  SMX_ASSIGN(head.own, generate_x25519_pair(entropy, Draw::ratchet_private));
  SMX_ASSIGN(RootStep sending, turn_root_chain(receiving.root_key, head.own.private_key, remote));
  head.sending_chain = std::move(sending.chain_key);
  return std::move(sending.root_key);
}

/// Sequence number of the first stored key that stays: chains that are no longer remembered go,
/// then the oldest of what is over the bound. May trim `added` itself.
std::uint64_t evict(const SkippedBySequence& stored, SkippedBySequence& added,
                    const RatchetHead& next) {
  const auto remembered = [&next](const SkippedKey& key) {
    return next.chain_serial - key.chain <= next.earlier.size();
  };
  auto kept = stored.begin();
  std::size_t staying = stored.size();
  for (; kept != stored.end() && !remembered(kept->second); ++kept) --staying;
  for (; kept != stored.end() && staying + added.size() > limits::kMaxStoredSkippedKeys; ++kept)
    --staying;
  while (added.size() > limits::kMaxStoredSkippedKeys) added.erase(added.begin());
  return kept == stored.end() ? next.next_sequence : kept->first;
}

const RatchetChange& no_change() noexcept {
  static const RatchetChange nothing;
  return nothing;
}

Result<void> open(SecretBytes& plaintext, const MessageKey& key, ByteView ad, const Frame& frame) {
  plaintext.resize_for_overwrite(frame.ciphertext.size() - limits::kTagSize);
  Result<void> opened =
      open_message(key, {ad, frame.header_bytes}, frame.ciphertext, plaintext.writable());
  if (!opened) plaintext.clear();
  return opened;
}

}  // namespace

void EarlierChains::push(const X25519PublicKey& key) noexcept {
  std::shift_right(keys_.begin(), keys_.end(), 1);
  keys_.front() = key;
  size_ = std::min(size_ + 1, keys_.size());
}

RatchetHead RatchetHead::duplicate() const {
  return {.own = own.duplicate(),
          .remote = remote,
          .sending_chain = duplicate_optional(sending_chain),
          .receiving_chain = duplicate_optional(receiving_chain),
          .sent = sent,
          .received = received,
          .previous_sent = previous_sent,
          .chain_serial = chain_serial,
          .earlier = earlier,
          .next_sequence = next_sequence};
}

NextHead::NextHead(RootKeyView root_key, const RatchetHead& head) noexcept
    : NextHead(root_key, head, no_change()) {}

const ChainKey* NextHead::sending_chain() const noexcept {
  if (change_.sending) return &change_.sending->key;
  return base_.sending_chain ? &*base_.sending_chain : nullptr;
}

const ChainKey* NextHead::receiving_chain() const noexcept {
  if (change_.receiving) return &change_.receiving->key;
  return base_.receiving_chain ? &*base_.receiving_chain : nullptr;
}

std::uint32_t NextHead::sent() const noexcept {
  return change_.sending ? change_.sending->number : base_.sent;
}

std::uint32_t NextHead::received() const noexcept {
  return change_.receiving ? change_.receiving->number : base_.received;
}

Result<DoubleRatchet> DoubleRatchet::start_as_initiator(const RootKey& root_key, X25519KeyPair own,
                                                        const X25519PublicKey& signed_prekey) {
  SMX_ASSIGN(RootStep step, turn_root_chain(root_key, own.private_key, signed_prekey));
  RatchetHead head;
  head.own = std::move(own);
  head.remote = signed_prekey;
  head.sending_chain = std::move(step.chain_key);
  return restore(step.root_key, std::move(head), {});
}

Result<DoubleRatchet> DoubleRatchet::start_as_responder(const RootKey& root_key,
                                                        X25519KeyPair signed_prekey) {
  RatchetHead head;
  head.own = std::move(signed_prekey);
  return restore(root_key, std::move(head), {});
}

Result<DoubleRatchet> DoubleRatchet::restore(const RootKey& root_key, RatchetHead&& head,
                                             SkippedKeys&& skipped) {
  SMX_ASSIGN(GuardedRootKey guarded, GuardedRootKey::copy_of(root_key));
  return DoubleRatchet(std::move(guarded), std::move(head), std::move(skipped));
}

Result<RatchetChange> DoubleRatchet::encrypt_into(Bytes& frame, ByteView ad,
                                                  ByteView plaintext) const {
  if (!head_.sending_chain) return fail(Error::no_sending_chain);
  if (plaintext.size() > limits::kMaxPlaintextSize) return fail(Error::too_large);
  if (head_.sent == limits::kMaxChainLength) return fail(Error::chain_exhausted);

  ChainStep step(*head_.sending_chain);
  const auto header = encode_frame_header({.ratchet_key = head_.own.public_key,
                                           .previous_count = head_.previous_sent,
                                           .number = head_.sent});
  frame.resize(limits::kMinFrameSize + plaintext.size());
  std::ranges::copy(header, frame.begin());
  SMX_TRY(seal_message(step.message_key, {ad, header}, plaintext,
                       std::span(frame).subspan(limits::kFrameHeaderSize)));
  SMX_TRACE("dr.frame", frame);

  RatchetChange change;
  change.sending.emplace(std::move(step.next), head_.sent + 1);
  return change;
}

Result<SealedFrame> DoubleRatchet::encrypt(ByteView ad, ByteView plaintext) const {
  SealedFrame sealed;
  SMX_ASSIGN(sealed.change, encrypt_into(sealed.frame, ad, plaintext));
  return sealed;
}

Result<RatchetChange> DoubleRatchet::decrypt_into(SecretBytes& plaintext, ByteView ad,
                                                  const Frame& frame, Entropy& entropy) const {
  const FrameHeader& header = frame.header;
  const bool current = is_current(header.ratchet_key);
  if (const auto chain = chain_of(header.ratchet_key)) {
    if (const auto* stored = skipped_.find(*chain, header.number)) {
      SMX_TRY(open(plaintext, stored->second.key, ad, frame));
      RatchetChange change;
      change.skipped.used = stored->first;
      return change;
    }
    if (!current || header.number < head_.received) return fail(Error::duplicate_message);
  }

  if (current) {
    if (header.number - head_.received > limits::kMaxSkip) return fail(Error::too_many_skipped);
  } else {
    if (head_.receiving_chain && header.previous_count > head_.received &&
        header.previous_count - head_.received > limits::kMaxSkip)
      return fail(Error::too_many_skipped);
    if (header.number > limits::kMaxSkip) return fail(Error::too_many_skipped);
  }

  if (current && header.number == head_.received) return decrypt_next(plaintext, ad, frame);

  RatchetChange change;
  RatchetHead next = head_.duplicate();
  SkippedBySequence added;
  if (!current) {
    if (next.receiving_chain) skip_to(next, header.previous_count, added);
    SMX_ASSIGN(change.root_key, turn(root_key_.unguarded(), next, header.ratchet_key, entropy));
  }
  skip_to(next, header.number, added);
  const MessageKey key = take_message_key(next);
  SMX_TRY(open(plaintext, key, ad, frame));

  change.skipped.oldest_kept = evict(skipped_.entries(), added, next);
  change.skipped.added = std::move(added);
  change.head = std::move(next);
  return change;
}

Result<RatchetChange> DoubleRatchet::decrypt_next(SecretBytes& plaintext, ByteView ad,
                                                  const Frame& frame) const {
  ChainStep step(*head_.receiving_chain);
  SMX_TRY(open(plaintext, step.message_key, ad, frame));
  RatchetChange change;
  change.receiving.emplace(std::move(step.next), head_.received + 1);
  return change;
}

Result<OpenedFrame> DoubleRatchet::decrypt(ByteView ad, const Frame& frame,
                                           Entropy& entropy) const {
  OpenedFrame opened;
  SMX_ASSIGN(opened.change, decrypt_into(opened.plaintext, ad, frame, entropy));
  return opened;
}

RatchetChange DoubleRatchet::purge(std::uint64_t now) const {
  RatchetChange change;
  change.skipped.stamp_with = now;
  for (const auto& [sequence, key] : skipped_.entries()) {
    const bool expired = key.stamp && now - *key.stamp >= limits::kSkippedKeyLifetime;
    if (!expired) break;
    change.skipped.oldest_kept = sequence + 1;
  }
  return change;
}

bool DoubleRatchet::is_current(const X25519PublicKey& ratchet_key) const noexcept {
  return head_.receiving_chain && head_.remote == ratchet_key;
}

std::optional<std::uint32_t> DoubleRatchet::chain_of(
    const X25519PublicKey& ratchet_key) const noexcept {
  if (is_current(ratchet_key)) return head_.chain_serial;
  const auto earlier = head_.earlier.keys();
  const auto found = std::ranges::find(earlier, ratchet_key);
  if (found == earlier.end()) return std::nullopt;
  return head_.chain_serial - 1 - static_cast<std::uint32_t>(found - earlier.begin());
}

bool DoubleRatchet::knows(const X25519PublicKey& ratchet_key) const noexcept {
  return chain_of(ratchet_key).has_value();
}

void DoubleRatchet::apply(RatchetChange&& change) noexcept {
  if (change.root_key) root_key_.replace(*change.root_key);
  if (change.head) head_ = std::move(*change.head);
  if (change.sending) {
    head_.sending_chain = std::move(change.sending->key);
    head_.sent = change.sending->number;
  }
  if (change.receiving) {
    head_.receiving_chain = std::move(change.receiving->key);
    head_.received = change.receiving->number;
  }
  skipped_.apply(std::move(change.skipped));
}

}  // namespace smx
