#include "store/executor.h"

#include <gtest/gtest.h>

#include <future>
#include <optional>
#include <stdexcept>

#include "tests/support/temporary_database.h"

namespace smx::relay::store {
namespace {

constexpr std::string_view kTable = "CREATE TABLE t (x INTEGER NOT NULL UNIQUE) STRICT";

class ExecutorTest : public testing::Test {
 protected:
  ExecutorTest() { start(); }

  void start() {
    executor_.emplace(db_.database(), db_.clock, db_.random, db_.policy,
                      [this](bool working, int code) { health_.emplace_back(working, code); });
  }

  static void insert(Context& context, std::int64_t value) {
    context.transaction.prepare("INSERT INTO t VALUES (?)").bind(value).run();
  }
  void submit(int value, bool keep = true) {
    executor_->submit(
        [=](Context& context) {
          insert(context, value);
          return keep;
        },
        [this, value](bool stored, Effects&&) { answers_.emplace_back(value, stored); });
  }
  /// Keeps the executor's thread until the promise is met, so that what is submitted meanwhile
  /// becomes one batch.
  std::promise<void> hold() {
    std::promise<void> go;
    std::promise<void> holding;
    executor_->submit([](Context&) { return true; },
                      [&holding, wait = go.get_future().share()](bool, Effects&&) {
                        holding.set_value();
                        wait.wait();
                      });
    holding.get_future().wait();
    return go;
  }
  std::int64_t count() {
    Statement statement = db_.database().prepare("SELECT count(*) FROM t");
    statement.step();
    return statement.integer(0);
  }

  using Answers = std::vector<std::pair<int, bool>>;

