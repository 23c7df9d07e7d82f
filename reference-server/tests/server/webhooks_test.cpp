#include "server/webhooks.h"

#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "log/line.h"
#include "tests/support/fixed_random.h"

namespace smx::relay::server {
namespace {

class KeptEvents final : public api::EventSink {
 public:
  void write(const log::Event& event) override {
    const std::lock_guard lock(mutex_);
    lines_.push_back(log::line_of(event, {0}, log::H8()));
    changed_.notify_all();
  }
  std::string await_line() {
    std::unique_lock lock(mutex_);
    if (!changed_.wait_for(lock, std::chrono::seconds(20), [this] { return !lines_.empty(); })) {
      return "none";
    }
    return lines_.front();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> lines_;
};

class Refusing final : public Poster {
 public:
  int post(std::string_view) override { return 401; }
};

TEST(Webhooks, APushHoldsAReferenceAndNothingElse) {
  test::FixedRandom random;
  const PushReference reference{DeviceId::draw(random), MessageId::draw(random)};
  const auto body = nlohmann::json::parse(push_body(reference));
  std::set<std::string> names;
  for (const auto& [name, value] : body.items()) names.insert(name);
  EXPECT_EQ(names, (std::set<std::string>{"device_id", "message_id"}));
  EXPECT_EQ(body.at("device_id"), reference.device.text());
  EXPECT_EQ(body.at("message_id"), reference.message.text());
}

TEST(Webhooks, ACodeGoesWithItsPhone) {
  EXPECT_EQ(nlohmann::json::parse(code_body({"+447700900001", "012345"})),
            (nlohmann::json{{"phone", "+447700900001"}, {"code", "012345"}}));
}

TEST(Webhooks, ALostCodeIsAnEventWithoutPhoneAndCode) {
  KeptEvents events;
  WebhookCodeProvider provider(std::make_unique<Refusing>(), {}, events);
  provider.send({"+447700900001", "012345"});
  const std::string line = events.await_line();
  EXPECT_NE(line.find("\"msg\":\"code_provider_failed\",\"status\":401"), std::string::npos)
      << line;
  EXPECT_EQ(line.find("447700"), std::string::npos);
  EXPECT_EQ(line.find("012345"), std::string::npos);
}

TEST(Webhooks, ALostPushIsAnEventOfItsMessage) {
  KeptEvents events;
  test::FixedRandom random;
  const PushReference reference{DeviceId::draw(random), MessageId::draw(random)};
  WebhookPushHook hook(std::make_unique<Refusing>(), {}, events);
  hook.push(reference);
  const std::string line = events.await_line();
  EXPECT_NE(line.find("\"msg\":\"push_failed\",\"message_h8\":\""), std::string::npos) << line;
  EXPECT_EQ(line.find(reference.message.text()), std::string::npos);
  EXPECT_EQ(line.find(reference.device.text()), std::string::npos);
}

}  // namespace
}  // namespace smx::relay::server
