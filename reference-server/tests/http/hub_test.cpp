#include "http/hub.h"

#include <gtest/gtest.h>

namespace smx::relay::http {
namespace {

const DeviceId kOne = DeviceId::stored("dev_one");
const DeviceId kTwo = DeviceId::stored("dev_two");

struct Counting : Listener {
  void on_wake() override { ++wakes; }
  void on_cut() override {
    ++cuts;
    if (leaves != nullptr) leaves->remove(kOne, *this);
    if (takes_along != nullptr) leaves->remove(kOne, *takes_along);
  }
  void on_low_prekeys() override { ++low; }
  void on_replaced() override { ++replaced; }
  void on_acknowledged(std::span<const std::string> ids) override { acknowledged += ids.size(); }
  [[nodiscard]] bool waiting() const override { return waits; }

  int wakes = 0;
  int cuts = 0;
  int low = 0;
  int replaced = 0;
  std::size_t acknowledged = 0;
  bool waits = true;
  Hub* leaves = nullptr;
  Counting* takes_along = nullptr;
};

TEST(Hub, TellsTheDeviceAndNoOther) {
  Hub hub;
  Counting one;
  Counting two;
  hub.add_stream(kOne, one);
  hub.add_stream(kTwo, two);
  hub.wake(kOne);
  hub.low_prekeys(kOne);
  const std::string ids[] = {"a", "b"};
  hub.acknowledged(kOne, ids);
  EXPECT_EQ(one.wakes, 1);
  EXPECT_EQ(one.low, 1);
  EXPECT_EQ(one.acknowledged, 2u);
  EXPECT_EQ(two.wakes + two.low, 0);
  EXPECT_EQ(two.acknowledged, 0u);
}

TEST(Hub, ANewerStreamTakesThePlace) {
  Hub hub;
  Counting older;
  Counting newer;
  hub.add_stream(kOne, older);
  hub.add_stream(kOne, newer);
  EXPECT_EQ(older.replaced, 1);
  EXPECT_EQ(hub.streams(), 1u);
  hub.remove(kOne, older);
  hub.wake(kOne);
  EXPECT_EQ(older.wakes, 0);
  EXPECT_EQ(newer.wakes, 1);
  hub.remove(kOne, newer);
  EXPECT_EQ(hub.streams(), 0u);
  EXPECT_EQ(hub.devices(), 0u);
}

TEST(Hub, WhoeverIsToldMayLeaveAndTakeAnotherAlong) {
  Hub hub;
  Counting first;
  Counting second;
  Counting third;
  first.leaves = &hub;
  first.takes_along = &second;
  hub.add_connection(kOne, first);
  hub.add_connection(kOne, second);
  hub.add_connection(kOne, third);
  hub.cut(kOne);
  EXPECT_EQ(first.cuts, 1);
  EXPECT_EQ(second.cuts, 0) << "it was gone before its turn";
  EXPECT_EQ(third.cuts, 1);
}

TEST(Hub, ReachableMeansThatSomebodyWaits) {
  Hub hub;
  Counting idle;
  idle.waits = false;
  EXPECT_FALSE(hub.reachable(kOne));
  hub.add_connection(kOne, idle);
  EXPECT_FALSE(hub.reachable(kOne));
  idle.waits = true;
  EXPECT_TRUE(hub.reachable(kOne));
}

}  // namespace
}  // namespace smx::relay::http
