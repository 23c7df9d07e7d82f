#include "runner/divergence.h"

#include <gtest/gtest.h>

namespace smx::conformance {
namespace {

std::string key(char digit) { return std::string(64, digit); }

TEST(Divergence, NamesFieldRangeAndCause) {
  Bytes want = from_hex("534d583101");
  want.resize(37, 1);
  const Bytes ids = from_hex("000561626364650000");
  want.insert(want.end(), ids.begin(), ids.end());
  Bytes got = want;
  std::swap(got[37], got[38]);
  const Divergence divergence = compare_bytes(
      "trace", "smx1.header", trace_fields("smx1.header", want), want, got, KnownValues());
  EXPECT_EQ(divergence.text(),
            "smx1.header[37..38] SPK key_id length: want 0005 got 0500 (little-endian?)");
  EXPECT_EQ(divergence.byte, 37U);
  EXPECT_EQ(divergence.clause, "SMX1-01");
}

TEST(Divergence, BytesPastTheEndBelongToNoField) {
  const Bytes want(32, 1);
  Bytes got = want;
  got.push_back(2);
  const Divergence divergence =
      compare_bytes("trace", "x3dh.sk", trace_fields("x3dh.sk", want), want, got, {});
  EXPECT_EQ(divergence.field, "past the end");
  EXPECT_EQ(divergence.byte, 32U);
  EXPECT_EQ(divergence.want, "nothing");
  EXPECT_EQ(divergence.got, "02");
  EXPECT_EQ(divergence.hint, "33 bytes, want 32");
}

TEST(Divergence, ShortenedBytesSayHowManyThereAre) {
  const Divergence divergence = compare_bytes("output", "okm", member_fields("okm", Bytes(32, 1)),
                                              Bytes(32, 1), Bytes(31, 1), {});
  EXPECT_EQ(divergence.byte, 31U);
  EXPECT_EQ(divergence.hint, "31 bytes, want 32");
}

TEST(Divergence, TheFirstTraceStepCounts) {
  const std::vector<TraceStep> want = {
      {"dr.dh_out", key('1')}, {"dr.root_key", key('2')}, {"dr.chain_key", key('3')}};
  std::vector<TraceStep> got = want;
  EXPECT_FALSE(compare_traces(want, got, {}));
  got[1].value = key('4');
  got[2].value = key('5');
  const auto value = compare_traces(want, got, {});
  EXPECT_EQ(value->where, "dr.root_key");
  EXPECT_EQ(value->clause, "DR-01");
  EXPECT_EQ(value->byte, 0U);

  got = want;
  std::swap(got[0], got[1]);
  EXPECT_EQ(compare_traces(want, got, {})->text(),
            "dr.dh_out: want dr.dh_out got dr.root_key (another step, or another order of the "
            "steps?)");
}

TEST(Divergence, ATraceMayEndTooEarlyOrTooLate) {
  const std::vector<TraceStep> one = {{"dr.dh_out", key('1')}};
  const std::vector<TraceStep> two = {{"dr.dh_out", key('1')}, {"dr.root_key", key('2')}};
  EXPECT_EQ(compare_traces(two, one, {})->text(), "dr.root_key: want this step got no step");
  EXPECT_EQ(compare_traces(one, two, {})->text(), "dr.root_key: want no step got this step");
}

std::string output_fault(const char* want, const char* got) {
  const auto divergence = compare_outputs(Json::parse(want), Json::parse(got), {});
  return divergence ? divergence->text() : "";
}

TEST(Divergence, OutputsByTheirPath) {
  EXPECT_EQ(output_fault(R"({"n": 1})", R"({"n": 1, "digest": "00"})"), "")
      << "what is not pinned is not looked at";
  EXPECT_EQ(output_fault(R"({"n": 1})", R"({"n": 2})"), "n: want 1 got 2 (one too many?)");
  EXPECT_EQ(output_fault(R"({"a": {"key_id": "0102"}})", R"({"a": {"key_id": "0103"}})"),
            "a.key_id[0..1] key_id: want 0102 got 0103");
  EXPECT_EQ(output_fault(R"({"a": ["00", "01"]})", R"({"a": ["00"]})"),
            "a: want 2 entries got 1 entries");
  EXPECT_EQ(output_fault(R"({"a": [{"n": 1}, {"n": 2}]})", R"({"a": [{"n": 1}, {"n": 9}]})"),
            "a[1].n: want 2 got 9");
  EXPECT_EQ(output_fault(R"({"a": ["00", "01"]})", R"({"a": ["01", "00"]})"),
            "a: want [\"00\",\"01\"] got [\"01\",\"00\"] (the same entries in another order?)");
}

TEST(Divergence, InnerObjectsHaveExactlyTheirMembers) {
  EXPECT_EQ(output_fault(R"({"sessions": {"bob": 1}})", R"({"sessions": {"bob": 1, "eve": 1}})"),
            "sessions.eve: want nothing got 1");
  EXPECT_EQ(output_fault(R"({"sessions": {"bob": 1}})", R"({"sessions": {}})"),
            "sessions.bob: want 1 got nothing");
}

TEST(Divergence, LongValuesAreShownShortened) {
  const std::string want(2000, '0');
  std::string got = want;
  got.back() = '1';
  const auto divergence = compare_outputs({{"okm", want}}, {{"okm", got}}, {});
  EXPECT_LT(divergence->text().size(), 300U);
  EXPECT_NE(divergence->text().find("first at byte 999"), std::string::npos);
}

TEST(Divergence, TheExcerptHoldsTheLinesAroundTheFirstDifference) {
  Bytes want(400, 0);
  for (std::size_t i = 0; i < want.size(); ++i) want[i] = static_cast<std::uint8_t>(i);
  Bytes got = want;
  got[101] ^= 0xFF;
  got.resize(390);
  const FieldMap fields = {
      {0, 40, "a", {}, false}, {40, 60, "b", {}, false}, {100, 300, "c", {}, false}};
  const Divergence divergence = compare_bytes("output", "frame", fields, want, got, {});
  ASSERT_TRUE(divergence.excerpt);
  const Excerpt& excerpt = *divergence.excerpt;
  EXPECT_EQ(excerpt.offset, 48U) << "three lines before the line of byte 101";
  EXPECT_EQ(excerpt.want.size(), 2 * Excerpt::kMaxBytes);
  EXPECT_EQ(excerpt.want.substr(0, 4), "3031");
  EXPECT_EQ(excerpt.want.substr(2 * (101 - 48), 2), "65");
  EXPECT_EQ(excerpt.got.substr(2 * (101 - 48), 2), "9a");
  EXPECT_EQ(excerpt.want_size, 400U);
  EXPECT_EQ(excerpt.got_size, 390U);
  ASSERT_EQ(excerpt.fields.size(), 2U) << "the first field ends before the window";
  EXPECT_EQ(excerpt.fields[0].name, "b");
}

TEST(Divergence, TheExcerptOfAnEmptyAnswerIsEmpty) {
  const Divergence divergence =
      compare_bytes("output", "okm", member_fields("okm", Bytes(32, 1)), Bytes(32, 1), {}, {});
  ASSERT_TRUE(divergence.excerpt);
  EXPECT_EQ(divergence.excerpt->offset, 0U);
  EXPECT_EQ(divergence.excerpt->got, "");
  EXPECT_EQ(divergence.excerpt->want.size(), 64U);
}

}  // namespace
}  // namespace smx::conformance
