#include "smx/dr_frame.h"

#include <gtest/gtest.h>

#include "expect_fault.h"
#include "test_data.h"

namespace smx {
namespace {

using test::bytes_of;
using test::counting_key;
using test::view_of;

// docs/spec/dr-frame.md written out by hand, not by the encoder.
Bytes frame() {
  return bytes_of(
      "44525631"
      "00"
      "404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f"
      "81020304"
      "05060708"
      "c0c1c2"
      "d0d1d2d3d4d5d6d7d8d9dadbdcdddedf");
}

void expect_fault(const Bytes& bytes, std::size_t offset, Field field, FaultKind kind) {
  test::expect_fault(decode_frame, bytes, offset, field, kind);
}

// [DRV1-01]
TEST(DrFrame, ReadsEachFieldAtItsPlace) {
  const Bytes bytes = frame();
  const Result<Frame> decoded = decode_frame(bytes);
  ASSERT_TRUE(decoded.has_value());
  EXPECT_EQ(decoded->header.ratchet_key, counting_key<X25519PublicKey>(0x40));
  EXPECT_EQ(decoded->header.previous_count, 0x81020304u);
  EXPECT_EQ(decoded->header.number, 0x05060708u);
  EXPECT_EQ(decoded->header_bytes.data(), bytes.data());
  // [DRV1-02] the associated data ends at 45.
  EXPECT_EQ(decoded->header_bytes.size(), 45u);
  EXPECT_EQ(decoded->ciphertext.data(), bytes.data() + 45);
  EXPECT_EQ(decoded->ciphertext.size(), 19u);
}

// [DRV1-01]
TEST(DrFrame, WritesTheHeaderByteForByte) {
  const auto header = encode_frame_header({.ratchet_key = counting_key<X25519PublicKey>(0x40),
                                           .previous_count = 0x81020304,
                                           .number = 0x05060708});
  const Bytes expected = frame();
  EXPECT_TRUE(std::ranges::equal(header, ByteView(expected).first(45)));
}

// [DRV1-04] magic
TEST(DrFrame, RefusesAnotherMagicAtTheFirstByteThatDiffers) {
  for (std::size_t i = 0; i < 4; ++i) {
    Bytes bytes = frame();
    bytes[i] ^= 0x01;
    expect_fault(bytes, i, Field::magic, FaultKind::wrong_magic);
    EXPECT_FALSE(is_dr_frame(bytes));
  }
  EXPECT_TRUE(is_dr_frame(frame()));
  EXPECT_FALSE(is_dr_frame(view_of("DRV")));
  EXPECT_FALSE(is_dr_frame(view_of("SMX1")));
}

// [DRV1-04] flags
TEST(DrFrame, RefusesEveryFlagsValueBut00) {
  for (unsigned flags = 1; flags < 256; ++flags) {
    Bytes bytes = frame();
    bytes[4] = static_cast<std::uint8_t>(flags);
    expect_fault(bytes, 4, Field::flags, FaultKind::unknown_flags);
  }
}

// [DRV1-05] lower bound: 45 + 16 bytes.
TEST(DrFrame, RefusesEveryTruncationBelow61Bytes) {
  const Bytes whole = frame();
  const auto field_of = [](std::size_t size) {
    if (size < 4) return Field::magic;
    if (size < 5) return Field::flags;
    if (size < 37) return Field::ratchet_key;
    if (size < 41) return Field::pn;
    if (size < 45) return Field::n;
    return Field::ciphertext;
  };
  for (std::size_t size = 0; size < 61; ++size) {
    const Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
    expect_fault(cut, size, field_of(size), FaultKind::truncated);
  }
  // [DRV1-03] nothing but a tag: an empty plaintext is a message.
  EXPECT_TRUE(decode_frame(ByteView(whole).first(61)).has_value());
}

// [DRV1-05] upper bound: 45 + 65,536 + 16 bytes.
TEST(DrFrame, RefusesMoreThan65597Bytes) {
  Bytes bytes = frame();
  bytes.resize(65'597);
  EXPECT_TRUE(decode_frame(bytes).has_value());
  bytes.resize(65'598);
  expect_fault(bytes, 65'597, Field::ciphertext, FaultKind::too_long);
}

// [DRV1-06]
TEST(DrFrame, RefusesTheLastNumberButNotTheLastCount) {
  Bytes bytes = frame();
  std::fill_n(bytes.begin() + 37, 4, std::uint8_t{0xFF});
  ASSERT_TRUE(decode_frame(bytes).has_value());
  EXPECT_EQ(decode_frame(bytes)->header.previous_count, 0xFFFF'FFFFu);
  std::fill_n(bytes.begin() + 41, 3, std::uint8_t{0xFF});
  bytes[44] = 0xFE;
  ASSERT_TRUE(decode_frame(bytes).has_value());
  EXPECT_EQ(decode_frame(bytes)->header.number, 0xFFFF'FFFEu);
  bytes[44] = 0xFF;
  expect_fault(bytes, 41, Field::n, FaultKind::reserved_number);
}

}  // namespace
}  // namespace smx
