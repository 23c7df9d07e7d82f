#include "api/base64.h"

#include <gtest/gtest.h>

#include "tests/support/fixed_random.h"

namespace smx::relay::api {
namespace {

Bytes bytes(std::string_view text) { return {text.begin(), text.end()}; }

TEST(Base64, Rfc4648Section10) {
  constexpr std::pair<std::string_view, std::string_view> kVectors[] = {{"", ""},
                                                                        {"f", "Zg=="},
                                                                        {"fo", "Zm8="},
                                                                        {"foo", "Zm9v"},
                                                                        {"foob", "Zm9vYg=="},
                                                                        {"fooba", "Zm9vYmE="},
                                                                        {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, encoded] : kVectors) {
    EXPECT_EQ(encode_base64(bytes(plain)), encoded);
    EXPECT_EQ(decode_base64(encoded), bytes(plain));
  }
}

TEST(Base64, EveryOtherSpellingIsRefused) {
  for (const std::string_view text :
       {"Zg", "Zg=", "Zg===", "=", "====", "Zh==", "Zm9=", "Zm8=Zm8=", "Z===", "Zm 8", "Zm8=\n",
        "Zm-8", "Zm_8", "Zg=A", "\xff\xff\xff\xff"}) {
    EXPECT_FALSE(decode_base64(text)) << text;
  }
  EXPECT_FALSE(decode_base64(std::string_view("Zm\0v", 4)));
}

TEST(Base64, WhatIsDecodedIsTheOneSpellingOfItsBytes) {
  test::FixedRandom random;
  constexpr std::string_view kCharacters = "AQgwZz09+/=";
  std::size_t accepted = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string text(4 * (1 + random.below(2)), 'A');
    for (char& c : text) c = kCharacters[random.below(kCharacters.size())];
    const auto decoded = decode_base64(text);
    if (!decoded) continue;
    ++accepted;
    ASSERT_EQ(encode_base64(*decoded), text);
  }
  EXPECT_GT(accepted, 1000u);
  for (std::size_t size = 0; size < 200; ++size) {
    Bytes all(size);
    random.fill(all);
    ASSERT_EQ(decode_base64(encode_base64(all)), all);
  }
}

}  // namespace
}  // namespace smx::relay::api
