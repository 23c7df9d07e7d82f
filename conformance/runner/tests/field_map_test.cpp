#include "runner/field_map.h"

#include <gtest/gtest.h>

namespace smx::conformance {
namespace {

/// "offset+length name" of each field.
std::vector<std::string> names(const FieldMap& map) {
  std::vector<std::string> texts;
  for (const Field& field : map) {
    texts.push_back(std::to_string(field.offset) + "+" + std::to_string(field.length) + " " +
                    field.name);
  }
  return texts;
}

using Names = std::vector<std::string>;

Bytes envelope(std::uint8_t spk_length, std::uint8_t opk_length, std::size_t sealed) {
  Bytes bytes = from_hex("534d583101");
  bytes.resize(37, 0xee);
  bytes.insert(bytes.end(), {0, spk_length});
  bytes.resize(bytes.size() + spk_length, 's');
  bytes.insert(bytes.end(), {0, opk_length});
  bytes.resize(bytes.size() + opk_length, 'o');
  bytes.resize(bytes.size() + 12 + sealed, 0x33);
  return bytes;
}

TEST(FieldMap, EnvelopeWithBothKeyIds) {
  EXPECT_EQ(names(smx1_fields(envelope(3, 2, 20))),
            (Names{"0+4 magic", "4+1 flags", "5+32 EK_A", "37+2 SPK key_id length",
                   "39+3 SPK key_id", "42+2 OPK key_id length", "44+2 OPK key_id", "46+12 nonce",
                   "58+4 ciphertext", "62+16 tag"}));
}

TEST(FieldMap, EnvelopeWithoutAnOpkAndCutShort) {
  Bytes bytes = envelope(1, 0, 16);
  EXPECT_EQ(names(smx1_fields(bytes)).back(), "54+16 tag");
  bytes.resize(38);
  EXPECT_EQ(names(smx1_fields(bytes)).back(), "37+1 SPK key_id length");
  EXPECT_TRUE(smx1_fields({}).empty());
}

TEST(FieldMap, ALengthPastTheEndTakesWhatIsThere) {
  Bytes bytes = envelope(3, 2, 20);
  bytes[37] = 0xff;
  const FieldMap map = smx1_fields(bytes);
  EXPECT_EQ(map.back().name, "SPK key_id");
  EXPECT_EQ(map.back().end(), bytes.size());
}

TEST(FieldMap, Frame) {
  Bytes bytes = from_hex("4452563100");
  bytes.resize(70, 1);
  EXPECT_EQ(names(frame_fields(bytes)),
            (Names{"0+4 magic", "4+1 flags", "5+32 ratchet key", "37+4 PN", "41+4 N",
                   "45+9 ciphertext", "54+16 tag"}));
  EXPECT_EQ(names(wire_fields(bytes)), names(frame_fields(bytes)));
  EXPECT_EQ(names(member_fields("envelope", bytes)), names(frame_fields(bytes)));
}

TEST(FieldMap, DerivedValues) {
  EXPECT_EQ(names(trace_fields("x3dh.ikm", Bytes(128))),
            (Names{"0+32 F", "32+32 DH1", "64+32 DH2", "96+32 DH3"}));
  EXPECT_EQ(names(trace_fields("x3dh.ikm", Bytes(160))).back(), "128+32 DH4");
  EXPECT_EQ(names(trace_fields("x3dh.ad", Bytes(128))),
            (Names{"0+32 IK_A", "32+32 SGK_A", "64+32 IK_B", "96+32 SGK_B"}));
  EXPECT_EQ(names(trace_fields("dr.aad", Bytes(173))).back(), "169+4 N");
  EXPECT_EQ(names(trace_fields("dr.aad", Bytes(50))).front(), "0+5 AD");
  EXPECT_EQ(names(trace_fields("dr.key", Bytes(32))), (Names{"0+32 dr.key"}));
  Bytes aad(128, 7);
  const Bytes header = envelope(3, 2, 0);
  aad.insert(aad.end(), header.begin(), header.end());
  EXPECT_EQ(names(trace_fields("smx1.aad", aad)).back(), "174+12 nonce");
}

TEST(FieldMap, FieldsAreConsecutiveAndCoverTheValue) {
  const Bytes bytes = envelope(64, 64, 500);
  for (const char* step : {"smx1.envelope", "smx1.header", "smx1.aad", "x3dh.ikm", "x3dh.ad",
                           "dr.aad", "dr.frame", "dr.key"}) {
    std::size_t at = 0;
    for (const Field& field : trace_fields(step, bytes)) {
      EXPECT_EQ(field.offset, at) << step << " " << field.name;
      at = field.end();
    }
    EXPECT_EQ(at, bytes.size()) << step;
  }
}

TEST(FieldMap, FindsTheFieldOfAByte) {
  const FieldMap map = smx1_fields(envelope(3, 2, 20));
  EXPECT_EQ(field_at(map, 38)->name, "SPK key_id length");
  EXPECT_EQ(field_at(map, 77)->name, "tag");
  EXPECT_EQ(field_at(map, 78), nullptr);
}

}  // namespace
}  // namespace smx::conformance
