#include "request_script.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runner/input_error.h"

namespace smx::vectors {
namespace {

using testing::HasSubstr;

const char* const kHmac =
    R"({"id":7,"op":"hmac.sha256","key":"00","message":"","want_trace":true})";

std::string fault_of(const std::string& text) {
  try {
    read_script(text, "crash");
  } catch (const conformance::InputError& error) {
    return error.what();
  }
  return {};
}

TEST(RequestScript, IsReadAndWrittenAlike) {
  const std::vector<Request> requests = read_script(std::string(kHmac) + "\n", "crash");
  ASSERT_EQ(requests.size(), 1U);
  EXPECT_EQ(requests[0].op, "hmac.sha256");
  EXPECT_EQ(requests[0].in, (conformance::Json{{"key", "00"}, {"message", ""}}));
  EXPECT_EQ(script_text(requests),
            "{\"id\":1,\"key\":\"00\",\"message\":\"\",\"op\":\"hmac.sha256\"}\n");
  EXPECT_EQ(read_script(script_text(requests), "again"), requests);
}

TEST(RequestScript, DropsTheConversationAroundACase) {
  const std::string text = std::string(R"({"id":1,"op":"hello","protocol":1})") + "\n" +
                           R"({"id":2,"op":"case.begin","case":"a"})" + "\r\n\n" + kHmac + "\n" +
                           R"({"id":4,"op":"case.end"})" + "\n" + R"({"id":5,"op":"bye"})";
  EXPECT_EQ(read_script(text, "crash"), read_script(kHmac, "crash"));
}

TEST(RequestScript, AnIdMayBeLeftOut) {
  EXPECT_EQ(read_script(R"({"op":"hmac.sha256","key":"00","message":""})", "crash"),
            read_script(kHmac, "crash"));
}

TEST(RequestScript, WhatNoVectorCanHoldIsNamedByItsLine) {
  const std::string good = std::string(kHmac) + "\n";
  EXPECT_THAT(fault_of(good + "{"), HasSubstr("crash: line 2: not valid JSON at byte"));
  EXPECT_THAT(fault_of("[]"), HasSubstr("crash: line 1: no object with an op"));
  EXPECT_THAT(fault_of(R"({"op":"hex"})"), HasSubstr("line 1: there is no operation hex"));
  EXPECT_THAT(fault_of(R"({"op":"handle"})"), HasSubstr("there is no operation handle"));
  EXPECT_THAT(fault_of(R"({"op":"hmac.sha256","key":"0G","message":""})"),
              HasSubstr("a fault of the request, which no vector can hold"));
  EXPECT_THAT(fault_of(good + R"({"op":"hmac.sha256","key":"00"})"), HasSubstr("crash: line 2: "));
  const std::string begin = R"({"op":"case.begin","case":"a"})";
  EXPECT_THAT(fault_of(begin + "\n" + begin), HasSubstr("line 2: a second case"));
  EXPECT_THAT(fault_of(begin), HasSubstr("crash: holds no request"));
  EXPECT_THAT(fault_of(std::string(1U << 21U, ' ') + kHmac), HasSubstr("longer than a line"));
}

}  // namespace
}  // namespace smx::vectors
