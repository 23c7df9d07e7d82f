#include "session/device_records.h"

#include <gtest/gtest.h>

#include "crypto/hash.h"
#include "support/damage.h"
#include "support/test_keys.h"

namespace smx {
namespace {

using test::check_damaged_record;
using test::error_of;
using test::key_id;
using test::labelled_identity;
using test::labelled_pair;
using test::must;
using test::view_of;

Bytes copy(const SecretBytes& bytes) { return {bytes.reveal().begin(), bytes.reveal().end()}; }

/// A decoder that gives the encoding of what it decoded.
template <class Decode, class Encode>
auto round_trip(const Decode& decode, const Encode& encode) {
  return [decode, encode](const Bytes& record) -> Result<Bytes> {
    auto decoded = decode(ByteView(record));
    if (!decoded) return fail(decoded.error());
    return copy(encode(*decoded));
  };
}

TEST(DeviceRecords, NamesRecords) {
  EXPECT_EQ(record_id("session", 7), "session/0000000000000007");
  EXPECT_EQ(record_id("opk", ~std::uint64_t{0}), "opk/ffffffffffffffff");
  EXPECT_EQ(skipped_record_id(0xAB, 0x10), "skipped/00000000000000ab/0000000000000010");
  const ParsedRecordId skipped = must(parse_record_id("skipped/00000000000000ab/0000000000000010"));
  EXPECT_EQ(skipped.kind, "skipped");
  EXPECT_EQ(skipped.serial, 0xABu);
  EXPECT_EQ(skipped.sequence, 0x10u);
  EXPECT_EQ(must(parse_record_id("clock")).kind, "clock");
}

// [STO-08] An id that this library would not write.
TEST(DeviceRecords, RefusesOtherNames) {
  for (const std::string_view id :
       {"session/", "session/7", "session/000000000000000g", "session/00000000000000007",
        "session/0000000000000007/", "session/0000000000000007/1", "session/-000000000000007",
        "session/0000000000000007x0000000000000001",
        "skipped/0000000000000007/0000000000000001/0000000000000001"})
    EXPECT_EQ(error_of(parse_record_id(id)), Error::state_unreadable) << id;
}

// [STO-07] [STO-08] [STO-09] Every kind of record: comes back, refuses damage.
TEST(DeviceRecords, Identity) {
  const LocalKeys keys = labelled_identity("alice").local_keys();
  const auto decode = round_trip(decode_identity, encode_identity);
  check_damaged_record(copy(encode_identity(keys)), decode);
  EXPECT_EQ(must(decode_identity(encode_identity(keys).reveal())).public_keys(),
            keys.public_keys());
}

TEST(DeviceRecords, Clock) {
  check_damaged_record(copy(encode_clock(1'700'000'000)), round_trip(decode_clock, encode_clock));
  EXPECT_EQ(must(decode_clock(encode_clock(5).reveal())), 5u);
}

TEST(DeviceRecords, SignedPrekey) {
  const auto decode = round_trip([](ByteView record) { return decode_signed_prekey(9, record); },
                                 encode_signed_prekey);
  SignedPrekeyEntry entry{9, key_id("spk-é"), labelled_pair("spk"), {}, std::nullopt, std::nullopt};
  entry.signature.bytes.fill(0x77);
  check_damaged_record(copy(encode_signed_prekey(entry)), decode);
  entry.created_at = 0;
  check_damaged_record(copy(encode_signed_prekey(entry)), decode);
  entry.created_at = 1'700'000'000;
  entry.replaced_at = 1'700'604'800;
  check_damaged_record(copy(encode_signed_prekey(entry)), decode);
  const SignedPrekeyEntry back =
      must(decode_signed_prekey(9, encode_signed_prekey(entry).reveal()));
  EXPECT_EQ(back.serial, 9u);
  EXPECT_EQ(back.key_id, entry.key_id);
  EXPECT_EQ(back.pair.public_key, entry.pair.public_key);
  EXPECT_EQ(back.signature, entry.signature);
  EXPECT_EQ(back.created_at, entry.created_at);
  EXPECT_EQ(back.replaced_at, entry.replaced_at);
}

TEST(DeviceRecords, OneTimePrekey) {
  const OneTimePrekeyEntry entry{3, key_id("o"), labelled_pair("opk")};
  check_damaged_record(copy(encode_one_time_prekey(entry)),
                       round_trip([](ByteView record) { return decode_one_time_prekey(3, record); },
                                  encode_one_time_prekey));
}

TEST(DeviceRecords, Peer) {
  const DeviceKeys keys = labelled_identity("bob").keys;
  const auto decode =
      round_trip([](ByteView record) { return decode_peer(4, record); },
                 [](const smx::Peer& peer) { return encode_peer(peer.keys, peer.restart); });
  check_damaged_record(copy(encode_peer(keys, std::nullopt)), decode);
  check_damaged_record(copy(encode_peer(keys, RestartRecord{1'700'000'000, 7200})), decode);
  const smx::Peer peer =
      must(decode_peer(4, encode_peer(keys, RestartRecord{1'700'000'000, 7200}).reveal()));
  EXPECT_EQ(peer.id, 4u);
  EXPECT_EQ(peer.keys, keys);
  EXPECT_EQ(peer.restart, (RestartRecord{1'700'000'000, 7200}));
}

TEST(DeviceRecords, Seen) {
  const SeenRecord seen{5, key_id("spk 1"), test::counting_key<X25519PublicKey>(9)};
  check_damaged_record(copy(encode_seen(seen)), round_trip(decode_seen, encode_seen));
}

// [KEY-15] Labels are opaque, from none to 255 bytes.
TEST(DeviceRecords, Label) {
  const DeviceKeys keys = labelled_identity("bob").keys;
  const auto decode = round_trip(decode_label, [](const LabelRecord& record) {
    return encode_label(record.label, record.keys);
  });
  for (const std::string& label : {std::string{}, std::string("bob's \xFF\0 phone", 13),
                                   std::string(limits::kMaxLabelSize, 'b')}) {
    const Bytes record = copy(encode_label(label, keys));
    EXPECT_EQ(must(decode_label(record)).label, label);
    if (label.size() < 20) check_damaged_record(record, decode);
  }
}

// The output runs to the end of the record, so that cutting or extending it gives another output:
// only what stands before it can be seen to be wrong.
TEST(DeviceRecords, Journal) {
  const JournalKey key{true, "delivery-1"};
  const auto decode = round_trip(
      [](ByteView record) { return decode_journal(6, record); },
      [](const JournalRecord& record) { return encode_journal(record.key, record.entry); });
  const Bytes acknowledged =
      copy(encode_journal(key, {6, "bob", true, 1'700'000'000, SecretBytes{}}));
  check_damaged_record(acknowledged, decode);
  const Bytes pending = copy(
      encode_journal(key, {6, "bob", false, std::nullopt, SecretBytes(view_of("the envelope"))}));
  const JournalRecord back = must(decode_journal(6, pending));
  EXPECT_EQ(back.key, key);
  EXPECT_EQ(back.entry.label, "bob");
  EXPECT_TRUE(std::ranges::equal(back.entry.output.reveal(), view_of("the envelope")));
  const std::size_t fixed = pending.size() - back.entry.output.size();
  for (std::size_t size = 0; size < fixed; ++size)
    EXPECT_EQ(error_of(decode_journal(6, ByteView(pending).first(size))), Error::state_unreadable);
}

// [STO-08] [SES-34] [SES-36] Contents that no operation leaves behind.
TEST(DeviceRecords, RefusesContradictoryJournals) {
  const auto refused = [](const JournalKey& key, const JournalEntry& entry) {
    return error_of(decode_journal(6, encode_journal(key, entry).reveal()));
  };
  const JournalKey key{false, "d"};
  EXPECT_EQ(refused(key, {6, "bob", false, 5, SecretBytes(view_of("x"))}), Error::state_unreadable)
      << "stamped before it was acknowledged";
  EXPECT_EQ(refused(key, {6, "bob", true, 5, SecretBytes(view_of("x"))}), Error::state_unreadable)
      << "acknowledged and still there";
  EXPECT_EQ(refused({false, ""}, {6, "bob", false, std::nullopt, SecretBytes(view_of("x"))}),
            Error::state_unreadable)
      << "no delivery id";
  EXPECT_EQ(refused({false, std::string(65, 'd')},
                    {6, "bob", false, std::nullopt, SecretBytes(view_of("x"))}),
            Error::state_unreadable)
      << "a delivery id that is too long";
  EXPECT_EQ(refused(key, {6, "bob", false, std::nullopt, SecretBytes(view_of("x"))}), std::nullopt);
}

}  // namespace
}  // namespace smx
