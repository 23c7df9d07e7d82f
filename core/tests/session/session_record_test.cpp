#include "session/session_record.h"

#include <gtest/gtest.h>

#include <cstdio>

#include "support/damage.h"
#include "support/ratchet_pair.h"

namespace smx {
namespace {

using test::error_of;
using test::labelled_secret;
using test::must;
using test::RatchetPair;

Bytes copy(ByteView bytes) { return {bytes.begin(), bytes.end()}; }

Result<Bytes> decode_and_encode(const Bytes& record) {
  const Result<DecodedSession> decoded = decode_session(record);
  if (!decoded) return fail(decoded.error());
  const NextHead head(decoded->root_key.reveal(), decoded->head);
  return copy(encode_session(decoded->meta, head).reveal());
}

/// A record of any head, under a root key of the test's.
SecretBytes encode(const SessionMeta& meta, const RatchetHead& head) {
  const auto root_key = labelled_secret<RootKey>("root");
  return encode_session(meta, NextHead(root_key.reveal(), head));
}

Result<Bytes> decode_and_encode_skipped(const Bytes& record) {
  const Result<SkippedKey> decoded = decode_skipped_key(record);
  if (!decoded) return fail(decoded.error());
  return copy(encode_skipped_key(*decoded).reveal());
}

SessionMeta meta_of(Role role) {
  SessionMeta meta;
  meta.id = 0x0102'0304'0506'0708;
  meta.peer_id = 0x1112'1314'1516'1718;
  meta.activation = 0x2122'2324'2526'2728;
  meta.role = role;
  meta.one_time_prekey_used = true;
  meta.ephemeral_key = test::counting_key<X25519PublicKey>(0x30);
  meta.bootstrap_key = labelled_secret<BootstrapKey>("bk");
  if (role == Role::initiator)
    meta.wrapping = PrekeyNames{test::key_id("spk 1"), test::key_id("opk 12")};
  return meta;
}

/// Sessions in every shape that operations leave behind.
std::vector<Bytes> every_shape() {
  std::vector<Bytes> records;
  RatchetPair pair;
  const auto add = [&](const SessionMeta& meta, const RatchetHead& head) {
    records.push_back(copy(encode(meta, head).reveal()));
  };
  SessionMeta initiator = meta_of(Role::initiator);
  add(initiator, pair.alice.head());
  initiator.wrapping->one_time_prekey.reset();
  initiator.one_time_prekey_used = false;
  add(initiator, pair.alice.head());
  SessionMeta responder = meta_of(Role::responder);
  must(pair.bob.receive(pair.alice.send("1")));
  add(responder, pair.bob.head());
  must(pair.alice.receive(pair.bob.send("2")));
  initiator.wrapping.reset();
  initiator.bootstrap_key.reset();
  add(initiator, pair.alice.head());
  for (int i = 0; i < 6; ++i) {
    must(pair.bob.receive(pair.alice.send("more")));
    must(pair.alice.receive(pair.bob.send("more")));
    responder.retired = i % 2 == 0;
    responder.archived_at = 1'700'000'000;
    add(responder, pair.bob.head());
    add(initiator, pair.alice.head());
  }
  return records;
}

// [STO-09] Nothing is lost, and there is one encoding.
TEST(SessionRecord, ComesBack) {
  for (const Bytes& record : every_shape()) EXPECT_EQ(must(decode_and_encode(record)), record);
}

// [STO-07] [STO-08] Every shape, every truncation, every bit.
TEST(SessionRecord, RefusesDamage) {
  for (const Bytes& record : every_shape()) test::check_damaged_record(record, decode_and_encode);
}

// docs/spec/storage.md: the flags are bytes 1 and 2.
TEST(SessionRecord, WritesItsFlagsAsDocumented) {
  const RatchetPair pair;
  const Bytes initiator = copy(encode(meta_of(Role::initiator), pair.alice.head()).reveal());
  EXPECT_EQ(initiator[0], 1);
  // One-time prekey used, BK, wrapping, its one-time prekey, DHr, CKs.
  EXPECT_EQ((initiator[1] << 8) | initiator[2], 0b01'1111'0010);
  const Bytes responder = copy(encode(meta_of(Role::responder), pair.bob.head()).reveal());
  EXPECT_EQ((responder[1] << 8) | responder[2], 0b00'0001'0011);
}

// [STO-08] Combinations that no operation leaves behind. Each is built from a readable record by
// changing the flags and adding or removing the fields that they announce.
TEST(SessionRecord, RefusesContradictions) {
  const RatchetPair pair;
  const RatchetHead& initiator = pair.alice.head();
  const RatchetHead& responder = pair.bob.head();
  const auto refused = [](const SessionMeta& meta, const RatchetHead& head) {
    return error_of(decode_session(encode(meta, head).reveal()));
  };
  SessionMeta meta = meta_of(Role::initiator);
  EXPECT_EQ(refused(meta, initiator), std::nullopt);
  meta.role = Role::responder;
  EXPECT_EQ(refused(meta, responder), Error::state_unreadable) << "a responder that wraps";
  meta = meta_of(Role::initiator);
  meta.bootstrap_key.reset();
  EXPECT_EQ(refused(meta, initiator), Error::state_unreadable) << "wrapping without BK";
  RatchetHead head = initiator.duplicate();
  head.remote.reset();
  EXPECT_EQ(refused(meta_of(Role::initiator), head), Error::state_unreadable) << "CKs without DHr";
  head = responder.duplicate();
  head.receiving_chain = labelled_secret<ChainKey>("chain");
  EXPECT_EQ(refused(meta_of(Role::responder), head), Error::state_unreadable) << "CKr without DHr";
  head = initiator.duplicate();
  head.sending_chain.reset();
  EXPECT_EQ(refused(meta_of(Role::initiator), head), Error::state_unreadable) << "DHr without CKs";
  head = initiator.duplicate();
  head.earlier.push(test::counting_key<X25519PublicKey>(1));
  EXPECT_EQ(refused(meta_of(Role::initiator), head), Error::state_unreadable)
      << "earlier chains without a current one";
  meta = meta_of(Role::responder);
  meta.bootstrap_key.reset();
  EXPECT_EQ(refused(meta, responder), Error::state_unreadable) << "a responder without BK";
  meta = meta_of(Role::initiator);
  meta.wrapping.reset();
  EXPECT_EQ(refused(meta, initiator), Error::state_unreadable) << "BK kept without wrapping";
  meta = meta_of(Role::initiator);
  meta.one_time_prekey_used = false;
  EXPECT_EQ(refused(meta, initiator), Error::state_unreadable)
      << "a one-time prekey named and not used";
  // Five earlier chains: more than can be remembered.
  Bytes five = copy(encode(meta_of(Role::initiator), initiator).reveal());
  five.back() = 5;
  five.resize(five.size() + 5 * 32);
  EXPECT_EQ(error_of(decode_session(five)), Error::state_unreadable);
}

// [DR-10] The order of the earlier chains is part of the state.
TEST(SessionRecord, KeepsTheOrderOfEarlierChains) {
  RatchetPair pair;
  for (int i = 0; i < 6; ++i) pair.exchange();
  const RatchetHead& head = pair.bob.head();
  ASSERT_EQ(head.earlier.size(), 4u);
  const DecodedSession decoded =
      must(decode_session(encode(meta_of(Role::responder), head).reveal()));
  EXPECT_TRUE(std::ranges::equal(decoded.head.earlier.keys(), head.earlier.keys()));
}

// [STO-10] The documented 48 bytes, stamped or not.
TEST(SessionRecord, EncodesASkippedKeyIn48Bytes) {
  SkippedKey key{0x0102'0304, 0x0506'0708, labelled_secret<MessageKey>("mk"), std::nullopt};
  for (const auto stamp : {std::optional<std::uint64_t>{}, std::optional<std::uint64_t>{0},
                           std::optional<std::uint64_t>{1'700'000'000}}) {
    key.stamp = stamp;
    const Bytes record = copy(encode_skipped_key(key).reveal());
    EXPECT_EQ(record.size(), 48u);
    EXPECT_EQ(must(decode_skipped_key(record)).stamp, stamp);
    test::check_damaged_record(record, decode_and_encode_skipped, false);
  }
}

// [STO-10] A whole session after a first exchange, as both sides hold it, and what each skipped key
// adds. Key ids do not count.
TEST(SessionRecord, StaysWithinItsSizes) {
  RatchetPair pair;
  pair.exchange();
  SessionMeta alice = meta_of(Role::initiator);
  alice.wrapping.reset();
  alice.bootstrap_key.reset();
  const std::size_t initiator = encode(alice, pair.alice.head()).size();
  const std::size_t responder = encode(meta_of(Role::responder), pair.bob.head()).size();
  constexpr std::size_t kOwnPair = 64;
  std::printf(
      "session after a first exchange, without key ids: initiator %zu, responder %zu bytes "
      "(%zu of each are the device's own ratchet pair)\n",
      initiator, responder, kOwnPair);
  EXPECT_LE(initiator, 512u);
  EXPECT_LE(responder, 512u);

  for (int i = 0; i < 5; ++i) pair.exchange();
  const std::size_t without = pair.bob.state().size();
  EXPECT_LE(without, 512u);
  for (std::size_t i = 1; i < 200; ++i) pair.alice.send("lost");
  must(pair.bob.receive(pair.alice.send("after 199 lost")));
  const std::size_t with = pair.bob.state().size();
  std::printf("each of 199 skipped keys: %zu bytes; longest state without any: %zu bytes\n",
              (with - without) / 199, without);
  EXPECT_LE(with, without + 48 * 199);
}

}  // namespace
}  // namespace smx
