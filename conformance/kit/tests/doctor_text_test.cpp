#include "kit/doctor_text.h"

#include <gtest/gtest.h>

namespace smx::conformance {
namespace {

TEST(DoctorText, ALineForEachCheck) {
  const Check good{"x25519", Health::kGood, "", "", "hkdf/x25519/a"};
  EXPECT_EQ(check_text(good, {}), "  ok    x25519  (hkdf/x25519/a)\n");
  EXPECT_EQ(check_text(good, {.colour = false, .unicode = true}),
            "  \u2713 x25519  (hkdf/x25519/a)\n");
  EXPECT_EQ(check_text(good, {.colour = true, .unicode = true}),
            "  \x1b[32m\u2713\x1b[0m x25519  (hkdf/x25519/a)\n");
  const Check wrong{"drv1.parse", Health::kWrong, "another byte", "docs/spec/dr-frame.md", "a/b"};
  EXPECT_EQ(check_text(wrong, {}),
            "  WRONG drv1.parse: another byte\n      in a/b\n      see docs/spec/dr-frame.md\n");
}

DoctorReport report() {
  DoctorReport made;
  made.command = {"./driver"};
  made.conversation = {{"ids come back", Health::kGood, "", "", ""}};
  made.ops = {{"x25519", Health::kNote, "hm", "", ""}};
  made.next = {"x25519", "implement it", {"smx conformance run"}};
  return made;
}

TEST(DoctorText, TheEndSaysWhatIsNext) {
  EXPECT_EQ(closing_text(report(), {}),
            "\nok    healthy: 1 good, 0 wrong, 1 notes\n\nnext: implement it\nthen run:\n"
            "  smx conformance run\n");
  DoctorReport sick = report();
  sick.farewell = {{"bye", Health::kWrong, "", "", ""}};
  EXPECT_FALSE(sick.healthy());
  EXPECT_TRUE(closing_text(sick, {}).starts_with("\nWRONG not healthy: 1 good, 1 wrong, 1 notes"));
}

TEST(DoctorText, AsJson) {
  const auto json = doctor_json(report());
  EXPECT_EQ(json["schema"], "smx-doctor-1");
  EXPECT_EQ(json["healthy"], true);
  EXPECT_TRUE(json["hello"].is_null());
  EXPECT_EQ(json["ops"][0]["health"], "note");
  EXPECT_EQ(json["next"]["commands"][0], "smx conformance run");
}

}  // namespace
}  // namespace smx::conformance
