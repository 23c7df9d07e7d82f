#include "api/router.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <future>
#include <mutex>

#include "log/event_table.h"
#include "tests/support/temporary_database.h"

namespace smx::relay::api {
namespace {

/// A token is "status role"; the tables are the fields below.
class Doorkeeper final : public Gatekeeper {
 public:
  Outcome<Claims> verify(std::string_view token, Instant now) override {
    if (token != "good") return refuse(Problem::unauthenticated);
    Claims claims;
    claims.user = UserId::stored("usr_1");
    claims.organisation = OrganisationId::stored("org_00000000000000000000000000000001");
    claims.expires_at = now.seconds() + 900;
    return claims;
  }
  Outcome<Caller> authorise(Context& context, const Claims& claims) override {
    if (gone) return refuse(Problem::unauthenticated);
    latest = std::max(latest, context.now.seconds());
    if (latest >= claims.expires_at) return refuse_and_keep(Problem::token_expired);
    return Caller{claims.organisation, claims.user, claims.device, role, status};
  }
  bool gone = false;
  std::int64_t latest = 0;  // time does not go back, as in the tables
  Role role = Role::member;
  DeviceStatus status = DeviceStatus::active;
};

struct Sink final : EffectsSink {
  void apply(Effects&& effects) override {
    const std::scoped_lock lock(mutex);
    for (auto& event : effects.events) events.push_back(std::move(event));
    wakes += effects.wake.size();
  }
  [[nodiscard]] log::Event last() {
    const std::scoped_lock lock(mutex);
    return events.back();
  }
  std::mutex mutex;
  std::vector<log::Event> events;
  std::size_t wakes = 0;
};

class RouterTest : public testing::Test {
 protected:
  RouterTest() {
    database_.policy.requests_per_second = 1;
    database_.policy.request_burst = 3;
    database_.policy.open_requests_per_second = 1;
    database_.policy.open_request_burst = 3;
    test::run(database_, [](Context& context) {
      context.transaction.prepare("CREATE TABLE written (id INTEGER PRIMARY KEY)").run();
      return true;
    });
    executor_ = std::make_unique<store::Executor>(database_.database(), database_.clock,
                                                  database_.random, database_.policy);
    router_ =
        std::make_unique<Router>(*executor_, doorkeeper_, sink_, database_.clock, database_.policy);
  }

  /// A route whose handler writes a row, asks for a wake-up and ends with `end`.
  void add(
      std::string_view pattern, Access access,
      std::function<Outcome<Response>()> end = [] { return Response{}; }) {
    router_->add(Route{Method::post, pattern, access,
                       [end](Context& context, const Caller*, const Request&, const PathValues&) {
                         context.transaction.prepare("INSERT INTO written DEFAULT VALUES").run();
                         context.effects.wake.push_back(DeviceId::stored("dev_1"));
                         return end();
                       }});
  }

  Response ask(std::string path, const std::string& token = "good", std::string address = "::1") {
    Request request;
    request.method = Method::post;
    request.path = std::move(path);
    request.address = std::move(address);
    if (!token.empty()) request.headers["authorization"] = "Bearer " + token;
    std::promise<Response> answer;
    router_->dispatch(std::move(request),
                      [&](Served&& served) { answer.set_value(std::move(served.response)); });
    return answer.get_future().get();
  }

  static std::string code(const Response& response) {
    return response.body.contains("error") ? response.body["error"]["code"].get<std::string>() : "";
  }

  std::int64_t rows() {
    std::promise<std::int64_t> count;
    executor_->submit(
        [&](Context& context) {
          auto statement = context.transaction.prepare("SELECT count(*) FROM written");
          statement.step();
          count.set_value(statement.integer(0));
          return true;
        },
        [](bool, Effects&&) {});
    return count.get_future().get();
  }

