#include "http/dispatcher.h"

#include <gtest/gtest.h>

#include <deque>
#include <vector>

#include "tests/http/fake_relay.h"

namespace smx::relay::http {
namespace {

/// Keeps what is posted until the test runs it.
struct Held : Poster {
  void post(std::function<void()> work) override { kept.push_back(std::move(work)); }
  void run() {
    for (; !kept.empty(); kept.pop_front()) kept.front()();
  }
  std::deque<std::function<void()>> kept;
};

struct Present : Listener {
  void on_wake() override { ++wakes; }
  void on_cut() override {}
  [[nodiscard]] bool waiting() const override { return true; }
  int wakes = 0;
};

TEST(Dispatcher, PushesOnlyWhereNobodyListens) {
  Held network;
  Hub hub;
  test::Recorder recorder;
  Dispatcher dispatcher(network, hub, recorder, recorder, recorder);
  Present present;
  hub.add_stream(test::device_id(1), present);

  Effects effects;
  effects.events.push_back(log::event(log::EventType::message_stored));
  effects.wake = {test::device_id(1), test::device_id(2)};
  for (const int n : {1, 2}) {
    effects.pushes.push_back({test::device_id(n), MessageId::stored("msg")});
  }
  effects.codes.push_back({"+44", "1"});
  dispatcher.apply(std::move(effects));
  EXPECT_EQ(recorder.count(log::EventType::message_stored), 1u) << "lines do not wait";
  EXPECT_EQ(recorder.codes(), 0u) << "the rest belongs to the network's thread";
  network.run();
  EXPECT_EQ(recorder.pushes(), 1u);
  EXPECT_EQ(recorder.codes(), 1u);
  EXPECT_EQ(present.wakes, 1);
}

// Whether a phone is somebody's must not show in the time of the reply.
TEST(Dispatcher, ACodeGoesOutAfterTheReply) {
  Held network;
  Hub hub;
  test::Recorder recorder;
  Dispatcher dispatcher(network, hub, recorder, recorder, recorder);
  Effects effects;
  effects.codes.push_back({"+44", "1"});
  dispatcher.apply(std::move(effects));
  // As the router's answer comes back to the connection.
  std::size_t sent_before = 1;
  network.post([&] { sent_before = recorder.codes(); });
  network.run();
  EXPECT_EQ(sent_before, 0u);
  EXPECT_EQ(recorder.codes(), 1u);
}

TEST(Dispatcher, NothingIsPostedForLinesAlone) {
  Held network;
  Hub hub;
  test::Recorder recorder;
  Dispatcher dispatcher(network, hub, recorder, recorder, recorder);
  Effects effects;
  effects.events.push_back(log::event(log::EventType::request_served));
  dispatcher.apply(std::move(effects));
  EXPECT_TRUE(network.kept.empty());
}

}  // namespace
}  // namespace smx::relay::http
