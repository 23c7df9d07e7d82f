#include "bytes/writer.h"

#include <gtest/gtest.h>

#include "test_data.h"

namespace smx {
namespace {

using test::bytes_of;

// [PRIM-01] integers are big-endian and unsigned.
TEST(Writer, WritesBigEndianIntegersOneAfterAnother) {
  Bytes out(1 + 2 + 4 + 8 + 3);
  Writer writer(out);
  writer.u8(0xFE);
  writer.u16(0x8102);
  writer.u32(0x83040506);
  writer.u64(0x8708090A0B0C0D0E);
  EXPECT_EQ(writer.offset(), 15u);
  EXPECT_EQ(writer.remaining(), 3u);
  writer.put(bytes_of("0f1011"));
  EXPECT_EQ(writer.remaining(), 0u);
  EXPECT_EQ(out, bytes_of("fe"
                          "8102"
                          "83040506"
                          "8708090a0b0c0d0e"
                          "0f1011"));
}

TEST(Writer, PuttingNothingChangesNothing) {
  Bytes out = bytes_of("aa");
  Writer writer(out);
  writer.put({});
  EXPECT_EQ(writer.offset(), 0u);
  EXPECT_EQ(out, bytes_of("aa"));
}

TEST(WriterDeathTest, EndsTheProcessRatherThanWritePastTheEnd) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  Bytes out(3);
  EXPECT_DEATH(Writer(out).u32(1), "");
  EXPECT_DEATH(Writer(out).put(bytes_of("01020304")), "");
}

}  // namespace
}  // namespace smx
