#include "storage/sealed_head.h"

#include <gtest/gtest.h>

#include "bytes/hex.h"
#include "fakes.h"

namespace smx {
namespace {

// [STO-14] [STO-16] u64 seals || sum.
TEST(SealedHead, HasOneForm) {
  SealedHead head{.seals = 0x0102030405060708, .sum = {}};
  std::ranges::copy(test::counting_bytes(32, 0xA0), head.sum.begin());
  const SecretBytes bytes = encode_sealed_head(head);
  EXPECT_EQ(to_hex(bytes.reveal()),
            "0102030405060708a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebf");
  const Result<SealedHead> decoded = decode_sealed_head(bytes.reveal());
  ASSERT_TRUE(decoded.has_value());
  EXPECT_EQ(decoded->seals, head.seals);
  EXPECT_EQ(decoded->sum, head.sum);
}

// [STO-17]
TEST(SealedHead, RefusesEveryOtherLength) {
  for (const std::size_t size : {0u, 8u, 39u, 41u}) {
    EXPECT_EQ(test::error_of(decode_sealed_head(Bytes(size))), "storage_corrupt") << size;
  }
}

}  // namespace
}  // namespace smx
