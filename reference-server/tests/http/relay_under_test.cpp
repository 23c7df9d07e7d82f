#include "tests/http/relay_under_test.h"

#include <chrono>
#include <stdexcept>

#include "api/service_api.h"
#include "tests/http/certificate_openssl.h"

namespace smx::relay::test {

RelayUnderTest::RelayUnderTest() : dispatcher_(loop_, hub_, recorder, recorder, recorder) {
  policy().open_request_burst = 10'000;
  policy().request_burst = 10'000;
  options.tls = http::TlsFiles{file("relay.pem"), file("relay.key")};
  options.tick = std::chrono::milliseconds(10);
  write_certificate(options.tls->certificate_file, options.tls->key_file, "first");
}

std::string RelayUnderTest::file(const std::string& name) const {
  return database_.folder().file(name);
}

void RelayUnderTest::start() {
  executor_ = std::make_unique<store::Executor>(database_.database(), database_.clock,
                                                database_.random, database_.policy);
  router_ = std::make_unique<api::Router>(*executor_, relay, dispatcher_, clock(), policy());
  router_->add(relay.routes());
  router_->add(api::service_routes());
  server_ = std::make_unique<http::Server>(
      loop_, http::ServerParts{*router_, clock(), recorder, policy(), router_.get(), &hub_},
      options);
  server_->start();
  thread_ = std::thread([this] { loop_.run(); });
}

RelayUnderTest::~RelayUnderTest() {
  if (!thread_.joinable()) return;
  relay.let_go();
  server_->drain(std::chrono::milliseconds(0));
  executor_->drain();
  loop_.stop();
  thread_.join();
}

Client RelayUnderTest::stream(int n, const ClientOptions& chosen) {
  Client opened = client(chosen);
  if (const int status = opened.upgrade(token(n)).status; status != 101) {
    throw std::runtime_error("no stream: " + std::to_string(status));
  }
  return opened;
}

bool eventually(const std::function<bool()>& is_so) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (!is_so()) {
    if (std::chrono::steady_clock::now() > until) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return true;
}

}  // namespace smx::relay::test
