#include "runner/message_shapes.h"

#include <gtest/gtest.h>

namespace smx::conformance {
namespace {

TEST(MessageShapes, AReplyIsExactlyOneOfFour) {
  const MessageShapes shapes;
  const auto fault = [&](const char* text) { return shapes.reply_fault(Json::parse(text)); };
  EXPECT_FALSE(fault(R"({"id": 1, "ok": {}})"));
  EXPECT_FALSE(
      fault(R"({"id": 1, "reject": {"reason": "malformed", "detail": "x"}, "trace": []})"));
  EXPECT_FALSE(fault(R"({"id": null, "error": {"message": "x"}})"));
  EXPECT_FALSE(fault(R"({"id": 1, "unsupported": {"feature": "x"}})"));
  EXPECT_TRUE(fault(R"({"id": 1})"));
  EXPECT_TRUE(fault(R"({"ok": {}})"));
  EXPECT_TRUE(fault(R"({"id": 1, "ok": {}, "reject": {"reason": "malformed"}})"));
  EXPECT_TRUE(fault(R"({"id": 1, "reject": {"reason": "mac_mismatch"}})"));
  EXPECT_TRUE(fault(R"({"id": 1, "ok": {}, "time": 3})"));
  EXPECT_TRUE(fault(R"({"id": 1, "error": {"message": "x"}, "trace": []})"));
}

TEST(MessageShapes, OutputsHaveTheShapeOfTheirOperation) {
  const MessageShapes shapes;
  EXPECT_FALSE(shapes.outputs_fault("hkdf.sha256", {{"okm", "00ff"}}));
  EXPECT_TRUE(shapes.outputs_fault("hkdf.sha256", {{"okm", "00FF"}}));
  EXPECT_TRUE(shapes.outputs_fault("hkdf.sha256", Json::object()));
  EXPECT_TRUE(shapes.outputs_fault("ed25519.verify", {{"valid", true}}));
}

}  // namespace
}  // namespace smx::conformance
