#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "server/settings.h"

namespace smx::relay::server {

/// Sends a body somewhere. An interface, so that tests need no network.
class Poster {
 public:
  virtual ~Poster() = default;
  /// The status of the answer, or 0 when there was none. May take as long as its time limit.
  virtual int post(std::string_view body) = 0;
};

/// POSTs JSON to a webhook over TLS 1.3 or 1.2 of a server whose certificate it checks, one
/// connection a request, with a time limit for all of it. Reads no more of the answer than its
/// status.
class HttpsPoster final : public Poster {
 public:
  /// `ca_file` may be empty: the system's. Throws std::runtime_error when it cannot be used.
  HttpsPoster(Webhook webhook, const std::string& ca_file,
              std::chrono::milliseconds limit = std::chrono::seconds(10));
  ~HttpsPoster() override;
  int post(std::string_view body) override;

 private:
  struct Tls;
  Webhook webhook_;
  std::chrono::milliseconds limit_;
  std::unique_ptr<Tls> tls_;
};

}  // namespace smx::relay::server
