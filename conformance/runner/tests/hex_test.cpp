#include "runner/hex.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace smx::conformance {
namespace {

TEST(Hex, RoundTripsEveryByte) {
  Bytes bytes;
  for (int i = 0; i < 256; ++i) bytes.push_back(static_cast<std::uint8_t>(i));
  EXPECT_EQ(from_hex(to_hex(bytes)), bytes);
}

TEST(Hex, WritesLowerCase) { EXPECT_EQ(to_hex(Bytes{0x0a, 0xff}), "0aff"); }

TEST(Hex, EmptyIsTheEmptyByteString) {
  EXPECT_TRUE(is_lower_hex(""));
  EXPECT_TRUE(from_hex("").empty());
}

TEST(Hex, RefusesUpperCaseOddLengthAndOtherCharacters) {
  for (const char* text : {"0A", "abc", "0g", "0 ", "0x"}) {
    EXPECT_FALSE(is_lower_hex(text)) << text;
    EXPECT_THROW(from_hex(text), std::invalid_argument) << text;
  }
}

}  // namespace
}  // namespace smx::conformance
