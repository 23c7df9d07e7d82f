// One client's HTTPS requests over one connection that stays open.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "http_message.h"
#include "tls_connection.h"

namespace smx::interop {

struct HttpResponse {
  int status = 0;
  Headers headers;
  std::string body;
};

class HttpsClient {
 public:
  HttpsClient(TlsPeer peer, std::chrono::milliseconds timeout)
      : peer_(std::move(peer)), timeout_(timeout) {}

  /// One request and its response within the timeout. A kept connection that the server has closed
  /// in the meantime is opened again; `extra` is added to the timeout for a request that waits at
  /// the server. Throws LinkFault.
  HttpResponse ask(const HttpRequest& request,
                   std::chrono::milliseconds extra = std::chrono::milliseconds(0));
  void close() { connection_.reset(); }

 private:
  HttpResponse exchange(const HttpRequest& request, const Deadline& deadline);

  TlsPeer peer_;
  std::chrono::milliseconds timeout_;
  std::unique_ptr<TlsConnection> connection_;
  std::string incoming_;
};

/// "127.0.0.1:8443", with brackets where the host has colons.
std::string authority(const TlsPeer& peer);

}  // namespace smx::interop
