#include "runner/batch.h"

#include <gtest/gtest.h>

#include "runner/batch_transport.h"
#include "runner/runner.h"
#include "test_support.h"

namespace smx::conformance {
namespace {

/// What a driver that answers as pinned writes for the batch of the small file.
std::vector<std::string> right_replies(const Batch& batch, const VectorFile& file) {
  std::vector<std::string> lines;
  std::unique_ptr<test::PinnedAnswers> answers;
  const Twin* twin = nullptr;
  std::istringstream requests(batch.text());
  for (std::string text; std::getline(requests, text);) {
    const Json request = Json::parse(text);
    const std::string op = request["op"].get<std::string>();
    Json reply = {{"ok", Json::object()}};
    if (op == "hello") {
      reply["ok"] = test::hello_outputs();
    } else if (op == "case.begin") {
      const std::string name = request["case"].get<std::string>();
      const bool repaired = name.ends_with("/twin");
      const Case& test = test::case_named(file, name.substr(0, name.size() - (repaired ? 5 : 0)));
      answers = std::make_unique<test::PinnedAnswers>(test);
      twin = repaired ? &*test.twin : nullptr;
    } else if (op != "case.end" && op != "bye") {
      reply = (*answers)(request);
      const bool is_repaired = twin != nullptr && reply.contains("reject");
      if (is_repaired && twin->expect.accepted) reply = {{"ok", twin->expect.outputs}};
      if (is_repaired && !twin->expect.accepted) {
        reply["reject"] = {{"reason", twin->expect.reason}};
      }
    }
    reply["id"] = request["id"];
    lines.push_back(reply.dump());
  }
  return lines;
}

struct Judged {
  RunReport report;
  const Finding& of(const std::string& id) const {
    for (const CaseResult& result : report.platforms.at(0).files.at(0).cases) {
      if (result.id == id) return result.finding;
    }
    throw std::out_of_range(id);
  }
};

class BatchRun : public testing::Test {
 protected:
  Judged judged(const std::string& text) const {
    const BatchReplies replies(text, batch_.requests.size());
    RunPlan plan;
    plan.platforms = {{"phone", {"batch"}, {}}};
    plan.files = {file_};
    RunOptions options;
    options.obstacle = [](const Platform&) { return std::string(); };
    return {run(plan, options,
                [&](const Platform&) { return std::make_unique<BatchTransport>(batch_, replies); },
                {})};
  }

  static std::string joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) text += line + "\n";
    return text;
  }

  /// Index of the request with this operation in a case.
  std::size_t place(const std::string& id, const std::string& op) const {
    for (std::size_t i = batch_.begins.at(id); i < batch_.requests.size(); ++i) {
      if (batch_.requests[i].op == op) return i;
    }
    throw std::out_of_range(op);
  }

  VectorFile file_ = test::small_file();
  Batch batch_ = plan_batch({file_}, {});
  std::vector<std::string> lines_ = right_replies(batch_, file_);
};

TEST_F(BatchRun, RightRepliesPass) {
  const Judged all = judged(joined(lines_));
  EXPECT_EQ(all.report.counts().of(Outcome::kPass), 6U);
  EXPECT_TRUE(all.report.platforms[0].faults.empty());
}

TEST_F(BatchRun, AMissingTailIsNotRunYet) {
  // The last line has no LF: the host was still writing it.
  const std::size_t cut = place("small/target", "dr.decrypt");
  std::string text = joined({lines_.begin(), lines_.begin() + static_cast<long>(cut) + 1});
  text.pop_back();
  const Judged partial = judged(text);
  EXPECT_EQ(partial.of("small/target").outcome, Outcome::kNotRun);
  EXPECT_EQ(partial.of("small/target").message,
            "request " + std::to_string(cut + 1) + " has no reply yet");
  EXPECT_EQ(partial.report.counts().sum(), 6U);
  EXPECT_GE(partial.report.counts().of(Outcome::kPass), 1U);
  EXPECT_TRUE(partial.report.platforms[0].faults.empty());
  const BatchReplies replies(text, batch_.requests.size());
  EXPECT_EQ(replies.next(), cut);
  EXPECT_EQ(replies.answered(), cut);
}

