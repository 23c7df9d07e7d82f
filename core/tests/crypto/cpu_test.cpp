#include "crypto/cpu.h"

#include <gtest/gtest.h>

namespace smx {
namespace {

// [PRIM-21] OpenSSL computes with tables when its own view of the CPU lacks the instructions.
TEST(Cpu, ReadsOpensslsViewOfAnX86) {
  const auto features = features_in_openssl_settings;
  EXPECT_TRUE(features("OPENSSL_ia32cap=0xfffa32034f8bffff:0x1a415f46f1bf2ffb").aes);
  EXPECT_TRUE(features("OPENSSL_ia32cap=0xfffa32034f8bffff:0x1a415f46f1bf2ffb").carryless_multiply);

  const CpuFeatures both_masked =
      features("OPENSSL_ia32cap=0xfdfa32014f8bffff:0x0 env:~0x200000200000000");
  EXPECT_FALSE(both_masked.aes);
  EXPECT_FALSE(both_masked.carryless_multiply);

  EXPECT_TRUE(features("OPENSSL_ia32cap=0x0200000000000000:0x0").aes);
  EXPECT_FALSE(features("OPENSSL_ia32cap=0x0200000000000000:0x0").carryless_multiply);
  EXPECT_FALSE(features("OPENSSL_ia32cap=0x0000000200000000:0x0").aes);
  EXPECT_TRUE(features("OPENSSL_ia32cap=0x0000000200000000:0x0").carryless_multiply);
}

TEST(Cpu, ReadsOpensslsViewOfAnArm) {
  EXPECT_TRUE(features_in_openssl_settings("OPENSSL_armcap=0x24").aes);
  EXPECT_TRUE(features_in_openssl_settings("OPENSSL_armcap=0x24").carryless_multiply);
  EXPECT_FALSE(features_in_openssl_settings("OPENSSL_armcap=0x20").aes);
  EXPECT_FALSE(features_in_openssl_settings("OPENSSL_armcap=0x4").carryless_multiply);
}

TEST(Cpu, ATextOfAnotherKindPromisesNothing) {
  for (const char* text :
       {"", "N/A", "OPENSSL_ia32cap=", "OPENSSL_ia32cap=0x", "OPENSSL_armcap=0xzz",
        "OPENSSL_s390xcap=0xffffffffffffffff", "ia32cap=0xffffffffffffffff"}) {
    const CpuFeatures features = features_in_openssl_settings(text);
    EXPECT_FALSE(features.aes || features.carryless_multiply) << text;
  }
}

}  // namespace
}  // namespace smx
