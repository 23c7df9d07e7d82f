#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "bench/link.h"

namespace smx::relay::bench {

struct HttpRequest {
  std::string method = "GET";
  std::string target;
  /// Sent as JSON; none for nothing.
  std::optional<std::string> body = std::nullopt;
  /// Empty: no header of authorisation.
  std::string token = {};
};

struct HttpAnswer {
  int status = 0;
  /// Lower-case names.
  std::map<std::string, std::string, std::less<>> headers;
  std::string body;
  /// As it came, from the first byte to the last.
  std::string raw;
};

/// Requests of one client one after the other, over a connection that stays open.
class HttpClient {
 public:
  HttpClient(Loop& loop, Peer peer, std::string source)
      : loop_(loop), peer_(std::move(peer)), source_(std::move(source)) {}

  /// Nothing is repeated: after a LinkFault the relay may have done what was asked.
  Task<HttpAnswer> ask(HttpRequest request, Time deadline);
  void close() { link_.reset(); }
  /// The next request goes there.
  void move_to(Peer peer) {
    peer_ = std::move(peer);
    link_.reset();
  }
  [[nodiscard]] const Peer& peer() const noexcept { return peer_; }
  [[nodiscard]] const std::string& source() const noexcept { return source_; }

 private:
  Task<HttpAnswer> exchange(const HttpRequest& request, Time deadline);

  Loop& loop_;
  Peer peer_;
  std::string source_;
  std::unique_ptr<Link> link_;
  Time used_;
};

/// Reads from `link` until the head is whole; what came behind it stays in `incoming`. The answer
/// has no body yet. Throws LinkFault.
Task<HttpAnswer> read_head(Link& link, std::string& incoming, Time deadline);

[[nodiscard]] std::string authority(const Peer& peer);

}  // namespace smx::relay::bench
