#include "runner/hint.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace smx::conformance {
namespace {

Bytes parts(std::initializer_list<std::uint8_t> values) {
  Bytes bytes;
  for (const std::uint8_t value : values) {
    // Not one value throughout: a part must not look like its own reverse.
    for (std::uint8_t i = 0; i < 32; ++i) bytes.push_back(static_cast<std::uint8_t>(value + i));
  }
  return bytes;
}

std::string hint_for(const char* step, const Bytes& want, const Bytes& got,
                     const std::map<std::string, std::string>& known = {}) {
  const FieldMap fields = trace_fields(step, want);
  const auto [left, right] = std::mismatch(want.begin(), want.end(), got.begin(), got.end());
  const Field* field = field_at(fields, static_cast<std::size_t>(left - want.begin()));
  return field == nullptr ? "" : byte_hint(fields, *field, want, got, known);
}

TEST(Hint, SwappedParts) {
  const Bytes want = parts({0x10, 0x40, 0x80, 0xc0});
  EXPECT_EQ(hint_for("x3dh.ad", want, parts({0x80, 0xc0, 0x10, 0x40})),
            "order IK_B | SGK_B | IK_A | SGK_A?");
  EXPECT_EQ(hint_for("x3dh.ad", want, parts({0x10, 0x80, 0x40, 0xc0})), "SGK_A and IK_B swapped?");
  EXPECT_EQ(hint_for("x3dh.ad", want, parts({0x40, 0x40, 0x80, 0xc0})), "SGK_A in its place?");
}

TEST(Hint, MissingParts) {
  const Bytes want = parts({0xff, 0x10, 0x40, 0x80, 0xc0});
  EXPECT_EQ(hint_for("x3dh.ikm", want, parts({0x10, 0x40, 0x80, 0xc0})), "F left out?");
  EXPECT_EQ(hint_for("x3dh.ikm", want, parts({0xff, 0x10, 0x40, 0x80})), "DH4 left out?");
  EXPECT_EQ(hint_for("x3dh.ikm", want, parts({0xff, 0xc0})), "DH1, DH2, DH3 left out?");
}

TEST(Hint, OtherByteOrder) {
  Bytes want = from_hex("4452563100");
  want.resize(45, 9);
  want[40] = 5;
  Bytes got = want;
  std::reverse(got.begin() + 37, got.begin() + 41);
  EXPECT_EQ(hint_for("dr.frame", want, got), "little-endian?");
  EXPECT_EQ(integer_hint(1, 0x01000000), "little-endian?");
  EXPECT_EQ(integer_hint(0, 5), "");
}

TEST(Hint, AnotherValueOfTheCase) {
  const Bytes want = parts({0x10});
  const Bytes got = parts({0x55});
  EXPECT_EQ(hint_for("dr.root_key", want, got, {{"the pinned dr.chain_key", to_hex(got)}}),
            "equals the pinned dr.chain_key");
  EXPECT_EQ(hint_for("dr.root_key", want, got, {{"short", "55"}}), "");
}

TEST(Hint, SmallChanges) {
  Bytes want = parts({0x10});
  Bytes got = want;
  got[7] ^= 0x20;
  EXPECT_EQ(hint_for("dr.key", want, got), "one bit differs");
  EXPECT_EQ(hint_for("dr.key", want, Bytes(32)), "all zero");
  Bytes frame(45, 9);
  Bytes other = frame;
  ++other[44];
  EXPECT_EQ(hint_for("dr.frame", frame, other), "one too many?");
  EXPECT_EQ(hint_for("dr.frame", other, frame), "one too few?");
  EXPECT_EQ(integer_hint(7, 8), "one too many?");
  EXPECT_EQ(integer_hint(7, 6), "one too few?");
}

TEST(Hint, SaysNothingRatherThanSomethingWrong) {
  EXPECT_EQ(hint_for("dr.key", parts({0x10}), parts({0x91})), "");
  EXPECT_EQ(hint_for("dr.key", parts({0x10}), {}), "");
}

}  // namespace
}  // namespace smx::conformance
