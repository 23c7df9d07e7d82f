#include "bytes/hex.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace smx {
namespace {

TEST(Hex, WritesLowerCase) {
  EXPECT_EQ(to_hex(Bytes{}), "");
  EXPECT_EQ(to_hex(Bytes{0x00, 0x0F, 0xA9, 0xFF}), "000fa9ff");
}

TEST(Hex, ReadsLowerCaseOnlyAndOnlyWholeBytes) {
  EXPECT_EQ(from_hex(""), Bytes{});
  EXPECT_EQ(from_hex("000fa9ff"), (Bytes{0x00, 0x0F, 0xA9, 0xFF}));
  for (const char* text : {"0", "000", "0F", "0g", "g0", " 00", "0x", "0\n", "\xC3\xA4"}) {
    EXPECT_FALSE(from_hex(text).has_value()) << text;
  }
}

RC_GTEST_PROP(HexProperty, EveryByteStringComesBack, (const Bytes& bytes)) {
  RC_ASSERT(from_hex(to_hex(bytes)) == bytes);
}

}  // namespace
}  // namespace smx