  test::TemporaryDatabase db_{{kTable}};
  std::optional<Executor> executor_;
  Answers answers_;
  std::vector<std::pair<bool, int>> health_;
};

TEST_F(ExecutorTest, AnswersInTheOrderOfSubmission) {
  for (int i = 0; i < 1000; ++i) submit(i);
  executor_->drain();
  ASSERT_EQ(answers_.size(), 1000u);
  for (int i = 0; i < 1000; ++i) {
    EXPECT_EQ(answers_[static_cast<std::size_t>(i)], (std::pair<int, bool>(i, true)));
  }
  EXPECT_EQ(count(), 1000);
}

// Group commit, counted: while many wait, a transaction takes as many as it may.
TEST_F(ExecutorTest, CommitsManyOperationsAtOnce) {
  std::promise<void> go = hold();
  constexpr int kOperations = 1000;
  for (int i = 0; i < kOperations; ++i) submit(i);
  EXPECT_EQ(executor_->counters().waiting, static_cast<std::size_t>(kOperations));
  go.set_value();
  executor_->drain();
  const Executor::Counters counters = executor_->counters();
  EXPECT_EQ(counters.operations, kOperations + 1u);
  EXPECT_EQ(counters.commits, 1u + (kOperations + Executor::kBatch - 1) / Executor::kBatch);
  EXPECT_EQ(counters.failures, 0u);
  EXPECT_EQ(counters.waiting, 0u);
}

TEST_F(ExecutorTest, AnswersOnlyAfterTheCommit) {
  std::promise<void> go = hold();
  std::vector<std::int64_t> seen;
  for (int i = 0; i < 3; ++i) {
    executor_->submit(
        [=](Context& context) {
          insert(context, i);
          return true;
        },
        [&](bool, Effects&&) {
          Database other(db_.folder().file("relay.db"), {.vfs = "", .writable = false});
          Statement statement = other.prepare("SELECT count(*) FROM t");
          statement.step();
          seen.push_back(statement.integer(0));
        });
  }
  go.set_value();
  executor_->drain();
  EXPECT_EQ(seen, (std::vector<std::int64_t>{3, 3, 3}));
}

TEST_F(ExecutorTest, ARefusalUndoesItselfAlone) {
  std::promise<void> go = hold();
  submit(1);
  submit(2, false);
  submit(3);
  go.set_value();
  executor_->drain();
  EXPECT_EQ(answers_, (Answers{{1, true}, {2, true}, {3, true}}));
  EXPECT_EQ(count(), 2);
  EXPECT_EQ(executor_->counters().commits, 2u);
}

// What the batch's other operations left when they ran the first time is gone, too: one that counts
// what is there counts it once, and says what it has to say once.
TEST_F(ExecutorTest, WhatRunsAgainRunsAsIfItWereTheFirstTime) {
  std::promise<void> go = hold();
  std::vector<std::int64_t> seen;
  std::vector<std::size_t> events;
  const auto insert_and_count = [&](int value, bool keep) {
    executor_->submit(
        [=, &seen](Context& context) {
          insert(context, value);
          auto count = context.transaction.prepare("SELECT count(*) FROM t");
          count.step();
          seen.push_back(count.integer(0));
          context.effects.events.push_back({log::EventType::message_stored, {}});
          return keep;
        },
        [&events](bool, Effects&& effects) { events.push_back(effects.events.size()); });
  };
  insert_and_count(1, true);
  insert_and_count(2, true);
  insert_and_count(2, true);  // not unique
  insert_and_count(3, false);
  insert_and_count(4, true);
  go.set_value();
  executor_->drain();
  // Without savepoints as far as the third, which has not come to count; then all with them.
  EXPECT_EQ(seen, (std::vector<std::int64_t>{1, 2, 1, 2, 3, 3}));
  EXPECT_EQ(events, (std::vector<std::size_t>{1, 1, 0, 1, 1}));
  EXPECT_EQ(count(), 3);
  EXPECT_EQ(executor_->counters().commits, 2u);
  EXPECT_EQ(executor_->counters().operations, 6u);
}

// One that fails by its own fault, by SQLite's word or by an exception of any other kind, takes
// nobody along, and the storage is not to blame.
TEST_F(ExecutorTest, AFailureTakesNobodyAlong) {
  std::promise<void> go = hold();
  submit(1);
  submit(1);
  executor_->submit(
      [](Context& context) -> bool {
        insert(context, 5);
        throw std::runtime_error("a fault of the operation");
      },
      [this](bool stored, Effects&&) { answers_.emplace_back(5, stored); });
  submit(2);
  go.set_value();
  executor_->drain();
  EXPECT_EQ(answers_, (Answers{{1, true}, {1, false}, {5, false}, {2, true}}));
  EXPECT_EQ(count(), 2);
  EXPECT_EQ(executor_->counters().failures, 2u);
  EXPECT_TRUE(health_.empty());
}

TEST_F(ExecutorTest, EffectsFollowTheFate) {
  const auto effects_of = [this](bool keep, bool fail) {
    std::promise<Effects> promise;
    executor_->submit(
        [=](Context& context) {
          context.effects.events.push_back({log::EventType::message_stored, {}});
          context.effects.wake.emplace_back();
          context.effects.codes.push_back({"+440000", "000000"});
          if (fail) throw std::runtime_error("no");
          return keep;
        },
        [&](bool, Effects&& effects) { promise.set_value(std::move(effects)); });
    return promise.get_future().get();
  };
  const Effects kept = effects_of(true, false);
  EXPECT_EQ(kept.events.size() + kept.wake.size() + kept.codes.size(), 3u);
  const Effects refused = effects_of(false, false);
  EXPECT_EQ(refused.events.size(), 1u);
  EXPECT_TRUE(refused.wake.empty() && refused.codes.empty());
  const Effects failed = effects_of(true, true);
  EXPECT_TRUE(failed.events.empty() && failed.wake.empty() && failed.codes.empty());
}

TEST_F(ExecutorTest, GivesTheTimeAtWhichAnOperationRuns) {
  std::promise<void> go = hold();
  std::int64_t seen = 0;
  executor_->submit(
      [&](Context& context) {
        seen = context.now.seconds();
        return true;
      },
      [](bool, Effects&&) {});
  db_.clock.advance_seconds(100);
  go.set_value();
  executor_->drain();
  EXPECT_EQ(seen, test::ManualClock::kStart + 100);
}

TEST_F(ExecutorTest, FinishesWhatWasSubmittedBeforeItEnds) {
  for (int i = 0; i < 600; ++i) submit(i);
  executor_.reset();
  EXPECT_EQ(answers_.size(), 600u);
  EXPECT_EQ(count(), 600);
}

TEST_F(ExecutorTest, AnAnswerMaySubmit) {
  std::promise<bool> promise;
  executor_->submit([](Context&) { return true; },
                    [&](bool, Effects&&) {
                      executor_->submit(
                          [](Context& context) {
                            insert(context, 1);
                            return true;
                          },
                          [&](bool stored, Effects&&) { promise.set_value(stored); });
                    });
  EXPECT_TRUE(promise.get_future().get());
  executor_->drain();
  EXPECT_EQ(count(), 1);
}

// Another process that holds the file longer than the patience lasts fails one batch, not the
// relay.
TEST_F(ExecutorTest, GoesOnAfterTheFileWasLocked) {
  db_.database().execute("PRAGMA busy_timeout = 0");
  Database other(db_.folder().file("relay.db"));
  other.begin();
  submit(1);
  submit(2);
  executor_->drain();
  EXPECT_FALSE(executor_->counters().working);
  other.roll_back();
  submit(3);
  executor_->drain();
  EXPECT_EQ(answers_, (Answers{{1, false}, {2, false}, {3, true}}));
  EXPECT_EQ(count(), 1);
  EXPECT_TRUE(executor_->counters().working);
  ASSERT_EQ(health_.size(), 2u);
  EXPECT_FALSE(health_[0].first);
  EXPECT_NE(health_[0].second, 0);
  EXPECT_EQ(health_[1], (std::pair<bool, int>(true, 0)));
}

}  // namespace
}  // namespace smx::relay::store
