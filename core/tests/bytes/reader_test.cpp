#include "bytes/reader.h"

#include <gtest/gtest.h>

#include "test_data.h"

namespace smx {
namespace {

using test::bytes_of;

// [PRIM-01] integers are big-endian and unsigned.
TEST(Reader, ReadsBigEndianIntegers) {
  const Bytes bytes = bytes_of(
      "fe"
      "8102"
      "83040506"
      "8708090a0b0c0d0e");
  Reader reader(bytes);
  EXPECT_EQ(reader.u8(), 0xFE);
  EXPECT_EQ(reader.u16(), 0x8102);
  EXPECT_EQ(reader.u32(), 0x83040506u);
  EXPECT_EQ(reader.u64(), 0x8708090A0B0C0D0Eu);
  EXPECT_EQ(reader.remaining(), 0u);
}

TEST(Reader, CountsWhatItTook) {
  const Bytes bytes = bytes_of("0102030405");
  Reader reader(bytes);
  EXPECT_EQ(reader.offset(), 0u);
  const std::optional<ByteView> taken = reader.take(3);
  ASSERT_TRUE(taken.has_value());
  EXPECT_EQ(taken->data(), bytes.data());
  EXPECT_EQ(taken->size(), 3u);
  EXPECT_EQ(reader.offset(), 3u);
  EXPECT_EQ(reader.remaining(), 2u);
  EXPECT_EQ((reader.array<2>()), (std::array<std::uint8_t, 2>{4, 5}));
}

TEST(Reader, AReadPastTheEndYieldsNothingAndMovesNothing) {
  const Bytes bytes = bytes_of("0a0b0c");
  Reader reader(bytes);
  EXPECT_FALSE(reader.u32().has_value());
  EXPECT_FALSE(reader.u64().has_value());
  EXPECT_FALSE(reader.take(4).has_value());
  EXPECT_FALSE(reader.array<4>().has_value());
  EXPECT_FALSE(reader.take(SIZE_MAX).has_value());
  EXPECT_EQ(reader.offset(), 0u);
  EXPECT_EQ(reader.u16(), 0x0A0B);
  EXPECT_FALSE(reader.u16().has_value());
  EXPECT_EQ(reader.u8(), 0x0C);
  EXPECT_FALSE(reader.u8().has_value());
  EXPECT_EQ(reader.offset(), 3u);
}

TEST(Reader, AnEmptyInputHasNothingButAnEmptyTake) {
  Reader reader(ByteView{});
  EXPECT_FALSE(reader.u8().has_value());
  ASSERT_TRUE(reader.take(0).has_value());
  EXPECT_TRUE(reader.take(0)->empty());
}

}  // namespace
}  // namespace smx
