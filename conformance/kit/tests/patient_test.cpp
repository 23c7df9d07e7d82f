#include "kit/patient.h"

#include <gtest/gtest.h>

namespace smx::conformance {
namespace {

/// A driver that answers every line with the same exchange, hello apart.
class Canned final : public Transport {
 public:
  explicit Canned(Exchange answer) : answer_(std::move(answer)) {}

  Exchange exchange(const std::string& line, std::chrono::milliseconds) override {
    if (line.find("\"hello\"") == std::string::npos) return answer_;
    const Json request = Json::parse(line);
    const Json reply = {
        {"id", request["id"]},
        {"ok",
         {{"protocol", 1},
          {"implementation",
           {{"name", "canned"}, {"version", "1"}, {"language", "c++"}, {"platform", "test"}}},
          {"ops", {"hello", "case.begin", "case.end", "bye"}},
          {"features", {{"inject_random", false}, {"trace", false}, {"state", false}}}}}};
    return {Exchange::Kind::kLine, reply.dump()};
  }
  std::string unasked_output() override { return {}; }
  Farewell finish(std::chrono::milliseconds) override { return {true, "exit status 0"}; }
  std::string diagnostics() override { return "last words"; }

 private:
  Exchange answer_;
};

struct Started {
  explicit Started(Exchange answer)
      : patient(
            [this, answer] {
              ++starts;
              return std::make_unique<Canned>(answer);
            },
            Patience{}) {}

  int starts = 0;
  Patient patient;
};

TEST(Patient, AReplyIsReadByItsForm) {
  Started driver({Exchange::Kind::kLine, R"({"id":7,"error":{"message":"no"}})"});
  ASSERT_TRUE(driver.patient.ready());
  const RawReply raw = driver.patient.send("hello?");
  EXPECT_EQ(raw.fault, "");
  EXPECT_EQ(raw.kind(), "error");
  EXPECT_TRUE(driver.patient.ready());
  EXPECT_EQ(driver.starts, 1) << "a driver that answers is kept";
  EXPECT_EQ(driver.patient.diagnostics(), "last words");
}

TEST(Patient, WhateverElseComesIsNamedAndEndsTheDriver) {
  const std::vector<std::pair<Exchange, std::string>> answers = {
      {{Exchange::Kind::kTimeout, ""}, "no reply in time"},
      {{Exchange::Kind::kClosed, "exit status 3"}, "the driver ended: exit status 3"},
      {{Exchange::Kind::kOversized, ""}, "a reply of more than 1048576 bytes"},
      {{Exchange::Kind::kUnasked, "debug"}, "output that no request asked for: debug"},
      {{Exchange::Kind::kLine, "debug"}, "a reply that is not JSON: debug"},
      {{Exchange::Kind::kLine, "[]"}, "a reply that is no JSON object"},
      {{Exchange::Kind::kLine, R"({"id":1,"ok":{},"took":3})"}, "a reply of the wrong form"}};
  for (const auto& [answer, fault] : answers) {
    Started driver(answer);
    ASSERT_TRUE(driver.patient.ready());
    const RawReply raw = driver.patient.send("x");
    EXPECT_TRUE(raw.fault.starts_with(fault)) << raw.fault;
    EXPECT_EQ(raw.kind(), "nothing");
    EXPECT_TRUE(driver.patient.ready());
    EXPECT_EQ(driver.starts, 2) << "a fresh driver after: " << fault;
  }
}

}  // namespace
}  // namespace smx::conformance
