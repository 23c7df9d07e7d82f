#include "crypto/short_aead.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "test_data.h"

namespace smx {
namespace {

using test::counting_bytes;

AeadKey test_key() {
  AeadKey key;
  std::ranges::copy(counting_bytes(32, 7), key.writable().begin());
  return key;
}

TEST(ShortAead, ServesUpToItsLimits) {
  const Bytes data(kMaxShortData);
  const Bytes one(1);
  ASSERT_TRUE(short_aead_serves({data, {}}, kMaxShortText));
  EXPECT_TRUE(short_aead_serves({{}, data}, 0));
  EXPECT_FALSE(short_aead_serves({data, {}}, kMaxShortText + 1));
  EXPECT_FALSE(short_aead_serves({data, one}, 0));
  EXPECT_FALSE(short_aead_serves({one, data}, 0));
}

// Above the limit aead_seal and aead_open are OpenSSL's.
TEST(ShortAead, SealsAndOpensAsTheOtherLibraryDoes) {
  const AeadKey key = test_key();
  const Bytes data = counting_bytes(173, 7);
  const AeadData pieces{ByteView(data).first(128), ByteView(data).subspan(128)};
  for (const std::size_t size : {kMaxShortText + 1, kMaxShortText + 16, 3 * kMaxShortText}) {
    const Bytes text = counting_bytes(size, 7);
    Bytes other(size + limits::kTagSize);
    ASSERT_FALSE(short_aead_serves(pieces, size));
    ASSERT_TRUE(aead_seal(key, Nonce(), pieces, text, other).has_value());
    Bytes sealed(other.size());
    short_aead_seal(key, Nonce(), pieces, text, sealed);
    EXPECT_EQ(sealed, other) << size;
    Bytes opened(size);
    EXPECT_TRUE(short_aead_open(key, Nonce(), pieces, other, opened)) << size;
    EXPECT_EQ(opened, text) << size;
  }
}

TEST(ShortAead, WipesWhatItRefuses) {
  const AeadKey key = test_key();
  const Bytes text = counting_bytes(64, 7);
  Bytes sealed(text.size() + limits::kTagSize);
  short_aead_seal(key, Nonce(), {}, text, sealed);
  for (std::size_t at = 0; at < sealed.size(); ++at) {
    sealed[at] ^= 1;
    Bytes opened = text;
    EXPECT_FALSE(short_aead_open(key, Nonce(), {}, sealed, opened)) << at;
    EXPECT_EQ(opened, Bytes(text.size())) << at;
    sealed[at] ^= 1;
  }
}

// An empty span may point nowhere.
TEST(ShortAead, RefusesAnEmptyMessage) {
  const AeadKey key = test_key();
  std::array<std::uint8_t, limits::kTagSize> tag{};
  short_aead_seal(key, Nonce(), {}, {}, tag);
  EXPECT_TRUE(short_aead_open(key, Nonce(), {}, tag, {}));
  tag[0] ^= 1;
  EXPECT_FALSE(short_aead_open(key, Nonce(), {}, tag, {}));
}

}  // namespace
}  // namespace smx
