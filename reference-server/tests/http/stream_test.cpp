#include <gtest/gtest.h>

#include "tests/http/relay_under_test.h"

namespace smx::relay::test {
namespace {

/// A ping of exactly so many bytes.
std::string ping_of(std::size_t size) {
  std::string text = R"({"type":"ping","request":1})";
  text.insert(1, size - text.size(), ' ');
  return text;
}

TEST(Stream, AnswersWithTheRequestsNumber) {
  RelayUnderTest relay;
  relay.start();
  Client client = relay.stream(1);
  client.send_text(R"({"type":"ping","request":7})");
  const auto reply = client.read_type("reply");
  EXPECT_EQ(reply.at("request"), 7);
  EXPECT_EQ(reply.at("status"), 200);
  client.send_text(R"({"type":"send","request":8,"body":{"to":2}})");
  EXPECT_EQ(client.read_type("reply").at("body").at("sequence"), 1);
  client.send_text(R"({"type":"send","request":9,"body":{"to":0}})");
  EXPECT_EQ(client.read_type("reply").at("status"), 404);
  client.send_text("nonsense");
  const auto refused = client.read_type("reply");
  EXPECT_TRUE(refused.at("request").is_null());
  EXPECT_EQ(refused.at("body").at("error").at("code"), "malformed_request");
}

TEST(Stream, RepliesComeInTheOrderOfTheRequests) {
  RelayUnderTest relay;
  relay.policy().websocket_burst = 1'000;
  relay.start();
  Client client = relay.stream(1);
  for (int i = 0; i < 200; i += 2) {
    client.send_text(R"({"type":"send","request":)" + std::to_string(i) + R"(,"body":{"to":2}})");
    client.send_text(R"({"type":"ping","request":)" + std::to_string(i + 1) + "}");
  }
  for (int i = 0; i < 200; ++i) EXPECT_EQ(client.read_type("reply").at("request"), i);
}

TEST(Stream, AMessageIsTakenToTheByte) {
  RelayUnderTest relay;
  relay.start();
  Client client = relay.stream(1);
  for (const std::size_t size : {16'383u, 16'384u}) {
    client.send_text(ping_of(size));
    EXPECT_EQ(client.read_type("reply").at("status"), 200) << size;
  }
  client.send_text(ping_of(16'385));
  EXPECT_EQ(client.read_close(), 1009);
  EXPECT_TRUE(client.closed());
  EXPECT_TRUE(eventually([&] { return relay.server().counters().streams == 0; }));
}

TEST(Stream, FramesAreText) {
  RelayUnderTest relay;
  relay.start();
  Client binary = relay.stream(1);
  binary.send_frame(2, R"({"type":"ping","request":1})");
  EXPECT_EQ(binary.read_close(), 1003);
  Client invalid = relay.stream(1);
  invalid.send_text("\xff");
  EXPECT_EQ(invalid.read_close(), 1007);
}

TEST(Stream, SoManyMessagesASecondAndNoMore) {
  RelayUnderTest relay;
  relay.start();
  Client client = relay.stream(1);
  const auto accepted = [&](int offered) {
    int count = 0;
    for (int i = 0; i < offered; ++i) client.send_text(R"({"type":"ping","request":1})");
    for (int i = 0; i < offered; ++i) {
      const auto reply = client.read_type("reply");
      if (reply.at("status") == 200) {
        ++count;
      } else {
        EXPECT_EQ(reply.at("body").at("error").at("code"), "rate_limited");
        EXPECT_EQ(reply.at("request"), 1);
      }
    }
    return count;
  };
  EXPECT_EQ(accepted(40), 30) << "the burst";
  EXPECT_EQ(accepted(1), 0);
  relay.clock().advance_milliseconds(33);
  EXPECT_EQ(accepted(1), 0);
  relay.clock().advance_milliseconds(1);
  EXPECT_EQ(accepted(1), 1);
  // 100 a second offered for 10 seconds: 30 a second pass.
  relay.clock().advance_seconds(1);
  int passed = accepted(40);
  for (int i = 0; i < 100; ++i) {
    relay.clock().advance_milliseconds(100);
    passed += accepted(10);
  }
  EXPECT_EQ(passed, 30 + 300);
}

TEST(Stream, ANewerOneTakesOver) {
  RelayUnderTest relay;
  relay.start();
  Client older = relay.stream(1);
  older.send_text(R"({"type":"ping","request":1})");
  older.read_type("reply");
  Client newer = relay.stream(1);
  EXPECT_EQ(older.read_close(), 1013);
  relay.relay.queue(1, 1);
  newer.send_text(R"({"type":"send","request":1,"body":{"to":1}})");
  EXPECT_EQ(newer.read_type("deliver").at("delivery").at("sequence"), 1);
}

TEST(Stream, EndsWithItsDevice) {
  RelayUnderTest relay;
  relay.start();
  Client client = relay.stream(1);
  Client other = relay.stream(2);
  EXPECT_EQ(relay.client().request("POST", "/v1/cut", {}, R"({"device":1})").status, 200);
  EXPECT_EQ(client.read_close(), 4003);
  EXPECT_EQ(relay.client().upgrade(relay.token(1)).status, 401);
  other.send_text(R"({"type":"ping","request":1})");
  EXPECT_EQ(other.read_type("reply").at("status"), 200);
}

TEST(Stream, EndsWithItsTokenUnlessThatIsRenewed) {
  RelayUnderTest relay;
  relay.start();
  const std::int64_t now = relay.clock().now().seconds();
  const auto open = [&](int n) {
    Client client = relay.client();
    EXPECT_EQ(client.upgrade(token_of(n, now + 900)).status, 101);
    client.send_text(R"({"type":"ping","request":0})");
    client.read_type("reply");
    return client;
  };
  Client ends = open(1);
  Client goes_on = open(2);
  const auto renew = [&](const std::string& token) {
    goes_on.send_text(R"({"type":"token","request":1,"access_token":")" + token + "\"}");
    return goes_on.read_type("reply").at("status").get<int>();
  };
  EXPECT_EQ(renew(token_of(1, now + 1800)), 403) << "another device's";
  EXPECT_EQ(renew("nonsense"), 401);
  EXPECT_EQ(renew(token_of(2, now + 1800)), 200);

  relay.clock().advance_seconds(899);
  ends.send_text(R"({"type":"ping","request":1})");
  EXPECT_EQ(ends.read_type("reply").at("status"), 200);
  relay.clock().advance_seconds(1);
  EXPECT_EQ(ends.read_close(), 4001);
  goes_on.send_text(R"({"type":"ping","request":2})");
  EXPECT_EQ(goes_on.read_type("reply").at("status"), 200);
  relay.clock().advance_seconds(900);
  EXPECT_EQ(goes_on.read_close(), 4001);
  EXPECT_TRUE(eventually([&] {
    return relay.recorder.numbers(log::EventType::stream_closed, log::Field::code) ==
           std::vector<std::int64_t>{4001, 4001};
  }));
}

TEST(Stream, AClockThatIsSetBackRevivesNoToken) {
  RelayUnderTest relay;
  relay.start();
  const auto token = token_of(1, relay.clock().now().seconds() + 900);
  Client client = relay.client();
  ASSERT_EQ(client.upgrade(token).status, 101);
  // Answered after what the stream itself asks for at its beginning.
  client.send_text(R"({"type":"send","request":1,"body":{"to":2}})");
  client.read_type("reply");
  relay.clock().advance_seconds(900);
  EXPECT_EQ(client.read_close(), 4001);
  // Behind the close the tables were told; only then may the clock go back.
  EXPECT_TRUE(
      eventually([&] { return relay.recorder.count(log::EventType::authentication_refused) > 0; }));
  relay.clock().advance_seconds(-600);
  Client other = relay.client();
  EXPECT_EQ(other.request("GET", "/v1/messages", {{"Authorization", "Bearer " + token}}).status,
            401);
}

TEST(Stream, ATokenThatIsRefusedIsLogged) {
  RelayUnderTest relay;
  relay.start();
  Client client = relay.stream(1);
  client.send_text(R"({"type":"token","request":1,"access_token":"nonsense"})");
  EXPECT_EQ(client.read_type("reply").at("status"), 401);
  EXPECT_EQ(relay.recorder.texts(log::EventType::authentication_refused, log::Field::ip),
            std::vector<std::string>{"127.0.0.1"});
}

TEST(Stream, ClosesWhenTheClientDoes) {
  RelayUnderTest relay;
  relay.start();
  Client client = relay.stream(1);
  client.send_frame(8, std::string("\x03\xe8", 2));
  EXPECT_EQ(client.read_frame().close_code, 1000);
  EXPECT_TRUE(eventually([&] { return relay.server().counters().connections == 0; }));
  EXPECT_EQ(relay.recorder.count(log::EventType::stream_opened), 1u);
  EXPECT_EQ(relay.recorder.count(log::EventType::stream_closed), 1u);
}

TEST(Stream, OneThatIsSilentIsPingedAndThenClosed) {
  RelayUnderTest relay;
  relay.options.idle_timeout = std::chrono::milliseconds(200);
  relay.start();
  Client client = relay.stream(1);
  // Answers no ping, because it does not read: the relay gives up.
  EXPECT_TRUE(eventually([&] { return relay.server().counters().connections == 0; }));
}

}  // namespace
}  // namespace smx::relay::test
