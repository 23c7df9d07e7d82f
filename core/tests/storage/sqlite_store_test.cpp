#include "smx/sqlite_store.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <thread>

#include "fakes.h"
#include "storage/sqlite_connection.h"
#include "temporary_directory.h"

namespace smx {
namespace {

using test::commit;
using test::Contents;
using test::contents_of;
using test::erase;
using test::error_of;
using test::put;

class SqliteStoreTest : public testing::Test {
 protected:
  std::unique_ptr<SqliteStore> open() { return *SqliteStore::open(file_); }
  void change(const char* sql) {
    ASSERT_TRUE(SqliteConnection::open(file_)->execute(sql).has_value());
  }

  test::TemporaryDirectory directory_;
  std::string file_ = directory_.file("state");
};

/// Runs `work` in several processes that start together; their exit codes, -1 for one that did not
/// exit.
template <class Work>
std::vector<int> in_processes(int count, Work work) {
  int gate[2];
  EXPECT_EQ(pipe(gate), 0);
  std::vector<pid_t> children;
  for (int i = 0; i < count; ++i) {
    const pid_t child = fork();
    if (child == 0) {
      close(gate[1]);
      char none = 0;
      if (read(gate[0], &none, 1) != 0) std::_Exit(255);  // ends when the parent closes its end
      std::_Exit(work());
    }
    children.push_back(child);
  }
  close(gate[0]);
  close(gate[1]);
  std::vector<int> codes;
  for (const pid_t child : children) {
    int status = 0;
    EXPECT_EQ(waitpid(child, &status, 0), child);
    codes.push_back(WIFEXITED(status) ? WEXITSTATUS(status) : -1);
  }
  return codes;
}

// [STO-04]
TEST_F(SqliteStoreTest, OpensAgain) {
  ASSERT_EQ(error_of(commit(*open(), 0, put("a", "1"), put("b", "2"))), "");
  ASSERT_EQ(error_of(commit(*open(), 1, erase("a"))), "");
  EXPECT_EQ(open()->load()->generation, 2u);
  EXPECT_EQ(contents_of(*open()), (Contents{{"b", "2"}}));
}

TEST_F(SqliteStoreTest, SaysWhyItDoesNotOpen) {
  EXPECT_EQ(error_of(SqliteStore::open(directory_.file("missing/state"))), "storage_failed");
  std::ofstream(file_) << std::string(5000, 'x');
  EXPECT_EQ(error_of(SqliteStore::open(file_)), "storage_corrupt");
}

TEST_F(SqliteStoreTest, AStoreWithoutItsTablesDoesNotOpen) {
  open().reset();
  change("DROP TABLE record");
  EXPECT_EQ(error_of(SqliteStore::open(file_)), "storage_failed");
}

// [STO-17] contents that no commit leaves behind.
TEST_F(SqliteStoreTest, RefusesContentsThatItDidNotWrite) {
  const auto store = open();
  ASSERT_EQ(error_of(commit(*store, 0, put("a", "1"))), "");
  change("UPDATE record SET value = 'text'");
  EXPECT_EQ(error_of(store->load()), "storage_corrupt");
  change("UPDATE record SET value = x'31'");
  EXPECT_EQ(error_of(store->load()), "");
  for (const char* sql : {"UPDATE store SET generation = -1", "UPDATE store SET generation = 'x'",
                          "DELETE FROM store"}) {
    change(sql);
    EXPECT_EQ(error_of(store->load()), "storage_corrupt") << sql;
    EXPECT_EQ(error_of(commit(*store, 1, put("a", "2"))), "storage_corrupt") << sql;
  }
}

TEST_F(SqliteStoreTest, TheLastGenerationIsTheLast) {
  const auto store = open();
  change("UPDATE store SET generation = 9223372036854775807");
  EXPECT_EQ(store->load()->generation, 9'223'372'036'854'775'807u);
  EXPECT_EQ(error_of(commit(*store, 9'223'372'036'854'775'807u, put("a", "1"))), "storage_failed");
  EXPECT_EQ(contents_of(*store), Contents());
}

// [STO-05] damage inside the file.
TEST_F(SqliteStoreTest, ADamagedFileIsCorrupt) {
  ASSERT_EQ(error_of(commit(*open(), 0, put("a", std::string(20'000, 'v')))), "");
  std::fstream file(file_, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(4096);
  file << std::string(8192, '\x55');
  file.close();
  const Result<std::unique_ptr<SqliteStore>> store = SqliteStore::open(file_);
  EXPECT_EQ(store ? error_of((*store)->load()) : error_of(store), "storage_corrupt");
}

// A writer waits for another one to finish.
TEST_F(SqliteStoreTest, WaitsForAnotherWriter) {
  const auto store = open();
  SqliteConnection other = *SqliteConnection::open(file_);
  ASSERT_TRUE(other.execute("BEGIN IMMEDIATE").has_value());
  std::string error = "not run";
  std::jthread writer([&] { error = error_of(commit(*store, 0, put("a", "1"))); });
  ASSERT_TRUE(other.execute("INSERT INTO record VALUES ('b', x'32')").has_value());
  ASSERT_TRUE(other.execute("COMMIT").has_value());
  writer.join();
  EXPECT_EQ(error, "");
  EXPECT_EQ(contents_of(*store), (Contents{{"a", "1"}, {"b", "2"}}));
}

// A reader sees one moment, and does not stop a writer.
TEST_F(SqliteStoreTest, AnOpenReaderDoesNotDisturb) {
  const auto store = open();
  ASSERT_EQ(error_of(commit(*store, 0, put("a", "1"))), "");
  SqliteConnection reader = *SqliteConnection::open(file_);
  ASSERT_TRUE(reader.execute("BEGIN; SELECT * FROM record").has_value());
  EXPECT_EQ(error_of(commit(*store, 1, put("a", "2"))), "");
  SqliteStatement select = *reader.prepare("SELECT generation FROM store");
  ASSERT_TRUE(select.step().value());
  EXPECT_EQ(select.integer(0), 1);
}

// [STO-02] several processes make the same file: each finds a store, and there is one.
TEST_F(SqliteStoreTest, ProcessesThatMakeTheSameFileAgree) {
  for (int round = 0; round < 10; ++round) {
    file_ = directory_.file("state" + std::to_string(round));
    const auto open_and_commit = [this] {
      const auto store = SqliteStore::open(file_);
      if (!store) return 100 + static_cast<int>(store.error());
      const Result<void> committed = commit(**store, 0, put("a", "1"));
      return committed ? 0 : static_cast<int>(committed.error());
    };
    std::vector<int> codes = in_processes(6, open_and_commit);
    std::ranges::sort(codes);
    constexpr int kStale = static_cast<int>(Error::stale_state);
    ASSERT_EQ(codes, (std::vector<int>{0, kStale, kStale, kStale, kStale, kStale}));
    EXPECT_EQ(contents_of(*open()), (Contents{{"a", "1"}}));
  }
}

// [STO-02] [STO-03] four processes through sealed stores' compare-and-swap.
TEST_F(SqliteStoreTest, ProcessesLoseNoUpdate) {
  constexpr int kProcesses = 4;
  constexpr int kSteps = 20;
  const auto advance = [this] {
    test::XorWrap wrap;
    const auto inner = SqliteStore::open(file_);
    if (!inner) return 1;
    const auto store = SealedStore::open(**inner, wrap, {.device_name = "test device"});
    if (!store) return 2;
    for (int done = 0; done < kSteps;) {
      const Result<Snapshot> snapshot = (*store)->load();
      if (!snapshot) return 3;
      const std::size_t count =
          snapshot->records.empty() ? 0 : snapshot->records.front().value.size();
      const Result<void> committed =
          commit(**store, snapshot->generation, put("count", std::string(count + 1, 'i')));
      if (!committed && committed.error() != Error::stale_state) return 4;
      done += committed ? 1 : 0;
    }
    return 0;
  };
  for (const int code : in_processes(kProcesses, advance)) ASSERT_EQ(code, 0);
  test::XorWrap wrap;
  const auto inner = open();
  const auto store = *SealedStore::open(*inner, wrap, {.device_name = "test device"});
  EXPECT_EQ(store->load()->generation, std::uint64_t{kProcesses * kSteps});
  EXPECT_EQ(contents_of(*store).at("count").size(), std::size_t{kProcesses * kSteps});
}

/// Commits for ever: generation g holds g in each of three records. Reports each success.
[[noreturn]] void commit_until_killed(const std::string& file, int report) {
  const auto store = *SqliteStore::open(file);
  std::uint64_t generation = store->load()->generation;
  while (true) {
    const std::string text = std::to_string(generation + 1);
    if (!commit(*store, generation, put("a", text), put("b", text + std::string(9000, '.')),
                put("c", text))) {
      std::_Exit(1);
    }
    ++generation;
    if (write(report, &generation, sizeof generation) != sizeof generation) std::_Exit(2);
  }
}

// [STO-02] [STO-04] [STO-05] killed at any moment: what was reported is there, and it is whole.
TEST_F(SqliteStoreTest, SurvivesBeingKilled) {
  std::uint64_t reported = 0;
  for (int round = 0; round < 12; ++round) {
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    const pid_t child = fork();
    if (child == 0) commit_until_killed(file_, ends[1]);
    close(ends[1]);
    std::uint64_t generation = 0;
    for (int i = 0; i <= 3 * round; ++i) {
      ASSERT_EQ(read(ends[0], &generation, sizeof generation), ssize_t{sizeof generation});
    }
    ASSERT_EQ(kill(child, SIGKILL), 0);
    while (read(ends[0], &generation, sizeof generation) == ssize_t{sizeof generation}) {
    }
    close(ends[0]);
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status));
    EXPECT_GT(generation, reported);
    reported = generation;

    const Result<Snapshot> snapshot = open()->load();
    ASSERT_TRUE(snapshot.has_value());
    EXPECT_GE(snapshot->generation, reported);
    EXPECT_LE(snapshot->generation, reported + 1);
    const std::string text = std::to_string(snapshot->generation);
    EXPECT_EQ(contents_of(*snapshot),
              (Contents{{"a", text}, {"b", text + std::string(9000, '.')}, {"c", text}}));
  }
}

// [STO-05] no room left: the commit fails, and the store is readable as it was.
TEST_F(SqliteStoreTest, SurvivesAFullDisk) {
  ASSERT_EQ(error_of(commit(*open(), 0, put("a", "1"))), "");
  const std::vector<int> codes = in_processes(1, [this] {
    const auto store = open();
    const rlimit limit{.rlim_cur = 200'000, .rlim_max = 200'000};
    std::signal(SIGXFSZ, SIG_IGN);
    if (setrlimit(RLIMIT_FSIZE, &limit) != 0) return 2;
    const Result<void> committed = commit(*store, 1, put("a", std::string(1'000'000, 'x')));
    if (error_of(committed) != "storage_failed") return 3;
    if (contents_of(*store) != Contents{{"a", "1"}}) return 4;
    return error_of(commit(*store, 1, put("b", "2"))).empty() ? 0 : 5;
  });
  EXPECT_EQ(codes, std::vector<int>{0});
  EXPECT_EQ(contents_of(*open()), (Contents{{"a", "1"}, {"b", "2"}}));
}

}  // namespace
}  // namespace smx
