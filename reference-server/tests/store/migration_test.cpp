#include "store/migration.h"

#include <gtest/gtest.h>

#include <array>

#include "tests/support/temporary_folder.h"

namespace smx::relay::store {
namespace {

class MigrationTest : public testing::Test {
 protected:
  std::int64_t tables() {
    Statement statement = database_.prepare("SELECT count(*) FROM sqlite_schema");
    statement.step();
    return statement.integer(0);
  }

  test::TemporaryFolder folder_;
  Database database_{folder_.file("relay.db")};
};

constexpr std::string_view kFirst = "CREATE TABLE a (x)";
constexpr std::string_view kSecond = "CREATE TABLE b (x); INSERT INTO b VALUES (1)";

TEST_F(MigrationTest, BringsAnEmptyDatabaseToTheLast) {
  const std::array migrations = {Migration{1, {kFirst}}, Migration{2, {kSecond}}};
  migrate(database_, migrations);
  EXPECT_EQ(schema_version(database_), 2);
  EXPECT_EQ(tables(), 2);
  migrate(database_, migrations);
  EXPECT_EQ(tables(), 2);
}

TEST_F(MigrationTest, RunsOnlyThoseThatAreMissing) {
  migrate(database_, std::array{Migration{1, {kFirst}}});
  database_.execute("INSERT INTO a VALUES (7)");
  migrate(database_, std::array{Migration{1, {kFirst}}, Migration{2, {kSecond}}});
  Statement kept = database_.prepare("SELECT x FROM a");
  ASSERT_TRUE(kept.step());
  EXPECT_EQ(kept.integer(0), 7);
  EXPECT_EQ(schema_version(database_), 2);
}

TEST_F(MigrationTest, RefusesANewerSchemaUntouched) {
  migrate(database_, std::array{Migration{1, {kFirst}}, Migration{2, {kSecond}}});
  EXPECT_THROW(migrate(database_, std::array{Migration{1, {kFirst}}}), SchemaError);
  EXPECT_EQ(schema_version(database_), 2);
  EXPECT_EQ(tables(), 2);
}

TEST_F(MigrationTest, IsAllOrNothing) {
  const std::array migrations = {Migration{1, {kFirst, "CREATE TABLE"}}};
  EXPECT_THROW(migrate(database_, migrations), StorageError);
  EXPECT_EQ(schema_version(database_), 0);
  EXPECT_EQ(tables(), 0);
}

TEST_F(MigrationTest, TakesNoGapInTheNumbers) {
  EXPECT_THROW(migrate(database_, std::array{Migration{2, {kFirst}}}), std::logic_error);
}

}  // namespace
}  // namespace smx::relay::store
