#include "smx/bundle.h"

#include <gtest/gtest.h>

#include "expect_fault.h"
#include "test_data.h"

namespace smx {
namespace {

using test::bytes_of;
using test::counting_bytes;
using test::counting_key;
using test::view_of;

Bytes joined(std::initializer_list<Bytes> parts) {
  Bytes all;
  for (const Bytes& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

// docs/spec/keys.md, "Bundle byte layout", written out by hand: L1 = 5, L2 = 3.
Bytes without_opk() {
  return joined({bytes_of("534d58420100"), counting_bytes(32, 0x10), counting_bytes(32, 0x40),
                 counting_bytes(32, 0x70), counting_bytes(64, 0x90), bytes_of("0005"),
                 bytes_of("73706bc3a4")});
}

Bytes with_opk() {
  Bytes bytes =
      joined({without_opk(), counting_bytes(32, 0xD0), bytes_of("0003"), bytes_of("e282ac")});
  bytes[5] = 0x01;
  return bytes;
}

Bytes with(Bytes bytes, std::size_t offset, std::string_view hex) {
  std::ranges::copy(bytes_of(hex), bytes.begin() + static_cast<std::ptrdiff_t>(offset));
  return bytes;
}

void expect_fault(const Bytes& bytes, std::size_t offset, Field field, FaultKind kind) {
  test::expect_fault(decode_bundle, bytes, offset, field, kind);
}

// [KEY-02] [KEY-25] [PRIM-02] keys are raw bytes, each at its place. [KEY-26] the signature here is
// none, and decoding does not mind.
TEST(Bundle, ReadsEachFieldAtItsPlace) {
  const Result<Bundle> decoded = decode_bundle(with_opk());
  ASSERT_TRUE(decoded.has_value());
  EXPECT_EQ(decoded->identity_key, counting_key<X25519PublicKey>(0x10));
  EXPECT_EQ(decoded->signing_key, counting_key<Ed25519PublicKey>(0x40));
  EXPECT_EQ(decoded->signed_prekey.public_key, counting_key<X25519PublicKey>(0x70));
  EXPECT_EQ(decoded->signed_prekey.signature, counting_key<Signature>(0x90));
  EXPECT_EQ(decoded->signed_prekey.key_id, *KeyId::parse(bytes_of("73706bc3a4")));
  ASSERT_TRUE(decoded->one_time_prekey.has_value());
  EXPECT_EQ(decoded->one_time_prekey->public_key, counting_key<X25519PublicKey>(0xD0));
  EXPECT_EQ(decoded->one_time_prekey->key_id, *KeyId::parse(bytes_of("e282ac")));
  EXPECT_EQ(decoded->keys().identity_key, decoded->identity_key);
  EXPECT_EQ(decoded->keys().signing_key, decoded->signing_key);
}

// [KEY-02] the one-time prekey may be absent.
TEST(Bundle, ReadsABundleWithoutAOneTimePrekey) {
  const Result<Bundle> decoded = decode_bundle(without_opk());
  ASSERT_TRUE(decoded.has_value());
  EXPECT_FALSE(decoded->one_time_prekey.has_value());
}

// [KEY-25]
TEST(Bundle, WritesWhatItRead) {
  for (const Bytes& bytes : {with_opk(), without_opk()}) {
    const Result<Bundle> decoded = decode_bundle(bytes);
    ASSERT_TRUE(decoded.has_value());
    EXPECT_EQ(encode_bundle(*decoded), bytes);
  }
}

// [KEY-25] the shortest is 169 bytes, the longest 330.
TEST(Bundle, HasTheSizesOfTheLayout) {
  Bundle bundle = *decode_bundle(without_opk());
  bundle.signed_prekey.key_id = *KeyId::parse(view_of("k"));
  EXPECT_EQ(encode_bundle(bundle).size(), 169u);
  bundle.signed_prekey.key_id = *KeyId::parse(Bytes(64, 'k'));
  bundle.one_time_prekey.emplace(
      OneTimePrekey{.key_id = *KeyId::parse(Bytes(64, 'o')), .public_key = bundle.identity_key});
  EXPECT_EQ(encode_bundle(bundle).size(), 330u);
  EXPECT_TRUE(decode_bundle(encode_bundle(bundle)).has_value());
}

// [KEY-25]
TEST(Bundle, RefusesAnotherMagicVersionOrFlags) {
  for (std::size_t i = 0; i < 4; ++i) {
    Bytes bytes = with_opk();
    bytes[i] ^= 0x80;
    expect_fault(bytes, i, Field::magic, FaultKind::wrong_magic);
    EXPECT_FALSE(is_bundle(bytes));
  }
  EXPECT_TRUE(is_bundle(with_opk()));
  expect_fault(with(with_opk(), 4, "00"), 4, Field::version, FaultKind::unknown_version);
  expect_fault(with(with_opk(), 4, "02"), 4, Field::version, FaultKind::unknown_version);
  for (unsigned flags = 2; flags < 256; ++flags) {
    Bytes bytes = with_opk();
    bytes[5] = static_cast<std::uint8_t>(flags);
    expect_fault(bytes, 5, Field::flags, FaultKind::unknown_flags);
  }
}

// [KEY-25] [KEY-03] [KEY-04] [KEY-05]
TEST(Bundle, RefusesBadKeyIds) {
  for (const char* length : {"0000", "0041", "0500"}) {
    expect_fault(with(with_opk(), 166, length), 166, Field::spk_key_id_length,
                 FaultKind::length_out_of_range);
  }
  for (const char* length : {"0000", "0041", "0300"}) {
    expect_fault(with(with_opk(), 205, length), 205, Field::opk_key_id_length,
                 FaultKind::length_out_of_range);
  }
  expect_fault(with(with_opk(), 170, "1f"), 170, Field::spk_key_id, FaultKind::control_character);
  expect_fault(with(with_opk(), 171, "c328"), 171, Field::spk_key_id, FaultKind::invalid_utf8);
  expect_fault(with(with_opk(), 209, "41"), 207, Field::opk_key_id, FaultKind::invalid_utf8);
}

// [KEY-25] that length exactly: nothing missing, ...
TEST(Bundle, RefusesEveryTruncation) {
  const Bytes bytes = with_opk();
  const auto field_of = [](std::size_t size) {
    if (size < 4) return Field::magic;
    if (size < 5) return Field::version;
    if (size < 6) return Field::flags;
    if (size < 38) return Field::identity_key;
    if (size < 70) return Field::signing_key;
    if (size < 102) return Field::spk_public_key;
    if (size < 166) return Field::spk_signature;
    if (size < 168) return Field::spk_key_id_length;
    if (size < 173) return Field::spk_key_id;
    if (size < 205) return Field::opk_public_key;
    if (size < 207) return Field::opk_key_id_length;
    return Field::opk_key_id;
  };
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const Bytes cut(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size));
    expect_fault(cut, size, field_of(size), FaultKind::truncated);
  }
}

// [KEY-25] ... and no byte left over, also where the flags hide a one-time prekey.
TEST(Bundle, RefusesBytesAfterTheEnd) {
  expect_fault(joined({with_opk(), bytes_of("00")}), 210, Field::end, FaultKind::trailing_bytes);
  expect_fault(joined({without_opk(), bytes_of("00")}), 173, Field::end, FaultKind::trailing_bytes);
  expect_fault(with(with_opk(), 5, "00"), 173, Field::end, FaultKind::trailing_bytes);
}

}  // namespace
}  // namespace smx
