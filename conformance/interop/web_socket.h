// A WebSocket of a client (RFC 6455), text messages only, no extensions.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "http_message.h"
#include "tls_connection.h"
#include "web_socket_frame.h"

namespace smx::interop {

class WebSocket {
 public:
  /// Connects and upgrades `target`. Throws LinkFault, with the status when the server refuses.
  WebSocket(const TlsPeer& peer, const std::string& target, Headers headers,
            const Deadline& deadline);

  void send(std::string_view text, const Deadline& deadline);
  /// The next whole message; nothing when the deadline is over first. Pings are answered. Throws
  /// LinkFault when the server has closed, with its code.
  std::optional<std::string> receive(const Deadline& deadline);

  /// Of the server's close frame; 0 before there is one, 1005 if it named none.
  int close_code() const { return close_code_; }
  /// Ends the connection without any farewell.
  void cut() { connection_->cut(); }

 private:
  void send_frame(int opcode, std::string_view payload, const Deadline& deadline);
  std::optional<std::string> accept(WebSocketFrame frame, const Deadline& deadline);

  std::unique_ptr<TlsConnection> connection_;
  std::string incoming_;
  std::string message_;
  bool in_message_ = false;
  int close_code_ = 0;
};

/// What a server must answer to a Sec-WebSocket-Key.
std::string web_socket_accept(const std::string& key);

}  // namespace smx::interop
