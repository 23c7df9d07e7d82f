#include "smx/key_id.h"

#include <gtest/gtest.h>

#include <string>

#include "test_data.h"

namespace smx {
namespace {

using test::bytes_of;
using test::view_of;

bool is_key_id(ByteView bytes) { return KeyId::parse(bytes).has_value(); }

// [KEY-03] 1 to 64 bytes, counted in bytes.
TEST(KeyId, HasOneTo64Bytes) {
  EXPECT_FALSE(is_key_id({}));
  EXPECT_TRUE(is_key_id(view_of("a")));
  EXPECT_TRUE(is_key_id(Bytes(64, 'a')));
  EXPECT_FALSE(is_key_id(Bytes(65, 'a')));

  std::string umlauts;
  for (int i = 0; i < 32; ++i) umlauts += "\xC3\xA4";
  EXPECT_TRUE(is_key_id(view_of(umlauts)));
  umlauts += "\xC3\xA4";
  EXPECT_FALSE(is_key_id(view_of(umlauts)));
}

TEST(KeyId, RefusalIsMalformed) {
  EXPECT_EQ(KeyId::parse({}).error(), Error::malformed);
  EXPECT_EQ(KeyId::parse(bytes_of("ff")).error(), Error::malformed);
}

// [KEY-04] the first and the last character of each length, and those around the surrogates.
TEST(KeyId, AcceptsEveryCornerOfUtf8) {
  for (const char* hex : {"20", "7e", "c280", "dfbf", "e0a080", "ed9fbf", "ee8080", "efbfbf",
                          "f0908080", "f3bfbfbf", "f48fbfbf"}) {
    EXPECT_TRUE(is_key_id(bytes_of(hex))) << hex;
  }
}

struct Bad {
  const char* why;
  const char* hex;
  std::size_t offset;
};

// [KEY-04] [KEY-05]
TEST(KeyId, IsRefusedAtTheOffendingByte) {
  constexpr Bad kBad[] = {
      {"stray continuation byte", "6180", 1},
      {"stray continuation byte, highest", "bf", 0},
      {"overlong slash, two bytes", "c0af", 0},
      {"overlong, highest two bytes", "c1bf", 0},
      {"overlong, three bytes", "61e09fbf", 1},
      {"overlong, four bytes", "f08fbfbf", 0},
      {"lowest surrogate", "6162eda080", 2},
      {"highest surrogate", "edbfbf", 0},
      {"above U+10FFFF", "f4908080", 0},
      {"lead byte F5", "f5808080", 0},
      {"byte FF", "61ff", 1},
      {"two-byte sequence cut off", "61c3", 1},
      {"three-byte sequence cut off", "e282", 0},
      {"four-byte sequence cut off", "f09f98", 0},
      {"second byte is no continuation", "c328", 0},
      {"third byte is no continuation", "61e28228", 1},
      {"fourth byte is no continuation", "f09f9841", 0},
      {"a control character inside a sequence", "c30a", 0},
  };
  for (const Bad& bad : kBad) {
    const Bytes bytes = bytes_of(bad.hex);
    EXPECT_FALSE(is_key_id(bytes)) << bad.why;
    EXPECT_EQ(first_bad_key_id_byte(bytes), bad.offset) << bad.why;
  }
}

// [KEY-05] U+0000 to U+001F and U+007F, and no other.
TEST(KeyId, RefusesControlCharactersAndNothingElseInAscii) {
  for (unsigned value = 0; value < 0x80; ++value) {
    const Bytes bytes = {'k', static_cast<std::uint8_t>(value)};
    const bool control = value <= 0x1F || value == 0x7F;
    EXPECT_EQ(is_key_id(bytes), !control) << value;
    EXPECT_EQ(first_bad_key_id_byte(bytes), control ? 1u : 2u) << value;
  }
}

TEST(KeyId, TheByteCheckSaysNothingAboutTheLength) {
  EXPECT_EQ(first_bad_key_id_byte({}), 0u);
  EXPECT_EQ(first_bad_key_id_byte(Bytes(100, 'a')), 100u);
}

// [KEY-06] compared byte for byte: no normalisation, no case folding, no trimming.
TEST(KeyId, IsComparedByteForByte) {
  const auto id = [](std::string_view text) { return *KeyId::parse(view_of(text)); };
  EXPECT_EQ(id("spk-1"), id("spk-1"));
  EXPECT_NE(id("spk-1"), id("SPK-1"));
  EXPECT_NE(id("spk-1"), id("spk-1 "));
  EXPECT_NE(id("\xC3\xA4"), id("a\xCC\x88"));  // one letter, composed and decomposed
  EXPECT_LT(id("a"), id("aa"));
  EXPECT_LT(id("ab"), id("b"));
  EXPECT_GT(id("\xC3\xA4"), id("z"));
}

TEST(KeyId, GivesItsBytesBack) {
  const Bytes bytes = bytes_of("6bc3a47921");
  const Result<KeyId> id = KeyId::parse(bytes);
  ASSERT_TRUE(id.has_value());
  EXPECT_EQ(id->size(), 5u);
  EXPECT_TRUE(std::ranges::equal(id->view(), bytes));
}

}  // namespace
}  // namespace smx
