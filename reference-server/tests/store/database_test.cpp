#include "store/database.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <optional>

#include "tests/support/temporary_folder.h"

namespace smx::relay::store {
namespace {

class DatabaseTest : public testing::Test {
 protected:
  std::string text(const std::string& sql) {
    Statement statement = database_->prepare(sql);
    return statement.step() ? statement.text(0) : "none";
  }

  test::TemporaryFolder folder_;
  std::string file_ = folder_.file("relay.db");
  std::optional<Database> database_{std::in_place, file_};
};

TEST_F(DatabaseTest, HasTheSettingsOnWhichDurabilityRests) {
  EXPECT_EQ(text("PRAGMA journal_mode"), "wal");
  EXPECT_EQ(text("PRAGMA synchronous"), "2");
  EXPECT_EQ(text("PRAGMA foreign_keys"), "1");
  EXPECT_EQ(text("PRAGMA busy_timeout"), "5000");
  EXPECT_EQ(text("PRAGMA trusted_schema"), "0");
  EXPECT_EQ(text("PRAGMA temp_store"), "2");
  database_.emplace(file_);
  EXPECT_EQ(text("PRAGMA journal_mode"), "wal");
  EXPECT_EQ(text("PRAGMA synchronous"), "2");
}

TEST_F(DatabaseTest, IsPrivate) {
  database_->execute("CREATE TABLE t (x)");
  for (const char* suffix : {"", "-wal", "-shm"}) {
    struct stat status{};
    ASSERT_EQ(stat((file_ + suffix).c_str(), &status), 0) << suffix;
    EXPECT_EQ(status.st_mode & 0777, 0600u) << suffix;
  }
}

TEST_F(DatabaseTest, RefusesAnotherProgramsFile) {
  std::ofstream(folder_.file("text")) << "not a database, and longer than nothing at all";
  EXPECT_THROW(Database(folder_.file("text")), StorageError);
  database_->execute("CREATE TABLE t (x); PRAGMA application_id = 7");
  database_.reset();
  EXPECT_THROW(Database{file_}, StorageError);
}

TEST_F(DatabaseTest, OpensForReadingOnly) {
  database_->execute("CREATE TABLE t (x); INSERT INTO t VALUES (3)");
  Database reader(file_, {.vfs = "", .writable = false});
  Statement statement = reader.prepare("SELECT x FROM t");
  ASSERT_TRUE(statement.step());
  EXPECT_EQ(statement.integer(0), 3);
  EXPECT_THROW(reader.execute("INSERT INTO t VALUES (4)"), StorageError);
  EXPECT_THROW(Database(folder_.file("absent"), {.vfs = "", .writable = false}), StorageError);
}

TEST_F(DatabaseTest, GivesBackWhatWasBound) {
  database_->execute("CREATE TABLE t (a, b, c, d, e)");
  const std::vector<std::uint8_t> bytes = {0, 1, 255};
  EXPECT_EQ(database_->prepare("INSERT INTO t VALUES (?, ?, ?, ?, ?)")
                .bind(-5)
                .bind(std::string_view("a\0b", 3))
                .bind_blob(bytes)
                .bind_null()
                .bind_blob({})
                .run(),
            1);
  Statement row = database_->prepare("SELECT a, b, c, d, e FROM t");
  ASSERT_TRUE(row.step());
  EXPECT_EQ(row.integer(0), -5);
  EXPECT_EQ(row.text(1), std::string("a\0b", 3));
  EXPECT_EQ(row.blob(2), bytes);
  EXPECT_TRUE(row.is_null(3));
  EXPECT_FALSE(row.is_null(4));
  EXPECT_TRUE(row.blob(4).empty());
  EXPECT_FALSE(row.step());
}

// A kept statement forgets what was bound and where it stood.
TEST_F(DatabaseTest, KeepsStatementsWithoutTheirPast) {
  database_->execute("CREATE TABLE t (x); INSERT INTO t VALUES (1), (2)");
  const std::string sql = "SELECT x FROM t WHERE x >= ?1 ORDER BY x";
  {
    Statement first = database_->prepare(sql);
    first.bind(2);
    ASSERT_TRUE(first.step());
    EXPECT_EQ(first.integer(0), 2);
  }
  Statement second = database_->prepare(sql);
  EXPECT_FALSE(second.step());
}

TEST_F(DatabaseTest, PreparesAStatementInUseOnceMore) {
  database_->execute("CREATE TABLE t (x); INSERT INTO t VALUES (1), (2)");
  const std::string sql = "SELECT x FROM t ORDER BY x";
  int pairs = 0;
  for (int round = 0; round < 3; ++round) {
    Statement outer = database_->prepare(sql);
    while (outer.step()) {
      Statement inner = database_->prepare(sql);
      while (inner.step()) ++pairs;
    }
  }
  EXPECT_EQ(pairs, 12);
}

TEST_F(DatabaseTest, EnforcesForeignKeys) {
  database_->execute(
      "CREATE TABLE a (id INTEGER PRIMARY KEY); CREATE TABLE b (a REFERENCES a(id))");
  try {
    database_->execute("INSERT INTO b VALUES (9)");
    FAIL() << "a row without the one that it refers to";
  } catch (const StorageError& error) {
    EXPECT_FALSE(error.of_storage());
  }
}

// What went wrong is said without the values of the statement.
TEST_F(DatabaseTest, NamesNoValueInErrors) {
  database_->execute("CREATE TABLE t (x INTEGER) STRICT");
  try {
    database_->prepare("INSERT INTO t VALUES (?)").bind("very-secret").run();
    FAIL() << "text in a column of numbers";
  } catch (const StorageError& error) {
    EXPECT_EQ(std::string(error.what()).find("very-secret"), std::string::npos) << error.what();
  }
}

TEST_F(DatabaseTest, UndoesASavepointAlone) {
  database_->execute("CREATE TABLE t (x)");
  database_->begin();
  database_->execute("INSERT INTO t VALUES (1)");
  database_->savepoint();
  database_->execute("INSERT INTO t VALUES (2)");
  database_->undo();
  database_->savepoint();
  database_->execute("INSERT INTO t VALUES (3)");
  database_->release();
  EXPECT_TRUE(database_->in_transaction());
  database_->commit();
  EXPECT_FALSE(database_->in_transaction());
  EXPECT_EQ(text("SELECT group_concat(x) FROM t"), "1,3");
}

TEST_F(DatabaseTest, TransactUndoesOnAnException) {
  database_->execute("CREATE TABLE t (x)");
  EXPECT_THROW(transact(*database_,
                        [](Transaction& transaction) {
                          transaction.prepare("INSERT INTO t VALUES (1)").run();
                          throw std::runtime_error("no");
                        }),
               std::runtime_error);
  EXPECT_EQ(text("SELECT count(*) FROM t"), "0");
}

}  // namespace
}  // namespace smx::relay::store
