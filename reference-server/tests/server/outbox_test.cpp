#include "server/outbox.h"

#include <gtest/gtest.h>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <tuple>
#include <vector>

namespace smx::relay::server {
namespace {

/// Gives the statuses it is told, then 200; can be held up.
class Script {
 public:
  explicit Script(std::deque<int> statuses = {}) : statuses_(std::move(statuses)) {}

  int next(std::string_view body) {
    std::unique_lock lock(mutex_);
    bodies_.emplace_back(body);
    changed_.notify_all();
    changed_.wait(lock, [this] { return !held_; });
    if (statuses_.empty()) return 200;
    const int status = statuses_.front();
    statuses_.pop_front();
    return status;
  }
  void hold(bool held) {
    const std::lock_guard lock(mutex_);
    held_ = held;
    changed_.notify_all();
  }
  void lost(Outbox::Loss loss, int status, const std::string& reference) {
    const std::lock_guard lock(mutex_);
    losses_.emplace_back(loss, status, reference);
    changed_.notify_all();
  }
  /// Whether so many posts were tried and bodies lost before a deadline.
  bool await(std::size_t posts, std::size_t losses) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(20),
                             [&] { return bodies_.size() >= posts && losses_.size() >= losses; });
  }

  std::vector<std::string> bodies_;
  std::vector<std::tuple<Outbox::Loss, int, std::string>> losses_;

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<int> statuses_;
  bool held_ = false;
};

class ScriptPoster final : public Poster {
 public:
  explicit ScriptPoster(Script& script) : script_(script) {}
  int post(std::string_view body) override { return script_.next(body); }

 private:
  Script& script_;
};

const std::vector<std::chrono::milliseconds> kTwice = {std::chrono::milliseconds(1),
                                                       std::chrono::milliseconds(1)};

std::unique_ptr<Outbox> outbox_of(Script& script, Outbox::Options options) {
  return std::make_unique<Outbox>(
      std::make_unique<ScriptPoster>(script), std::move(options),
      [&script](Outbox::Loss loss, int status, const std::string& reference) {
        script.lost(loss, status, reference);
      });
}

TEST(Outbox, TriesAgainAndKeepsTheOrder) {
  Script script({0, 503});
  auto outbox = outbox_of(script, {10, kTwice});
  outbox->submit("a", "1");
  outbox->submit("b", "2");
  ASSERT_TRUE(script.await(4, 0));
  outbox.reset();
  EXPECT_EQ(script.bodies_, (std::vector<std::string>{"a", "a", "a", "b"}));
  EXPECT_TRUE(script.losses_.empty());
}

TEST(Outbox, GivesUpAfterItsDelaysAndGoesOn) {
  Script script({500, 429, 0});
  auto outbox = outbox_of(script, {10, kTwice});
  outbox->submit("a", "first");
  outbox->submit("b", "second");
  ASSERT_TRUE(script.await(4, 1));
  outbox.reset();
  ASSERT_EQ(script.losses_.size(), 1U);
  EXPECT_EQ(script.losses_.front(), std::tuple(Outbox::Loss::exhausted, 0, std::string("first")));
  EXPECT_EQ(script.bodies_.back(), "b");
}

TEST(Outbox, ARefusalIsFinal) {
  Script script({403, 302});
  auto outbox = outbox_of(script, {10, kTwice});
  outbox->submit("a", "1");
  outbox->submit("b", "2");
  ASSERT_TRUE(script.await(2, 2));
  outbox.reset();
  EXPECT_EQ(script.bodies_.size(), 2U);
  EXPECT_EQ(script.losses_.front(), std::tuple(Outbox::Loss::refused, 403, std::string("1")));
}

TEST(Outbox, WhatDoesNotFitIsLostAtOnceAndNobodyWaits) {
  Script script;
  script.hold(true);
  auto outbox = outbox_of(script, {2, kTwice});
  outbox->submit("a", "1");
  ASSERT_TRUE(script.await(1, 0));  // under way, no longer in the queue
  for (const char* reference : {"2", "3", "4"}) outbox->submit("x", reference);
  ASSERT_EQ(script.losses_.size(), 1U);
  EXPECT_EQ(script.losses_.front(), std::tuple(Outbox::Loss::full, 0, std::string("4")));
  EXPECT_EQ(outbox->waiting(), 2U);
  script.hold(false);
  ASSERT_TRUE(script.await(3, 1));
}

TEST(Outbox, EndsWhileItWaitsToTryAgain) {
  Script script({0});
  auto outbox = outbox_of(script, {2, {std::chrono::hours(1)}});
  outbox->submit("a", "1");
  ASSERT_TRUE(script.await(1, 0));
  outbox.reset();
  EXPECT_EQ(script.bodies_.size(), 1U);
}

}  // namespace
}  // namespace smx::relay::server
