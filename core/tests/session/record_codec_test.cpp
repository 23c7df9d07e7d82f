#include "session/record_codec.h"

#include <gtest/gtest.h>

#include "support/results.h"
#include "test_data.h"

namespace smx {
namespace {

using test::bytes_of;
using test::error_of;
using test::must;
using test::view_of;

Bytes copy(ByteView bytes) { return {bytes.begin(), bytes.end()}; }

TEST(RecordCodec, WritesWhatItMeasured) {
  const SecretBytes record = encode_record([](auto& out) {
    out.u8(kRecordVersion);
    out.u16(0x0203);
    out.u32(0x0405'0607);
    out.u64(0x0809'0A0B'0C0D'0E0F);
    put_short(out, view_of("ab"));
  });
  EXPECT_EQ(copy(record.reveal()), bytes_of("010203040506070809"
                                            "0a0b0c0d0e0f026162"));
}

TEST(RecordCodec, ReadsItBack) {
  const Bytes record = bytes_of("0102030405060708090a0b0c0d0e0f026162");
  RecordReader in(record);
  in.version();
  EXPECT_EQ(in.u16(), 0x0203);
  EXPECT_EQ(in.u32(), 0x0405'0607u);
  EXPECT_EQ(in.u64(), 0x0809'0A0B'0C0D'0E0Fu);
  EXPECT_EQ(copy(in.take_short()), copy(view_of("ab")));
  EXPECT_FALSE(in.failed());
  must(in.finish());
}

// [STO-07] The version comes first: a later one is too new, whatever else is wrong; 0 never was.
TEST(RecordCodec, TellsALaterVersionFromDamage) {
  for (const Bytes& record : {bytes_of("02"), bytes_of("ff"), bytes_of("0200")}) {
    RecordReader in(record);
    in.version();
    static_cast<void>(in.u64());
    EXPECT_EQ(error_of(in.finish()), Error::state_too_new);
  }
  for (const Bytes& record : {bytes_of("00"), Bytes{}}) {
    RecordReader in(record);
    in.version();
    EXPECT_EQ(error_of(in.finish()), Error::state_unreadable);
  }
}

// [STO-08] A missing byte spoils everything after it, and so does one left over.
TEST(RecordCodec, RefusesMissingAndSpareBytes) {
  const Bytes record = bytes_of("01020304");
  RecordReader truncated(record);
  EXPECT_EQ(truncated.u64(), 0u);
  EXPECT_TRUE(truncated.failed());
  EXPECT_EQ(error_of(truncated.finish()), Error::state_unreadable);
  RecordReader extended(record);
  EXPECT_EQ(extended.u16(), 0x0102);
  EXPECT_FALSE(extended.failed());
  EXPECT_EQ(error_of(extended.finish()), Error::state_unreadable);
  RecordReader contradictory(record);
  static_cast<void>(contradictory.u32());
  contradictory.reject();
  EXPECT_EQ(error_of(contradictory.finish()), Error::state_unreadable);
}

TEST(RecordCodec, ReadsSecretsAndPublicBytesWhole) {
  Bytes record = test::counting_bytes(64, 1);
  RecordReader in(record);
  EXPECT_EQ(in.public_bytes<X25519PublicKey>(), test::counting_key<X25519PublicKey>(1));
  EXPECT_EQ(copy(in.secret<X25519PrivateKey>().reveal()), test::counting_bytes(32, 33));
  must(in.finish());
  record.pop_back();
  RecordReader short_one(record);
  static_cast<void>(short_one.public_bytes<X25519PublicKey>());
  EXPECT_EQ(copy(short_one.secret<X25519PrivateKey>().reveal()), Bytes(32, 0));
  EXPECT_EQ(error_of(short_one.finish()), Error::state_unreadable);
}

// [STO-08] [KEY-03] [KEY-05] A stored key id is held to the rules of every key id.
TEST(RecordCodec, RefusesKeyIdsThatAreNone) {
  const Bytes good = bytes_of("0373706b");
  RecordReader in(good);
  EXPECT_EQ(in.key_id(), *KeyId::parse(view_of("spk")));
  must(in.finish());
  for (const Bytes& record : {bytes_of("00"), bytes_of("0100"), bytes_of("01c3"), bytes_of("0273"),
                              bytes_of("41") /* 65 and nothing */}) {
    RecordReader bad(record);
    EXPECT_FALSE(bad.key_id().has_value());
    EXPECT_EQ(error_of(bad.finish()), Error::state_unreadable);
  }
}

TEST(RecordCodec, GivesTheRest) {
  const Bytes record = bytes_of("0102");
  RecordReader in(record);
  static_cast<void>(in.u8());
  EXPECT_EQ(copy(in.rest()), bytes_of("02"));
  EXPECT_TRUE(in.rest().empty());
  must(in.finish());
}

}  // namespace
}  // namespace smx
