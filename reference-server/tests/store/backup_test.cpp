#include "store/backup.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <optional>

#include "store/epoch.h"
#include "store/fsck.h"
#include "tests/support/temporary_database.h"

namespace smx::relay::store {
namespace {

class BackupTest : public testing::Test {
 protected:
  BackupTest() {
    db_.database().execute("INSERT INTO t VALUES (randomblob(5000)), (randomblob(9))");
  }

  static std::int64_t rows(Database& database) {
    Statement statement = database.prepare("SELECT count(*) FROM t");
    statement.step();
    return statement.integer(0);
  }

  test::TemporaryDatabase db_{{"CREATE TABLE t (x BLOB NOT NULL) STRICT"}};
  std::string source_ = db_.folder().file("relay.db");
  std::string copy_ = db_.folder().file("copy");
};

TEST_F(BackupTest, CopiesBesideAnOpenTransaction) {
  db_.database().begin();
  db_.database().execute("INSERT INTO t VALUES (x'00')");
  back_up(source_, copy_);
  db_.database().commit();
  EXPECT_EQ(rows(db_.database()), 3);
  Database copy(copy_);
  EXPECT_EQ(rows(copy), 2);
  struct stat status{};
  ASSERT_EQ(stat(copy_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  EXPECT_FALSE(std::filesystem::exists(copy_ + ".part"));
}

TEST_F(BackupTest, CopiesWhenNoRelayRuns) {
  const test::TemporaryFolder folder;
  {
    Database other(folder.file("db"));
    other.execute("CREATE TABLE meta (key, value); CREATE TABLE t (x); INSERT INTO t VALUES (1)");
  }
  back_up(folder.file("db"), copy_);
  Database copy(copy_, {.vfs = "", .writable = false});
  EXPECT_EQ(rows(copy), 1);
}

TEST_F(BackupTest, ReplacesNothing) {
  std::ofstream(copy_) << "mine";
  EXPECT_THROW(back_up(source_, copy_), StorageError);
  std::ifstream in(copy_);
  std::string content;
  in >> content;
  EXPECT_EQ(content, "mine");
  EXPECT_FALSE(std::filesystem::exists(copy_ + ".part"));
}

// A page of the source is overwritten: the copy would be as bad, and gets no name.
TEST_F(BackupTest, RefusesADamagedSource) {
  const test::TemporaryFolder folder;
  const std::string path = folder.file("db");
  {
    Database other(path);
    other.execute("CREATE TABLE meta (key, value); CREATE TABLE t (x);");
    for (int i = 0; i < 50; ++i) other.execute("INSERT INTO t VALUES (randomblob(1000))");
  }
  {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(3 * 4096);
    const std::string noise(4096, '\x5A');
    file.write(noise.data(), static_cast<std::streamsize>(noise.size()));
  }
  EXPECT_THROW(back_up(path, copy_), StorageError);
  EXPECT_FALSE(std::filesystem::exists(copy_));
}

// Even when nothing at all happened since.
TEST_F(BackupTest, PuttingItBackBeginsANewEpoch) {
  const test::TemporaryFolder outside;
  std::optional<Epoch> epoch;
  epoch.emplace(db_.database(), outside.file("epoch"), db_.random, db_.clock.now(), nullptr);
  EXPECT_EQ(epoch->number(), 1);
  back_up(source_, copy_);
  epoch.reset();
  const test::TemporaryFolder restored;
  std::filesystem::copy(copy_, restored.file("relay.db"));
  Database database(restored.file("relay.db"));
  EXPECT_TRUE(check_database(database, {}).empty());
  epoch.emplace(database, outside.file("epoch"), db_.random, db_.clock.now(), nullptr);
  EXPECT_EQ(epoch->number(), 2);
  EXPECT_TRUE(epoch->changed());
}

}  // namespace
}  // namespace smx::relay::store
