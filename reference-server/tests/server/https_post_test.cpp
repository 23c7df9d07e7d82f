#include "server/https_post.h"

#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <stdexcept>
#include <string>

#include "tests/server/tls_sink_openssl.h"
#include "tests/support/temporary_folder.h"

namespace smx::relay::server {
namespace {

constexpr int kTls11 = 0x0302;
constexpr int kTls12 = 0x0303;

class HttpsPost : public testing::Test {
 protected:
  HttpsPost() { std::signal(SIGPIPE, SIG_IGN); }

  [[nodiscard]] std::string file_of(const test::TestAuthority& authority) const {
    const std::string path = folder_.file("ca.pem");
    std::ofstream(path) << authority.certificate();
    return path;
  }
  /// What a post to that host at the sink's port comes to.
  [[nodiscard]] int post(const test::TlsSink& sink, const std::string& host,
                         std::chrono::milliseconds limit = std::chrono::seconds(20)) const {
    Webhook webhook;
    webhook.url.host = host;
    webhook.url.port = std::to_string(sink.port());
    webhook.url.target = "/codes?x=1";
    webhook.token = "secret-of-a-test";
    HttpsPoster poster(webhook, file_of(trusted_), limit);
    return poster.post(R"({"a":1})");
  }
  /// Refused before anything of the request is out.
  void refuses(const test::TestAuthority& authority, const test::TlsSinkOptions& options,
               const std::string& host) const {
    const test::TlsSink sink(authority, options);
    EXPECT_EQ(post(sink, host), 0) << options.names << " as " << host;
    EXPECT_TRUE(sink.requests().empty()) << options.names << " as " << host;
  }

  test::TemporaryFolder folder_;
  test::TestAuthority trusted_;
};

TEST_F(HttpsPost, TheRequestArrivesAndTheStatusComesBack) {
  const test::TlsSink sink(trusted_);
  EXPECT_EQ(post(sink, "localhost"), 204);
  EXPECT_EQ(post(sink, "127.0.0.1"), 204);
  const auto requests = sink.requests();
  ASSERT_EQ(requests.size(), 2u);
  EXPECT_EQ(requests[0],
            "POST /codes?x=1 HTTP/1.1\r\nHost: localhost:" + std::to_string(sink.port()) +
                "\r\nAuthorization: Bearer secret-of-a-test\r\nContent-Type: "
                "application/json\r\nContent-Length: 7\r\nConnection: close\r\n\r\n"
                R"({"a":1})");
}

TEST_F(HttpsPost, AnotherHostsCertificateIsRefused) {
  refuses(trusted_, {.names = "DNS:other.example"}, "localhost");
  refuses(trusted_, {.names = "DNS:localhost.example"}, "localhost");
  refuses(trusted_, {.names = "IP:127.0.0.2"}, "127.0.0.1");
  // An address is not a name: neither stands for the other, and the subject's CN for none.
  refuses(trusted_, {.names = "DNS:localhost"}, "127.0.0.1");
  refuses(trusted_, {.names = "IP:127.0.0.1"}, "localhost");
}

TEST_F(HttpsPost, AnotherAuthorityIsRefused) {
  const test::TestAuthority other;
  refuses(other, {}, "localhost");
}

TEST_F(HttpsPost, ACertificateThatIsOverOrNotForServersIsRefused) {
  refuses(trusted_, {.expired = true}, "localhost");
  refuses(trusted_, {.client_auth_only = true}, "localhost");
}

TEST_F(HttpsPost, OldVersionsAreRefused) {
  refuses(trusted_, {.most_version = kTls11}, "localhost");
  const test::TlsSink sink(trusted_, {.most_version = kTls12});
  EXPECT_EQ(post(sink, "localhost"), 204);
}

TEST_F(HttpsPost, WhatIsNoAnswerIsNone) {
  for (const char* answer : {"", "HTTP/1.1 2", "SMTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 xyz\r\n\r\n"}) {
    const test::TlsSink sink(trusted_, {.answer = answer});
    EXPECT_EQ(post(sink, "localhost"), 0) << answer;
  }
  const test::TlsSink refusing(trusted_, {.answer = "HTTP/1.1 401 Unauthorized\r\n\r\n"});
  EXPECT_EQ(post(refusing, "localhost"), 401);
}

TEST_F(HttpsPost, WhoeverSaysNothingIsLeftAfterTheLimit) {
  const test::TlsSink sink(trusted_, {.silent = true});
  EXPECT_EQ(post(sink, "localhost", std::chrono::milliseconds(300)), 0);
}

TEST_F(HttpsPost, AFileWithoutAuthoritiesIsRefusedAtOnce) {
  std::ofstream(folder_.file("empty.pem")) << "nothing";
  EXPECT_THROW(HttpsPoster(Webhook{}, folder_.file("empty.pem")), std::runtime_error);
}

}  // namespace
}  // namespace smx::relay::server
