// A process in which the library was never started.
#include <gtest/gtest.h>

#include "smx/device.h"
#include "smx/init.h"
#include "support/results.h"
#include "support/scripted_store.h"

namespace smx {
namespace {

// [PRIM-21] Nothing runs on a processor that was not looked at.
TEST(Uninitialised, RefusesToMakeOrOpenADevice) {
  test::ScriptedStore store;
  EXPECT_FALSE(cpu_report().initialised);
  EXPECT_EQ(test::error_of(Device::create(store, {})), Error::not_initialised);
  EXPECT_EQ(test::error_of(Device::open(store)), Error::not_initialised);
  EXPECT_EQ(store.attempts(), 0u);
  EXPECT_TRUE(store.records().empty());
}

}  // namespace
}  // namespace smx
