#include <gtest/gtest.h>

#include <fstream>
#include <mutex>

#include "tests/http/certificate_openssl.h"
#include "tests/http/relay_under_test.h"

namespace smx::relay::test {
namespace {

TEST(Tls, OnlyThirteenWithHttpByAlpn) {
  RelayUnderTest relay;
  relay.start();
  Client client = relay.client();
  EXPECT_EQ(client.version(), "TLSv1.3");
  EXPECT_EQ(client.protocol(), "http/1.1");
  EXPECT_EQ(client.request("GET", "/v1/open").status, 200);
  EXPECT_THROW((void)relay.client({.old_tls = true}), Closed);
  EXPECT_THROW((void)relay.client({.protocol = "h2"}), Closed);
  EXPECT_EQ(relay.client({.protocol = ""}).request("GET", "/v1/open").status, 200);
  EXPECT_TRUE(eventually([&] { return relay.server().counters().failed_handshakes == 2; }));
}

TEST(Tls, PlainTextOnTheTlsPortIsNoRequest) {
  RelayUnderTest relay;
  relay.start();
  Client client = relay.client({.tls = false});
  client.send("GET /v1/open HTTP/1.1\r\n\r\n");
  EXPECT_THROW(static_cast<void>(client.read_reply()), std::runtime_error);
}

TEST(Tls, ACertificateIsReplacedUnderWay) {
  RelayUnderTest relay;
  relay.start();
  Client before = relay.client();
  EXPECT_EQ(before.certificate_name(), "first");
  write_certificate(relay.options.tls->certificate_file, relay.options.tls->key_file, "second");
  EXPECT_TRUE(relay.server().reload_certificate());
  EXPECT_EQ(before.request("GET", "/v1/open").status, 200);
  Client after = relay.client();
  EXPECT_EQ(after.certificate_name(), "second");

  // One whose key does not fit is refused; what there is stays.
  write_certificate(relay.file("other.pem"), relay.options.tls->key_file, "third");
  EXPECT_FALSE(relay.server().reload_certificate());
  EXPECT_EQ(relay.client().certificate_name(), "second");
  EXPECT_EQ(relay.recorder.count(log::EventType::certificate_refused), 1u);
  EXPECT_EQ(relay.recorder.count(log::EventType::certificate_loaded), 2u);
}

TEST(Tls, TheKeyLogIsWrittenOnlyWhenAskedFor) {
  std::mutex mutex;
  std::string lines;
  RelayUnderTest relay;
  relay.options.keylog = [&](std::string_view line) {
    const std::scoped_lock lock(mutex);
    lines.append(line) += '\n';
  };
  relay.start();
  EXPECT_EQ(relay.client().request("GET", "/v1/open").status, 200);
  const std::scoped_lock lock(mutex);
  EXPECT_NE(lines.find("SERVER_TRAFFIC_SECRET_0 "), std::string::npos);
}

TEST(Tls, PlainHttpIsForLoopbackOnly) {
  RelayUnderTest relay;
  relay.options.tls.reset();
  relay.options.address = "0.0.0.0";
  EXPECT_THROW(relay.start(), std::runtime_error);
  relay.options.address = "127.0.0.1";
  relay.start();
  EXPECT_EQ(relay.client({.tls = false}).request("GET", "/v1/open").status, 200);
}

TEST(Tls, AStartWithoutCertificateFailsAndNamesNoFile) {
  RelayUnderTest relay;
  relay.options.tls->certificate_file = relay.file("secret-name.pem");
  try {
    relay.start();
    FAIL() << "it started";
  } catch (const std::runtime_error& error) {
    EXPECT_EQ(std::string(error.what()).find("secret-name"), std::string::npos);
  }
}

}  // namespace
}  // namespace smx::relay::test
