#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace smx::relay::test {

/// An authority of the tests.
class TestAuthority {
 public:
  TestAuthority();
  ~TestAuthority();
  /// Its certificate, PEM.
  [[nodiscard]] std::string certificate() const;

  struct State;
  [[nodiscard]] State& state() const noexcept { return *state_; }

 private:
  std::unique_ptr<State> state_;
};

struct TlsSinkOptions {
  /// As in X.509: "DNS:localhost", "IP:127.0.0.1".
  std::string names = "DNS:localhost,IP:127.0.0.1";
  bool expired = false;
  bool client_auth_only = false;  // a certificate that is none for servers
  /// TLS1_1_VERSION and the like; 0: any.
  int most_version = 0;
  std::string answer = "HTTP/1.1 204 No Content\r\n\r\n";
  bool silent = false;  // takes the request and says nothing until the client goes
};

/// A TLS server on a free port of 127.0.0.1 with a certificate of that authority: takes one request
/// a connection and answers it.
class TlsSink {
 public:
  TlsSink(const TestAuthority& authority, TlsSinkOptions options = {});
  ~TlsSink();
  TlsSink(const TlsSink&) = delete;
  TlsSink& operator=(const TlsSink&) = delete;

  [[nodiscard]] std::uint16_t port() const noexcept;
  /// Requests that came in whole, of connections that are over.
  [[nodiscard]] std::vector<std::string> requests() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace smx::relay::test