  test::TemporaryDatabase database_;
  Doorkeeper doorkeeper_;
  Sink sink_;
  std::unique_ptr<store::Executor> executor_;
  std::unique_ptr<Router> router_;
};

TEST_F(RouterTest, WhoMayCallWhat) {
  add("/open", Access::anyone);
  add("/pending", Access::pending_device);
  add("/device", Access::device);
  add("/administrator", Access::administrator);
  database_.policy.request_burst = 100;
  router_ =
      std::make_unique<Router>(*executor_, doorkeeper_, sink_, database_.clock, database_.policy);
  add("/open", Access::anyone);
  add("/pending", Access::pending_device);
  add("/device", Access::device);
  add("/administrator", Access::administrator);
  const auto codes = [&](Role role, DeviceStatus status) {
    doorkeeper_.role = role;
    doorkeeper_.status = status;
    return std::vector{code(ask("/pending")), code(ask("/device")), code(ask("/administrator"))};
  };
  using Codes = std::vector<std::string>;
  EXPECT_EQ(codes(Role::administrator, DeviceStatus::active), (Codes{"", "", ""}));
  EXPECT_EQ(codes(Role::member, DeviceStatus::active), (Codes{"", "", "forbidden"}));
  EXPECT_EQ(codes(Role::administrator, DeviceStatus::pending),
            (Codes{"", "device_pending", "device_pending"}));
  EXPECT_EQ(codes(Role::administrator, DeviceStatus::revoked),
            (Codes{"unauthenticated", "unauthenticated", "unauthenticated"}));
  doorkeeper_.gone = true;
  EXPECT_EQ(code(ask("/pending")), "unauthenticated");
  EXPECT_EQ(code(ask("/open", "")), "");
  EXPECT_EQ(rows(), 3 + 2 + 1 + 0 + 1) << "what was refused wrote nothing";
}

TEST_F(RouterTest, OnlyABearerTokenCounts) {
  add("/device", Access::device);
  EXPECT_EQ(code(ask("/device", "")), "unauthenticated");
  EXPECT_EQ(code(ask("/device", "bad")), "unauthenticated");
  EXPECT_EQ(code(ask("/device", " good")), "unauthenticated");
  EXPECT_EQ(code(ask("/device")), "");
}

TEST_F(RouterTest, PathsAndMethodsThatAreNotThere) {
  add("/device", Access::device);
  const Response missing = ask("/nothing");
  EXPECT_EQ(missing.status, 404);
  EXPECT_EQ(code(missing), "not_found");
  Request request;
  request.path = "/device";
  std::promise<Response> answer;
  router_->dispatch(std::move(request),
                    [&](Served&& served) { answer.set_value(std::move(served.response)); });
  const Response other = answer.get_future().get();
  EXPECT_EQ(other.status, 405);
  EXPECT_EQ(other.headers.at(0), std::pair(std::string("Allow"), std::string("POST")));
}

TEST_F(RouterTest, ARefusalUndoesAllButWhatItKeeps) {
  add("/refused", Access::device, [] { return refuse(Problem::conflict); });
  add("/kept", Access::device, [] { return refuse_and_keep(Problem::wrong_code); });
  add("/broken", Access::device, []() -> Outcome<Response> { throw std::logic_error("bug"); });
  EXPECT_EQ(code(ask("/refused")), "conflict");
  EXPECT_EQ(rows(), 0);
  EXPECT_EQ(sink_.wakes, 0u);
  EXPECT_EQ(code(ask("/kept")), "wrong_code");
  EXPECT_EQ(rows(), 1);
  EXPECT_EQ(code(ask("/broken")), "unavailable");
  EXPECT_EQ(rows(), 1);
}

TEST_F(RouterTest, AStorageThatFailsIsToldAsUnavailable) {
  add("/full", Access::device,
      []() -> Outcome<Response> { throw store::StorageError(13, "disk full"); });
  const Response response = ask("/full");
  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(code(response), "unavailable");
  EXPECT_EQ(rows(), 0);
}

TEST_F(RouterTest, LimitsOfUsersAndAddressesAreExact) {
  add("/device", Access::device);
  add("/open", Access::anyone);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(code(ask("/device")), "");
  const Response limited = ask("/device");
  EXPECT_EQ(code(limited), "rate_limited");
  EXPECT_EQ(limited.body["error"]["detail"]["retry_after"], 1);
  EXPECT_EQ(limited.headers.at(0), std::pair(std::string("Retry-After"), std::string("1")));
  database_.clock.advance_milliseconds(999);
  EXPECT_EQ(code(ask("/device")), "rate_limited");
  database_.clock.advance_milliseconds(1);
  EXPECT_EQ(code(ask("/device")), "");

  for (int i = 0; i < 3; ++i) EXPECT_EQ(code(ask("/open", "", "192.0.2.1")), "");
  EXPECT_EQ(code(ask("/open", "", "192.0.2.1")), "rate_limited");
  EXPECT_EQ(code(ask("/open", "", "192.0.2.2")), "");
}

TEST_F(RouterTest, AStreamsRequestsHaveNoLimitButTheTokensTime) {
  add("/device", Access::device);
  const auto claims = router_->verify("good");
  ASSERT_TRUE(claims);
  const auto ask_for = [&] {
    Request request;
    request.method = Method::post;
    request.path = "/device";
    std::promise<Response> answer;
    router_->dispatch_for(*claims, std::move(request),
                          [&](Served&& served) { answer.set_value(std::move(served.response)); });
    return code(answer.get_future().get());
  };
  for (int i = 0; i < 10; ++i) EXPECT_EQ(ask_for(), "");
  database_.clock.advance_seconds(899);
  EXPECT_EQ(ask_for(), "");
  database_.clock.advance_seconds(1);
  EXPECT_EQ(ask_for(), "token_expired");
  database_.clock.advance_seconds(-600);
  EXPECT_EQ(ask_for(), "token_expired") << "a clock that is set back revives it";
}

TEST_F(RouterTest, WhoDidNotComeInIsLoggedWithTheAddress) {
  add("/device", Access::device);
  add("/open", Access::anyone, [] { return refuse(Problem::bad_signature); });
  add("/refused", Access::device, [] { return refuse(Problem::forbidden); });
  const auto refusals = [&] {
    std::vector<std::string> seen;
    const std::scoped_lock lock(sink_.mutex);
    for (const log::Event& event : sink_.events) {
      if (event.type != log::EventType::authentication_refused) continue;
      std::string text;
      for (const auto& field : event.fields) {
        text += std::string(log::row_of(field.field).name) + "=" + field.text + " ";
      }
      seen.push_back(text);
    }
    sink_.events.clear();
    return seen;
  };
  using Seen = std::vector<std::string>;
  ask("/device", "bad", "192.0.2.7");
  EXPECT_EQ(refusals(), Seen{"ip=192.0.2.7 problem=unauthenticated "});
  ask("/open", "", "192.0.2.8");
  EXPECT_EQ(refusals(), Seen{"ip=192.0.2.8 problem=bad_signature "});
  ask("/refused");
  EXPECT_EQ(refusals(), Seen{}) << "known, and not allowed: no failure of authentication";
  ask("/device");
  EXPECT_EQ(refusals(), Seen{});
  doorkeeper_.gone = true;
  ask("/device", "good", "2001:db8::1");
  EXPECT_EQ(refusals(), Seen{"org_id=org_00000000000000000000000000000001 sub_h8=usr_1 device_h8= "
                             "ip=2001:db8::1 problem=unauthenticated "});
}

TEST_F(RouterTest, TheLogHasThePatternAndNeverTheTarget) {
  router_->add(Route{Method::post, "/v1/devices/{device_id}/revoke", Access::device,
                     [](Context&, const Caller*, const Request&, const PathValues& values) {
                       EXPECT_EQ(values.at("device_id"), "dev_secret");
                       return Outcome<Response>(refuse(Problem::not_found));
                     }});
  EXPECT_EQ(code(ask("/v1/devices/dev_secret/revoke")), "not_found");
  const log::Event event = sink_.last();
  EXPECT_EQ(event.type, log::EventType::request_refused);
  std::string route;
  for (const auto& field : event.fields) {
    EXPECT_EQ(field.text.find("dev_secret"), std::string::npos);
    if (field.field == log::Field::route) route = field.text;
  }
  EXPECT_EQ(route, "/v1/devices/{device_id}/revoke");
}

}  // namespace
}  // namespace smx::relay::api
