#include "storage/sqlite_connection.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <iterator>

#include "fakes.h"
#include "temporary_directory.h"

namespace smx {
namespace {

using test::error_of;

class SqliteConnectionTest : public testing::Test {
 protected:
  std::string open_error(const std::string& path) { return error_of(SqliteConnection::open(path)); }
  void make_and_change(const char* sql) {
    Result<SqliteConnection> connection = SqliteConnection::open(file_);
    ASSERT_TRUE(connection.has_value());
    ASSERT_TRUE(connection->execute(sql).has_value());
  }
  std::string bytes() {
    std::ifstream in(file_, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  test::TemporaryDirectory directory_;
  std::string file_ = directory_.file("state");
};

TEST_F(SqliteConnectionTest, MakesAPrivateFile) {
  const mode_t before = umask(0);
  Result<SqliteConnection> connection = SqliteConnection::open(file_);
  umask(before);
  ASSERT_TRUE(connection.has_value());
  ASSERT_TRUE(connection->execute("UPDATE store SET generation = 0").has_value());
  for (const char* suffix : {"", "-wal", "-shm"}) {
    struct stat status{};
    ASSERT_EQ(stat((file_ + suffix).c_str(), &status), 0) << suffix;
    EXPECT_EQ(status.st_mode & 0777, 0600u) << suffix;
  }
}

// [STO-04] the settings on which durability rests.
TEST_F(SqliteConnectionTest, HasTheSettingsOfAStore) {
  Result<SqliteConnection> connection = SqliteConnection::open(file_);
  ASSERT_TRUE(connection.has_value());
  SqliteStatement mode = *connection->prepare("PRAGMA journal_mode");
  ASSERT_TRUE(mode.step().value());
  EXPECT_EQ(mode.text(0), "wal");
  constexpr std::pair<const char*, std::int64_t> kNumbers[] = {
      {"PRAGMA synchronous", 2},
      {"PRAGMA secure_delete", 1},
      {"PRAGMA busy_timeout", 5000},
      {"PRAGMA user_version", 1},
      {"PRAGMA application_id", 0x534D5853},
      {"PRAGMA fullfsync", 1},
      {"PRAGMA trusted_schema", 0}};
  for (const auto& [pragma, value] : kNumbers) {
    SqliteStatement statement = *connection->prepare(pragma);
    ASSERT_TRUE(statement.step().value()) << pragma;
    EXPECT_EQ(statement.integer(0), value) << pragma;
  }
}

TEST_F(SqliteConnectionTest, OpensAgainAndTwice) {
  const Result<SqliteConnection> first = SqliteConnection::open(file_);
  const Result<SqliteConnection> second = SqliteConnection::open(file_);
  EXPECT_TRUE(first.has_value());
  EXPECT_TRUE(second.has_value());
}

// An empty file is nobody's and becomes a store.
TEST_F(SqliteConnectionTest, TakesAnEmptyFile) {
  std::ofstream(file_).close();
  EXPECT_EQ(open_error(file_), "");
}

// [STO-17] what belongs to somebody else is refused and left as it is.
TEST_F(SqliteConnectionTest, RefusesFilesOfAnotherKindUntouched) {
  make_and_change("PRAGMA application_id = 5; PRAGMA journal_mode = DELETE");
  const std::string other_application = bytes();
  EXPECT_EQ(open_error(file_), "storage_corrupt");
  EXPECT_EQ(bytes(), other_application);

  std::filesystem::remove(file_);
  make_and_change(
      "PRAGMA application_id = 0; PRAGMA user_version = 0; PRAGMA journal_mode = DELETE");
  const std::string no_application = bytes();
  EXPECT_EQ(open_error(file_), "storage_corrupt");
  EXPECT_EQ(bytes(), no_application);

  std::filesystem::remove(file_);
  make_and_change("PRAGMA user_version = 0");
  EXPECT_EQ(open_error(file_), "storage_corrupt");

  const std::string text(5000, 'x');
  std::ofstream(file_, std::ios::trunc) << text;
  EXPECT_EQ(open_error(file_), "storage_corrupt");
  EXPECT_EQ(bytes(), text);
}

// [STO-07]
TEST_F(SqliteConnectionTest, RefusesALaterVersion) {
  make_and_change("PRAGMA user_version = 2");
  EXPECT_EQ(open_error(file_), "state_too_new");
}

// [STO-05]
TEST_F(SqliteConnectionTest, RefusesPathsThatCannotBeAFile) {
  EXPECT_EQ(open_error(""), "storage_failed");
  EXPECT_EQ(open_error(directory_.path().string()), "storage_failed");
  EXPECT_EQ(open_error(directory_.file("missing/state")), "storage_failed");
  EXPECT_EQ(open_error(file_ + std::string("\0x", 2)), "storage_failed");
  EXPECT_FALSE(std::filesystem::exists(file_));
}

// A name that means something to SQLite is a name here.
TEST_F(SqliteConnectionTest, EveryNameIsAFile) {
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(directory_.path());
  for (const char* name : {":memory:", "file:state?mode=memory"}) {
    EXPECT_EQ(open_error(name), "") << name;
    EXPECT_TRUE(std::filesystem::exists(directory_.path() / name)) << name;
  }
  std::filesystem::current_path(before);
}

/// In a process that may not write the directory or the file: 0 when open says so.
[[noreturn]] void expect_unwritable(const std::string& path) {
  constexpr uid_t kNobody = 65'534;
  if (geteuid() == 0 && setuid(kNobody) != 0) std::_Exit(2);
  const Result<SqliteConnection> connection = SqliteConnection::open(path);
  std::_Exit(!connection && connection.error() == Error::storage_failed ? 0 : 1);
}

// [STO-05]
TEST_F(SqliteConnectionTest, ADirectoryOrFileThatIsReadOnlyIsAFailure) {
  GTEST_FLAG_SET(death_test_style, "fast");  // the child has this test's directory
  ASSERT_EQ(chmod(directory_.path().c_str(), 0555), 0);
  EXPECT_EXIT(expect_unwritable(file_), testing::ExitedWithCode(0), "");

  ASSERT_EQ(chmod(directory_.path().c_str(), 0755), 0);
  ASSERT_EQ(open_error(file_), "");
  ASSERT_EQ(chmod(file_.c_str(), 0444), 0);
  EXPECT_EXIT(expect_unwritable(file_), testing::ExitedWithCode(0), "");
}

TEST_F(SqliteConnectionTest, AStatementSaysWhatItFound) {
  Result<SqliteConnection> connection = SqliteConnection::open(file_);
  ASSERT_TRUE(connection.has_value());
  EXPECT_EQ(error_of(connection->prepare("SELECT nothing FROM nowhere")), "storage_failed");
  SqliteStatement statement = *connection->prepare("SELECT ?1, ?2, ?3");
  statement.bind_text(1, "text");
  statement.bind_blob(2, {});
  statement.bind_integer(3, -7);
  ASSERT_TRUE(statement.step().value());
  EXPECT_EQ(statement.text(0), "text");
  ASSERT_TRUE(statement.blob(1).has_value());
  EXPECT_TRUE(statement.blob(1)->empty());
  EXPECT_EQ(statement.integer(2), -7);
  EXPECT_FALSE(statement.integer(0).has_value());
  EXPECT_FALSE(statement.text(1).has_value());
  EXPECT_FALSE(statement.blob(2).has_value());
  EXPECT_FALSE(statement.step().value());

  SqliteStatement refused = *connection->prepare("INSERT INTO record VALUES (?1, ?2)");
  refused.bind_text(1, "id");  // no value: NOT NULL refuses it
  EXPECT_EQ(error_of(refused.run()), "storage_failed");
}

}  // namespace
}  // namespace smx
