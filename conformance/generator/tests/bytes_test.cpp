#include "bytes.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace smx::vectors {
namespace {

TEST(Bytes, HexBothWays) {
  EXPECT_EQ(hex({0x00, 0x0f, 0xa5}), "000fa5");
  EXPECT_EQ(unhex("000fa5"), (Bytes{0x00, 0x0f, 0xa5}));
  EXPECT_THROW(unhex("0"), std::invalid_argument);
  EXPECT_THROW(unhex("0A"), std::invalid_argument);
}

TEST(Bytes, IntegersAreBigEndian) {
  EXPECT_EQ(hex(be16(0x0102)), "0102");
  EXPECT_EQ(hex(be32(0x01020304)), "01020304");
  EXPECT_EQ(hex(be32(0xffffffff)), "ffffffff");
}

TEST(Bytes, PartsInOrder) {
  EXPECT_EQ(cat({text("ab"), {}, repeat(0x63, 2)}), text("abcc"));
  EXPECT_EQ(slice(text("abcd"), 1, 2), text("bc"));
  EXPECT_EQ(replaced(text("abcd"), 2, text("xy")), text("abxy"));
}

TEST(Bytes, RangesPastTheEndThrow) {
  EXPECT_THROW(slice(text("abc"), 2, 2), std::out_of_range);
  EXPECT_THROW(slice(text("abc"), 4, 0), std::out_of_range);
  EXPECT_THROW(replaced(text("abc"), 3, text("x")), std::out_of_range);
}

}  // namespace
}  // namespace smx::vectors
