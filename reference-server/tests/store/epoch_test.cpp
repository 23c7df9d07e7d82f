#include "store/epoch.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

#include "store/epoch_file.h"
#include "store/executor.h"
#include "store/file_descriptor.h"
#include "store/migration.h"
#include "store/schema_base.h"
#include "tests/support/fixed_random.h"
#include "tests/support/manual_clock.h"
#include "tests/support/temporary_folder.h"

namespace smx::relay::store {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kKeys = "CREATE TABLE keys (id INTEGER PRIMARY KEY) STRICT";

/// A data directory with a store of one-time things, the file outside, and copies of both.
class EpochTest : public testing::Test {
 protected:
  EpochTest() { fs::create_directory(data_); }

  void start() {
    database_.emplace(data_ + "/relay.db");
    const Migration migration{1, {kSchemaBase, kKeys}};
    migrate(*database_, {&migration, 1});
    voided_ = 0;
    epoch_.emplace(*database_, file_, random_, clock_.now(), [this](Transaction& transaction) {
      voided_ = static_cast<int>(transaction.prepare("DELETE FROM keys").run());
    });
    executor_.emplace(*database_, clock_, random_, policy_, Executor::Health(), &*epoch_);
  }
  /// As after a kill: what is on the disk stays as it is.
  void kill() {
    executor_.reset();
    epoch_.reset();
    database_.reset();
  }
  void stop() {
    executor_.reset();
    epoch_->close();
    kill();
  }
  void upload(int count) {
    executor_->submit(
        [=](Context& context) {
          for (int i = 0; i < count; ++i)
            context.transaction.prepare("INSERT INTO keys DEFAULT VALUES").run();
          return true;
        },
        [](bool, Effects&&) {});
    executor_->drain();
  }
  /// The id of what left, or nothing when the relay said that it cannot.
  std::optional<std::int64_t> take() {
    std::int64_t id = 0;
    bool given = false;
    executor_->submit(
        [&](Context& context) {
          Statement taken = context.transaction.prepare(
              "DELETE FROM keys WHERE id = (SELECT min(id) FROM keys) RETURNING id");
          if (taken.step()) id = taken.integer(0);
          context.effects.leaves_once = true;
          return true;
        },
        [&](bool stored, Effects&&) { given = stored; });
    executor_->drain();
    return given ? std::optional(id) : std::nullopt;
  }

  void back_up(const std::string& name) {
    fs::copy(data_, folder_.file(name), fs::copy_options::recursive);
  }
  void restore(const std::string& name) {
    fs::remove_all(data_);
    fs::copy(folder_.file(name), data_, fs::copy_options::recursive);
  }
  std::string outside() { return read_file(file_, 1000).value_or(""); }