TEST_F(BatchRun, ACaseThatTheHostGaveUpIsACrash) {
  const std::size_t from = place("small/target", "dr.encrypt");
  const std::size_t to = place("small/target", "case.end");
  lines_.erase(lines_.begin() + static_cast<long>(from),
               lines_.begin() + static_cast<long>(to) + 1);
  const Judged holed = judged(joined(lines_));
  EXPECT_EQ(holed.of("small/target").outcome, Outcome::kCrash);
  EXPECT_EQ(holed.of("small/target").op, "dr.encrypt");
  EXPECT_EQ(holed.report.counts().of(Outcome::kPass), 5U);
}

TEST_F(BatchRun, ADoubledReplyViolatesTheProtocol) {
  const auto at = lines_.begin() + static_cast<long>(place("small/target", "dr.encrypt"));
  lines_.insert(at, *at);
  const Judged doubled = judged(joined(lines_));
  EXPECT_EQ(doubled.of("small/target").outcome, Outcome::kProtocolViolation);
  EXPECT_EQ(doubled.report.counts().of(Outcome::kPass), 5U) << "no other case is blamed";
}

TEST_F(BatchRun, AGarbageLineViolatesTheProtocolWhereItStands) {
  const auto place_of = place("small/target", "dr.encrypt");
  for (const std::string& garbage :
       {std::string("not json"), std::string("[]"), std::string(R"({"ok": {}})"),
        std::string(R"({"id": 999999, "ok": {}})"), std::string(R"({"id": null, "ok": {}})"),
        std::string(kMaxLineBytes + 1, 'x')}) {
    std::vector<std::string> instead = lines_;
    instead[place_of] = garbage;
    std::vector<std::string> beside = lines_;
    beside.insert(beside.begin() + static_cast<long>(place_of), garbage);
    for (const auto& lines : {instead, beside}) {
      const Judged spoilt = judged(joined(lines));
      EXPECT_EQ(spoilt.of("small/target").outcome, Outcome::kProtocolViolation)
          << garbage.substr(0, 40);
      EXPECT_EQ(spoilt.report.counts().of(Outcome::kPass), 5U) << garbage.substr(0, 40);
    }
  }
}

TEST_F(BatchRun, AMismatchEndsItsCaseOnly) {
  Json reply = Json::parse(lines_[place("small/hkdf-a1", "hkdf.sha256")]);
  reply["ok"]["okm"] = std::string(84, '0');
  lines_[place("small/hkdf-a1", "hkdf.sha256")] = reply.dump();
  const Judged wrong = judged(joined(lines_));
  EXPECT_EQ(wrong.of("small/hkdf-a1").outcome, Outcome::kMismatch);
  EXPECT_EQ(wrong.report.counts().of(Outcome::kPass), 5U);
}

TEST_F(BatchRun, LinesAfterTheLastReplyAreAFault) {
  lines_.push_back("more");
  EXPECT_EQ(judged(joined(lines_)).report.platforms[0].faults.size(), 1U);
}

TEST(Batch, GivesTheSameBytesAgain) {
  const VectorFile file = test::small_file();
  const std::string text = plan_batch({file}, {}).text();
  EXPECT_EQ(text, plan_batch({file}, {}).text());
  EXPECT_NE(text, plan_batch({file}, {.twins = false, .traces = true}).text());
  EXPECT_EQ(plan_batch({file}, {.twins = true, .traces = false}).text().find("want_trace"),
            std::string::npos);
  EXPECT_TRUE(text.starts_with(R"({"id":1,"op":"hello","protocol":1})"));
}

}  // namespace
}  // namespace smx::conformance
