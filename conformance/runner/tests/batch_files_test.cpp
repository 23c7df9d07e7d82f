#include "runner/batch_files.h"

#include <gtest/gtest.h>

#include "runner/input_error.h"
#include "test_support.h"

namespace smx::conformance {
namespace {

BatchOrigin origin() { return {std::string(64, 'a'), {"small/*"}, "1/2", {true, false}}; }

TEST(BatchFiles, AreReadAsTheyWereWritten) {
  const test::TemporaryFolder folder;
  const Batch batch = plan_batch({test::small_file()}, origin().options);
  write_batch(folder.path() / "new", batch, origin());
  const BatchIndex index = read_batch_index(folder.path() / "new");
  EXPECT_EQ(index.origin.manifest_sha256, origin().manifest_sha256);
  EXPECT_EQ(index.origin.filters, origin().filters);
  EXPECT_EQ(index.origin.shard, "1/2");
  EXPECT_TRUE(index.origin.options.twins);
  EXPECT_FALSE(index.origin.options.traces);
  check_batch(folder.path() / "new", index, batch);
  const Json json = read_json_file(folder.path() / "new" / kBatchIndex);
  EXPECT_EQ(json["cases"].size(), 6U);
  EXPECT_EQ(json["cases"][0]["first"], 2);
}

TEST(BatchFiles, OtherVectorsOrEditedRequestsAreRefused) {
  const test::TemporaryFolder folder;
  const Batch batch = plan_batch({test::small_file()}, origin().options);
  write_batch(folder.path(), batch, origin());
  const BatchIndex index = read_batch_index(folder.path());
  EXPECT_THROW(check_batch(folder.path(), index, plan_batch({}, origin().options)), InputError);
  folder.write(kBatchRequests, batch.text() + "{}\n");
  EXPECT_THROW(check_batch(folder.path(), index, batch), InputError);
  std::filesystem::remove(folder.path() / kBatchRequests);
  check_batch(folder.path(), index, batch);  // the host may have kept it
}

TEST(BatchFiles, RepliesAreNotWrittenOver) {
  const test::TemporaryFolder folder;
  folder.write(kBatchResponses, "");
  EXPECT_THROW(write_batch(folder.path(), plan_batch({test::small_file()}, {}), origin()),
               InputError);
  EXPECT_FALSE(std::filesystem::exists(folder.path() / kBatchRequests));
}

TEST(BatchFiles, ABrokenIndexIsRefused) {
  const test::TemporaryFolder folder;
  EXPECT_THROW(read_batch_index(folder.path()), InputError);
  folder.write(kBatchIndex, R"({"schema": "smx-batch-2"})");
  EXPECT_THROW(read_batch_index(folder.path()), InputError);
}

}  // namespace
}  // namespace smx::conformance
