#include "store/fsck.h"

#include <gtest/gtest.h>

#include <array>
#include <fstream>

#include "store/epoch.h"
#include "tests/support/temporary_database.h"

namespace smx::relay::store {
namespace {

constexpr std::string_view kTables =
    "CREATE TABLE a (id INTEGER PRIMARY KEY, n INTEGER NOT NULL, pad BLOB) STRICT;"
    "CREATE TABLE b (a INTEGER NOT NULL REFERENCES a (id)) STRICT;"
    "CREATE INDEX a_by_n ON a (n)";
constexpr std::array kChecks = {Check{"n_positive", "SELECT id FROM a WHERE n <= 0"}};

class FsckTest : public testing::Test {
 protected:
  FsckTest() {
    const Epoch epoch(db_.database(), outside_.file("epoch"), db_.random, db_.clock.now(), nullptr);
    for (int i = 0; i < 50; ++i) {
      db_.database().execute("INSERT INTO a (n, pad) VALUES (1, randomblob(1000))");
    }
  }
  /// "name count" of each fault.
  std::vector<std::string> faults() {
    std::vector<std::string> list;
    for (const Fault& fault : check_database(db_.database(), kChecks)) {
      list.push_back(fault.check + " " + std::to_string(fault.count));
    }
    return list;
  }

  test::TemporaryFolder outside_;
  test::TemporaryDatabase db_{{kTables}};
};

TEST_F(FsckTest, FindsNothingInAGoodStore) { EXPECT_TRUE(faults().empty()); }

TEST_F(FsckTest, CountsWhatBreaksARule) {
  db_.database().execute("UPDATE a SET n = -1 WHERE id <= 3");
  EXPECT_EQ(faults(), std::vector<std::string>{"n_positive 3"});
}

TEST_F(FsckTest, FindsARowWithoutTheOneThatItRefersTo) {
  db_.database().execute("PRAGMA foreign_keys = OFF; INSERT INTO b VALUES (1), (777), (778)");
  EXPECT_EQ(faults(), std::vector<std::string>{"foreign_keys 2"});
}

TEST_F(FsckTest, LooksAtItsOwnTable) {
  const std::pair<const char*, const char*> kCases[] = {
      {"DELETE FROM meta WHERE key = 'mark'", "meta_keys 1"},
      {"DELETE FROM meta WHERE key = 'epoch'", "meta_keys 1"},
      {"UPDATE meta SET value = 'x' WHERE key = 'epoch'", "meta_numbers 1"},
      {"UPDATE meta SET value = 0 WHERE key = 'epoch'", "meta_numbers 1"},
      {"UPDATE meta SET value = 'Z' || substr(value, 2) WHERE key = 'mark'", "meta_marks 1"},
      {"UPDATE meta SET value = '' WHERE key = 'instance'", "meta_marks 1"},
  };
  for (const auto& [damage, expected] : kCases) {
    db_.database().begin();
    db_.database().execute(damage);
    EXPECT_EQ(faults(), std::vector<std::string>{expected}) << damage;
    db_.database().roll_back();
  }
}

TEST_F(FsckTest, ACheckThatCannotBeMadeIsAFault) {
  db_.database().execute("PRAGMA foreign_keys = OFF; DROP TABLE a");
  const std::vector<std::string> found = faults();
  EXPECT_EQ(found.back(), "n_positive 1");
}

// Every page of the file in turn: none can be lost without a word.
TEST_F(FsckTest, FindsADamagedPage) {
  const std::string path = db_.folder().file("relay.db");
  db_.database().execute("PRAGMA wal_checkpoint(TRUNCATE)");
  std::ifstream in(path, std::ios::binary);
  const std::string good{std::istreambuf_iterator<char>(in), {}};
  const std::size_t pages = good.size() / 4096;
  ASSERT_GT(pages, 10u);
  for (std::size_t page = 1; page < pages; ++page) {
    const std::string damaged = db_.folder().file("damaged.db");
    std::string content = good;
    content.replace(page * 4096, 16, 16, '\x5A');
    std::ofstream(damaged, std::ios::binary) << content;
    Database database(damaged, {.vfs = "", .writable = false});
    EXPECT_FALSE(check_database(database, kChecks).empty()) << page;
  }
}

}  // namespace
}  // namespace smx::relay::store