  test::TemporaryFolder folder_;
  std::string data_ = folder_.file("data");
  std::string file_ = folder_.file("epoch");
  test::ManualClock clock_;
  test::FixedRandom random_;
  Policy policy_;
  std::optional<Database> database_;
  std::optional<Epoch> epoch_;
  std::optional<Executor> executor_;
  int voided_ = 0;
};

TEST_F(EpochTest, StaysOverStopsAndCrashes) {
  start();
  EXPECT_EQ(epoch_->number(), 1);
  EXPECT_FALSE(epoch_->changed());
  upload(10);
  for (int round = 0; round < 3; ++round) {
    round % 2 == 0 ? stop() : kill();
    start();
    EXPECT_EQ(epoch_->number(), 1);
    EXPECT_FALSE(epoch_->changed());
    EXPECT_TRUE(take());
  }
  transact(*database_, [](Transaction& transaction) { EXPECT_EQ(stored_epoch(transaction), 1); });
}

// A copy made at any moment, put back after something left, gives nothing that it held.
TEST_F(EpochTest, ARestoredCopyGivesNothingTwice) {
  enum class End { stop, kill };
  for (const End end : {End::stop, End::kill}) {
    for (const bool while_running : {true, false}) {
      fs::remove_all(data_);
      fs::remove(file_);
      fs::remove_all(folder_.file("copy"));
      fs::create_directory(data_);
      start();
      upload(5);
      EXPECT_EQ(take(), 1);
      if (!while_running) {
        end == End::stop ? stop() : kill();
        back_up("copy");
        start();
      } else {
        back_up("copy");
      }
      EXPECT_EQ(take(), 2);
      end == End::stop ? stop() : kill();
      restore("copy");
      start();
      EXPECT_TRUE(epoch_->changed());
      EXPECT_EQ(epoch_->number(), 2);
      EXPECT_EQ(voided_, 4);
      kill();
      start();
      EXPECT_FALSE(epoch_->changed());
      EXPECT_EQ(epoch_->number(), 2);
      EXPECT_EQ(voided_, 0);
      kill();
    }
  }
}

// Nothing left since the copy, but the relay ended in order or started again: known all the same.
TEST_F(EpochTest, ACopyFromBeforeAStopOrAStartIsAnOlderOne) {
  start();
  upload(1);
  back_up("copy");
  stop();
  restore("copy");
  start();
  EXPECT_EQ(epoch_->number(), 2);
  kill();
  back_up("second");
  start();
  kill();
  restore("second");
  start();
  EXPECT_EQ(epoch_->number(), 3);
}

TEST_F(EpochTest, EpochsOfRestoredCopiesNeverComeBack) {
  start();
  upload(9);
  back_up("first");
  take();
  back_up("second");
  take();
  for (std::int64_t expected = 2; expected < 6; ++expected) {
    kill();
    restore(expected % 2 == 0 ? "first" : "second");
    start();
    EXPECT_TRUE(epoch_->changed());
    EXPECT_EQ(epoch_->number(), expected);
  }
}

// A crash at a start, between the commit and the file: the file has the mark before.
TEST_F(EpochTest, ACrashBeforeTheFileIsReplacedVoidsNothing) {
  start();
  upload(2);
  kill();
  for (int round = 0; round < 3; ++round) {
    const std::string before = outside();
    start();
    kill();
    replace_file(file_, before);
  }
  start();
  EXPECT_FALSE(epoch_->changed());
  const std::string before = outside();
  EXPECT_EQ(take(), 1);
  kill();
  replace_file(file_, before);
  start();
  EXPECT_FALSE(epoch_->changed());
  EXPECT_EQ(take(), 2);
}

// The same with a restored copy: its first start ends between the two as well.
TEST_F(EpochTest, ACrashAtTheStartOfARestoredCopyStillVoids) {
  start();
  upload(3);
  back_up("copy");
  take();
  kill();
  restore("copy");
  const std::string before = outside();
  start();
  EXPECT_EQ(voided_, 3);
  kill();
  replace_file(file_, before);
  start();
  EXPECT_EQ(epoch_->number(), 2);
  EXPECT_EQ(take(), 0);  // there are none
}

TEST_F(EpochTest, AMissingFileOrStoreIsARestore) {
  start();
  upload(3);
  kill();
  fs::remove(file_);
  start();
  EXPECT_EQ(epoch_->number(), 2);
  EXPECT_EQ(voided_, 3);
  kill();
  fs::remove_all(data_);
  fs::create_directory(data_);
  start();
  EXPECT_EQ(epoch_->number(), 3);
  EXPECT_TRUE(epoch_->changed());
}

TEST_F(EpochTest, AnOlderFileIsNoticedToo) {
  start();
  upload(3);
  const std::string before = outside();
  take();
  take();
  kill();
  replace_file(file_, before);
  start();
  EXPECT_EQ(epoch_->number(), 2);
  EXPECT_EQ(voided_, 1);
}

// The file cannot be written: what would leave once does not, all else does, and once it can be
// written again everything leaves.
TEST_F(EpochTest, NothingLeavesOnceWhileTheFileCannotBeWritten) {
  file_ = folder_.file("other/epoch");
  fs::create_directory(folder_.file("other"));
  start();
  upload(5);
  EXPECT_EQ(take(), 1);
  fs::rename(folder_.file("other"), folder_.file("gone"));
  EXPECT_EQ(take(), std::nullopt);
  EXPECT_EQ(take(), std::nullopt);
  EXPECT_FALSE(executor_->counters().working);
  upload(1);
  EXPECT_EQ(executor_->counters().failures, 2u);
  fs::rename(folder_.file("gone"), folder_.file("other"));
  // The first that failed had been committed when the file failed: it is gone, and never left.
  EXPECT_EQ(take(), 3);
  EXPECT_TRUE(executor_->counters().working);
  kill();
  start();
  EXPECT_FALSE(epoch_->changed());
}

TEST_F(EpochTest, RefusesWhatIsNotItsFile) {
  start();
  stop();
  const std::string good = outside();
  for (const std::string& bad : {std::string(), std::string("root:x:0:0"), good + "x",
                                 good.substr(1), std::string(2000, 'a')}) {
    replace_file(file_, bad);
    EXPECT_ANY_THROW(start()) << bad;
    EXPECT_EQ(read_file(file_, 5000), bad);
    kill();
  }
  EpochFile other = *parse_epoch_file(good);
  other.instance = std::string(32, '0');
  replace_file(file_, format(other));
  EXPECT_THROW(start(), EpochError);
  kill();
  replace_file(file_, good);
  start();
  EXPECT_FALSE(epoch_->changed());
}

TEST_F(EpochTest, RefusesAFileInTheDataDirectory) {
  for (const char* inside : {"/epoch", "/../data/epoch", "/deeper/epoch"}) {
    file_ = data_ + inside;
    EXPECT_THROW(start(), EpochError) << inside;
    kill();
  }
  file_ = folder_.file("data2");  // beside it, though its name begins alike
  start();
  EXPECT_EQ(epoch_->number(), 1);
}

TEST(EpochFileTest, ParsesOnlyItsOwnForm) {
  const EpochFile file{std::string(32, 'a'), 7, std::string(32, '0')};
  const std::string text = format(file);
  const std::optional<EpochFile> parsed = parse_epoch_file(text);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->epoch, 7);
  for (std::size_t i = 0; i < text.size(); ++i) EXPECT_FALSE(parse_epoch_file(text.substr(0, i)));
  EXPECT_FALSE(parse_epoch_file(text + "\n"));
  EXPECT_FALSE(parse_epoch_file(format({file.instance, 0, file.mark})));
  EXPECT_FALSE(parse_epoch_file(format({file.instance, 7, "short"})));
}

}  // namespace
}  // namespace smx::relay::store
