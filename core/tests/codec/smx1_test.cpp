#include "smx/smx1.h"

#include <gtest/gtest.h>

#include <string>

#include "expect_fault.h"
#include "test_data.h"

namespace smx {
namespace {

using test::bytes_of;
using test::counting_bytes;
using test::counting_key;
using test::view_of;

// docs/spec/smx1.md written out by hand, not by the encoder: L1 = 5, L2 = 3.
Bytes envelope_with_opk() {
  return bytes_of(
      "534d5831"
      "01"
      "202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f"
      "0005"
      "73706bc3a4"
      "0003"
      "e282ac"
      "a0a1a2a3a4a5a6a7a8a9aaab"
      "c0c1c2c3"
      "d0d1d2d3d4d5d6d7d8d9dadbdcdddedf");
}

Bytes envelope_without_opk() {
  return bytes_of(
      "534d5831"
      "00"
      "202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f"
      "0001"
      "6b"
      "0000"
      "a0a1a2a3a4a5a6a7a8a9aaab"
      "d0d1d2d3d4d5d6d7d8d9dadbdcdddedf");
}

Bytes with(Bytes bytes, std::size_t offset, std::string_view hex) {
  const Bytes patch = bytes_of(hex);
  std::ranges::copy(patch, bytes.begin() + static_cast<std::ptrdiff_t>(offset));
  return bytes;
}

void expect_fault(const Bytes& envelope, std::size_t offset, Field field, FaultKind kind) {
  test::expect_fault(decode_smx1, envelope, offset, field, kind);
}

// [SMX1-01] the layout, with both key ids.
TEST(Smx1, ReadsEachFieldAtItsPlace) {
  const Bytes envelope = envelope_with_opk();
  const Result<Smx1> decoded = decode_smx1(envelope);
  ASSERT_TRUE(decoded.has_value());
  EXPECT_EQ(decoded->header.ephemeral_key, counting_key<X25519PublicKey>(0x20));
  EXPECT_EQ(decoded->header.signed_prekey_id, *KeyId::parse(bytes_of("73706bc3a4")));
  ASSERT_TRUE(decoded->header.one_time_prekey_id.has_value());
  EXPECT_EQ(*decoded->header.one_time_prekey_id, *KeyId::parse(bytes_of("e282ac")));
  EXPECT_EQ(decoded->header.nonce, counting_key<Nonce>(0xA0));
  // [SMX1-02] the associated data ends where the ciphertext begins, at 53+L1+L2.
  EXPECT_EQ(decoded->header_bytes.size(), 61u);
  EXPECT_EQ(decoded->header_bytes.data(), envelope.data());
  EXPECT_EQ(decoded->ciphertext.data(), envelope.data() + 61);
  EXPECT_EQ(decoded->ciphertext.size(), 20u);
}

// [SMX1-01] flags 00: no one-time prekey.
TEST(Smx1, ReadsTheShortestEnvelope) {
  const Bytes envelope = envelope_without_opk();
  const Result<Smx1> decoded = decode_smx1(envelope);
  ASSERT_TRUE(decoded.has_value());
  EXPECT_EQ(envelope.size(), 70u);
  EXPECT_FALSE(decoded->header.one_time_prekey_id.has_value());
  EXPECT_EQ(decoded->header_bytes.size(), 54u);
  EXPECT_EQ(decoded->ciphertext.size(), 16u);
}

// [SMX1-01]
TEST(Smx1, WritesTheHeaderByteForByte) {
  for (const Bytes& envelope : {envelope_with_opk(), envelope_without_opk()}) {
    const Result<Smx1> decoded = decode_smx1(envelope);
    ASSERT_TRUE(decoded.has_value());
    Bytes out = bytes_of("ee");
    append_smx1_header(decoded->header, out);
    EXPECT_EQ(out.size(), 1 + smx1_header_size(decoded->header));
    out.insert(out.end(), decoded->ciphertext.begin(), decoded->ciphertext.end());
    EXPECT_EQ(out.front(), 0xEE);
    EXPECT_EQ(Bytes(out.begin() + 1, out.end()), envelope);
  }
}

// [SMX1-11] rule 1
TEST(Smx1, RefusesAnotherMagicAtTheFirstByteThatDiffers) {
  for (std::size_t i = 0; i < 4; ++i) {
    Bytes envelope = envelope_with_opk();
    envelope[i] ^= 0x20;
    expect_fault(envelope, i, Field::magic, FaultKind::wrong_magic);
    EXPECT_FALSE(is_smx1(envelope));
  }
  EXPECT_TRUE(is_smx1(envelope_with_opk()));
  EXPECT_TRUE(is_smx1(view_of("SMX1")));
  EXPECT_FALSE(is_smx1(view_of("SMX")));
}

// [SMX1-11] rule 2
TEST(Smx1, RefusesEveryFlagsValueBut00And01) {
  for (unsigned flags = 2; flags < 256; ++flags) {
    Bytes envelope = envelope_with_opk();
    envelope[4] = static_cast<std::uint8_t>(flags);
    expect_fault(envelope, 4, Field::flags, FaultKind::unknown_flags);
  }
}

// [SMX1-11] rule 3, both ways round; the fault is the length at 39+L1.
TEST(Smx1, RefusesFlagsThatContradictTheSecondLength) {
  expect_fault(with(envelope_with_opk(), 4, "00"), 44, Field::opk_key_id_length,
               FaultKind::flags_contradict_length);
  expect_fault(with(envelope_without_opk(), 4, "01"), 40, Field::opk_key_id_length,
               FaultKind::flags_contradict_length);
}

// [SMX1-11] rule 4: lengths. A little-endian 1 is 256.
TEST(Smx1, RefusesKeyIdLengthsOutOfRange) {
  for (const char* length : {"0000", "0041", "0100", "ffff"}) {
    expect_fault(with(envelope_with_opk(), 37, length), 37, Field::spk_key_id_length,
                 FaultKind::length_out_of_range);
  }
  for (const char* length : {"0041", "0300", "ffff"}) {
    expect_fault(with(envelope_with_opk(), 44, length), 44, Field::opk_key_id_length,
                 FaultKind::length_out_of_range);
  }
}

// [SMX1-11] rule 4: bytes [KEY-04] [KEY-05].
TEST(Smx1, PointsAtTheByteInsideAKeyId) {
  expect_fault(with(envelope_with_opk(), 42, "ff"), 42, Field::spk_key_id, FaultKind::invalid_utf8);
  expect_fault(with(envelope_with_opk(), 40, "0a"), 40, Field::spk_key_id,
               FaultKind::control_character);
  expect_fault(with(envelope_with_opk(), 46, "eda080"), 46, Field::opk_key_id,
               FaultKind::invalid_utf8);
  expect_fault(with(envelope_with_opk(), 46, "61627f"), 48, Field::opk_key_id,
               FaultKind::control_character);
}

// [SMX1-11] rule 5: every truncation names the field that is cut and the end of the input.
TEST(Smx1, RefusesEveryTruncation) {
  const Bytes envelope = envelope_with_opk();
  const auto field_of = [](std::size_t size) {
    if (size < 4) return Field::magic;
    if (size < 5) return Field::flags;
    if (size < 37) return Field::ephemeral_key;
    if (size < 39) return Field::spk_key_id_length;
    if (size < 44) return Field::spk_key_id;
    if (size < 46) return Field::opk_key_id_length;
    if (size < 49) return Field::opk_key_id;
    if (size < 61) return Field::nonce;
    return Field::ciphertext;
  };
  for (std::size_t size = 0; size < 61 + 16; ++size) {
    const Bytes cut(envelope.begin(), envelope.begin() + static_cast<std::ptrdiff_t>(size));
    expect_fault(cut, size, field_of(size), FaultKind::truncated);
  }
  // With 16 bytes and more of ciphertext the form is right again: the tag judges the rest.
  EXPECT_TRUE(decode_smx1(ByteView(envelope).first(61 + 16)).has_value());
}

// [SMX1-11] rule 6
TEST(Smx1, RefusesMoreThanTheLongestEnvelope) {
  Bytes longest;
  append_smx1_header({.ephemeral_key = counting_key<X25519PublicKey>(1),
                      .signed_prekey_id = *KeyId::parse(Bytes(64, 's')),
                      .one_time_prekey_id = *KeyId::parse(Bytes(64, 'o')),
                      .nonce = counting_key<Nonce>(2)},
                     longest);
  EXPECT_EQ(longest.size(), 181u);
  longest.resize(65'794, 0x5A);
  EXPECT_TRUE(decode_smx1(longest).has_value());
  longest.push_back(0x5A);
  expect_fault(longest, 65'794, Field::ciphertext, FaultKind::too_long);

  // The limit is on the whole: short key ids leave more to the ciphertext.
  Bytes envelope = envelope_without_opk();
  envelope.resize(65'794);
  EXPECT_TRUE(decode_smx1(envelope).has_value());
  envelope.resize(65'795);
  expect_fault(envelope, 65'794, Field::ciphertext, FaultKind::too_long);
}

// [SMX1-11] EK_A is not examined: any 32 bytes pass.
TEST(Smx1, TakesAnyEphemeralKey) {
  for (const std::uint8_t byte : {std::uint8_t{0x00}, std::uint8_t{0xFF}}) {
    Bytes envelope = envelope_with_opk();
    std::fill_n(envelope.begin() + 5, 32, byte);
    EXPECT_TRUE(decode_smx1(envelope).has_value());
  }
}

}  // namespace
}  // namespace smx
