#include "bundle_bytes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runner/input_error.h"

namespace smx::vectors {
namespace {

conformance::Json bundle(bool one_time) {
  conformance::Json out = {{"identity_key", hex(repeat(1, 32))},
                           {"signing_key", hex(repeat(2, 32))},
                           {"signed_prekey",
                            {{"public_key", hex(repeat(3, 32))},
                             {"signature", hex(repeat(4, 64))},
                             {"key_id", hex_text("spk-1")}}}};
  if (one_time) {
    out["one_time_prekey"] = {{"public_key", hex(repeat(5, 32))}, {"key_id", hex_text("opk")}};
  }
  return out;
}

TEST(BundleBytes, FollowTheLayout) {
  // [KEY-25] 168 + L1 bytes, 202 + L1 + L2 with a one-time prekey.
  const Bytes without = bundle_bytes(bundle(false)).value();
  EXPECT_EQ(without.size(), 168U + 5U);
  EXPECT_EQ(slice(without, 0, 6), cat({text("SMXB"), {1, 0}}));
  EXPECT_EQ(slice(without, 166, 2), be16(5));
  const Bytes with = bundle_bytes(bundle(true)).value();
  EXPECT_EQ(with.size(), 202U + 5U + 3U);
  EXPECT_EQ(slice(with, 173, 32), repeat(5, 32));
}

TEST(BundleBytes, ComeBackAsTheyWere) {
  for (const bool one_time : {false, true}) {
    EXPECT_EQ(bundle_members(bundle_bytes(bundle(one_time)).value(), "b"), bundle(one_time));
  }
}

TEST(BundleBytes, OtherLengthsHaveNoBytes) {
  conformance::Json short_key = bundle(false);
  short_key["identity_key"] = "00";
  EXPECT_FALSE(bundle_bytes(short_key));
  conformance::Json short_signature = bundle(false);
  short_signature["signed_prekey"]["signature"] = "";
  EXPECT_FALSE(bundle_bytes(short_signature));
  conformance::Json short_one_time = bundle(true);
  short_one_time["one_time_prekey"]["public_key"] = "00";
  EXPECT_FALSE(bundle_bytes(short_one_time));
}

TEST(BundleBytes, AFaultOfTheLayoutIsNoVector) {
  const Bytes good = bundle_bytes(bundle(true)).value();
  const std::pair<Bytes, const char*> faults[] = {
      {replaced(good, 0, text("SMX1")), "b: byte 4: the magic is not SMXB"},
      {replaced(good, 4, {2}), "b: byte 5: the version is not 1"},
      {replaced(good, 5, {2}), "b: byte 6: the flags byte is not 0 or 1"},
      {slice(good, 0, 150), "b: byte 102: the signature ends too early"},
      {replaced(good, 166, be16(0xFFFF)),
       "b: byte 168: the id of the signed prekey ends too early"},
      {cat({good, {0}}), "b: byte 210: the bundle has bytes left over"},
  };
  for (const auto& [bytes, fault] : faults) {
    try {
      bundle_members(bytes, "b");
      ADD_FAILURE() << "taken, not: " << fault;
    } catch (const conformance::InputError& error) {
      EXPECT_THAT(error.what(), testing::HasSubstr(fault));
    }
  }
}

}  // namespace
}  // namespace smx::vectors
