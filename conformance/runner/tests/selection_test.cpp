#include "runner/selection.h"

#include <gtest/gtest.h>

#include "runner/input_error.h"
#include "test_support.h"

namespace smx::conformance {
namespace {

std::vector<std::string> ids_of(const std::vector<VectorFile>& files) {
  std::vector<std::string> found;
  for (const VectorFile& file : files) {
    for (const Case& test : file.cases) found.push_back(test.id);
  }
  return found;
}

TEST(Selection, ChoosesCasesByGlob) {
  const auto ids = [](const std::vector<std::string>& globs) {
    return ids_of(chosen_files({test::small_file()}, globs));
  };
  EXPECT_EQ(ids({}).size(), 6U);
  EXPECT_EQ(ids({"small/t*"}),
            (std::vector<std::string>{"small/target", "small/tampered-then-genuine"}));
  EXPECT_EQ(ids({"*a1", "*device"}).size(), 2U);
  EXPECT_TRUE(chosen_files({test::small_file()}, {"other/*"}).empty());
}

TEST(Selection, EveryPinnedCaseIsInExactlyOneShard) {
  const VectorSet set = read_vector_set(std::filesystem::path(SMX_SOURCE_ROOT) / "vectors");
  for (const std::size_t count : {2U, 3U, 7U}) {
    std::size_t held = 0;
    for (std::size_t number = 1; number <= count; ++number) {
      const std::size_t part = ids_of(shard_of(set.files, {number, count})).size();
      EXPECT_GT(part, set.case_count() / count / 2) << number << "/" << count;
      held += part;
    }
    EXPECT_EQ(held, set.case_count());
    for (const std::string& id : ids_of(set.files)) {
      std::size_t shards = 0;
      for (std::size_t number = 1; number <= count; ++number) {
        shards += Shard{number, count}.holds(id) ? 1U : 0U;
      }
      ASSERT_EQ(shards, 1U) << id;
    }
  }
}

TEST(Selection, AShardIsStable) {
  // From the id alone: SHA-256("small/target") begins with 15 digits that are 3 modulo 4.
  EXPECT_TRUE((Shard{4, 4}.holds("small/target")));
}

TEST(Selection, AShardIsWrittenAsItIsRead) {
  EXPECT_EQ(parse_shard("2/4").text(), "2/4");
  EXPECT_EQ(parse_shard("1/1").count, 1U);
  for (const char* text : {"0/4", "5/4", "1", "1/", "/4", "1/0", "a/4", "1/4x", "-1/4", "1/10001",
                           "1/2/3", "", " 1/4"}) {
    EXPECT_THROW(parse_shard(text), InputError) << text;
  }
}

}  // namespace
}  // namespace smx::conformance
