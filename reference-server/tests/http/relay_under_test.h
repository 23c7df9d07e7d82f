#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>

#include "api/router.h"
#include "http/dispatcher.h"
#include "http/server.h"
#include "tests/http/client.h"
#include "tests/http/fake_relay.h"
#include "tests/support/temporary_database.h"

namespace smx::relay::test {

/// A server on a free loopback port, over the fake relay, with everything in between as it is in
/// earnest. Change `options` and `policy()` before start().
class RelayUnderTest {
 public:
  RelayUnderTest();
  ~RelayUnderTest();

  void start();
  [[nodiscard]] Policy& policy() noexcept { return database_.policy; }
  [[nodiscard]] ManualClock& clock() noexcept { return database_.clock; }
  [[nodiscard]] http::Server& server() noexcept { return *server_; }
  [[nodiscard]] std::uint16_t port() const noexcept { return server_->port(); }
  [[nodiscard]] std::string file(const std::string& name) const;

  [[nodiscard]] Client client(const ClientOptions& chosen = {}) { return Client(port(), chosen); }
  /// A token of the n-th device that serves an hour.
  [[nodiscard]] std::string token(int n) { return token_of(n, clock().now().seconds() + 3600); }
  [[nodiscard]] std::map<std::string, std::string> authorised(int n) {
    return {{"Authorization", "Bearer " + token(n)}};
  }
  /// An open stream of the n-th device.
  [[nodiscard]] Client stream(int n, const ClientOptions& chosen = {});

  http::ServerOptions options;
  FakeRelay relay;
  Recorder recorder;

 private:
  TemporaryDatabase database_;
  http::Loop loop_;
  http::Hub hub_;
  http::Dispatcher dispatcher_;
  std::unique_ptr<store::Executor> executor_;
  std::unique_ptr<api::Router> router_;
  std::unique_ptr<http::Server> server_;
  std::thread thread_;
};

/// Waits, a minute at most, until something is so.
[[nodiscard]] bool eventually(const std::function<bool()>& is_so);

}  // namespace smx::relay::test
