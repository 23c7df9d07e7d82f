// What a commit appends to the file, in pages: the same with many skipped keys as with none.
#include <gtest/gtest.h>

#include <filesystem>

#include "integration/commit_cost.h"
#include "smx/sqlite_store.h"
#include "storage/temporary_directory.h"

namespace smx {
namespace {

using test::Correspondence;
using test::must;

/// A frame of SQLite's write-ahead log is a header of 24 bytes and one page of 4096.
constexpr std::uintmax_t kLogFrameSize = 24 + 4096;

struct LogGrowth {
  std::uintmax_t in_order = 0;
  std::uintmax_t late = 0;
};

/// Log frames of one message in order and of one late message, with so many skipped keys stored.
LogGrowth growth_with(std::size_t skipped) {
  const test::TemporaryDirectory directory;
  const std::string path = directory.file("state");
  auto first = must(SqliteStore::open(path));
  Correspondence pair(*first);
  const std::vector<Bytes> lost = pair.skip(skipped);
  // Closing the file writes the log into it and removes it: what follows starts a new one.
  first.reset();
  const auto second = must(SqliteStore::open(path));
  pair.reopen_bob(*second);

  const auto frames = [&] { return std::filesystem::file_size(path + "-wal") / kLogFrameSize; };
  LogGrowth growth;
  const std::uintmax_t before = frames();
  pair.receive(pair.send());
  growth.in_order = frames() - before;
  pair.receive(lost.front());
  growth.late = frames() - before - growth.in_order;
  return growth;
}

// The tree of ids is one or two pages higher with 2000 more of them; that is all.
TEST(SqliteCommitCost, DoesNotGrowWithSkippedKeys) {
  const LogGrowth few = growth_with(1);
  const LogGrowth many = growth_with(limits::kMaxStoredSkippedKeys);
  EXPECT_GE(few.in_order, 1u);
  EXPECT_LE(many.in_order, few.in_order + 2);
  EXPECT_GE(few.late, 1u);
  EXPECT_LE(many.late, few.late + 4) << "a page may be joined with its neighbour";
}

}  // namespace
}  // namespace smx
