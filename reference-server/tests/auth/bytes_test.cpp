#include "auth/bytes.h"

#include <gtest/gtest.h>

namespace smx::relay::auth {
namespace {

TEST(Bytes, Base64OfTheRfc) {
  EXPECT_EQ(to_base64(bytes_of("")), "");
  EXPECT_EQ(to_base64(bytes_of("f")), "Zg==");
  EXPECT_EQ(to_base64(bytes_of("fo")), "Zm8=");
  EXPECT_EQ(to_base64(bytes_of("foob")), "Zm9vYg==");
  EXPECT_EQ(to_base64url(bytes_of("fo")), "Zm8");
  EXPECT_EQ(to_base64url(Bytes{0xFB, 0xFF}), "-_8");
}

TEST(Bytes, Base64UrlComesBack) {
  Bytes bytes;
  for (int i = 0; i < 300; ++i) {
    const auto back = from_base64url(to_base64url(bytes));
    ASSERT_TRUE(back.has_value());
    EXPECT_EQ(*back, bytes);
    bytes.push_back(static_cast<std::uint8_t>(i * 7));
  }
}

TEST(Bytes, OneTextForEachSequenceOfBytes) {
  // Every text of two and three characters: what is taken is what would be given.
  constexpr std::string_view kCharacters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/= \n";
  int taken = 0;
  for (const char a : kCharacters) {
    EXPECT_FALSE(from_base64url(std::string{a}).has_value());
    for (const char b : kCharacters) {
      for (const std::string& text : {std::string{a, b}, std::string{a, b, 'A'}}) {
        const auto bytes = from_base64url(text);
        if (!bytes) continue;
        ++taken;
        EXPECT_EQ(to_base64url(*bytes), text);
      }
    }
  }
  EXPECT_EQ(taken, 64 * 4 + 64 * 64);
}

TEST(Bytes, Hex) { EXPECT_EQ(to_hex(Bytes{0x00, 0x0A, 0xFF}), "000aff"); }

}  // namespace
}  // namespace smx::relay::auth
