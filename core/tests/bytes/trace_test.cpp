#include "bytes/trace.h"

#include <gtest/gtest.h>

#include <thread>

#include "test_data.h"

namespace smx::internal {
namespace {

using test::bytes_of;

TEST(Trace, RecordsStepsInOrderWithTheirPartsJoined) {
  const TraceRecorder recorder;
  const Bytes first = bytes_of("0102");
  const Bytes second = bytes_of("03");
  SMX_TRACE("smx1.aad", first, second);
  SMX_TRACE("spk.verified", ByteView{});
  ASSERT_EQ(recorder.steps().size(), 2u);
  EXPECT_EQ(recorder.steps()[0].step, "smx1.aad");
  EXPECT_EQ(recorder.steps()[0].value, bytes_of("010203"));
  EXPECT_EQ(recorder.steps()[1].step, "spk.verified");
  EXPECT_TRUE(recorder.steps()[1].value.empty());
}

TEST(Trace, NothingIsKeptWithoutARecorder) {
  const Bytes value = bytes_of("aa");
  SMX_TRACE("dr.dh_out", value);
  {
    const TraceRecorder recorder;
  }
  SMX_TRACE("dr.dh_out", value);
  const TraceRecorder recorder;
  EXPECT_TRUE(recorder.steps().empty());
}

TEST(Trace, BelongsToItsThread) {
  const TraceRecorder recorder;
  std::thread([] { SMX_TRACE("dr.dh_out", ByteView{}); }).join();
  EXPECT_TRUE(recorder.steps().empty());
}

}  // namespace
}  // namespace smx::internal
