#include "import/hmac_sha256.h"

#include <gtest/gtest.h>

namespace smx::wycheproof {
namespace {

std::string repeated(const char* byte, int count) {
  std::string hex;
  for (int i = 0; i < count; ++i) hex += byte;
  return hex;
}

// RFC 4231, test cases 1, 3 and 6.
TEST(HmacSha256, GivesTheTagsOfTheRfc) {
  EXPECT_EQ(hmac_sha256_hex(repeated("0b", 20), "4869205468657265"),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(hmac_sha256_hex(repeated("aa", 20), repeated("dd", 50)),
            "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
  EXPECT_EQ(hmac_sha256_hex(repeated("aa", 131),
                            "54657374205573696e67204c6172676572205468616e20426c6f636b2d53697a65204b"
                            "6579202d2048617368204b6579204669727374"),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

}  // namespace
}  // namespace smx::wycheproof
