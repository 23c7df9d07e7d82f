#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace smx::relay::test {

/// The other end closed the connection or cut it off.
class Closed : public std::runtime_error {
 public:
  Closed() : std::runtime_error("closed") {}
};

struct ClientOptions {
  bool tls = true;
  /// TLS 1.2 instead of 1.3.
  bool old_tls = false;
  /// Offered by ALPN; empty: none.
  std::string protocol = "http/1.1";
  /// Bytes of the socket's receive buffer; 0 as the system likes.
  int receive_buffer = 0;
};

struct Reply {
  int status = 0;
  std::map<std::string, std::string> headers;  // lower-case names
  std::string body;
  [[nodiscard]] nlohmann::json json() const { return nlohmann::json::parse(body); }
  [[nodiscard]] std::string code() const { return json().at("error").at("code"); }
};

/// A WebSocket's message, or its end.
struct Frame {
  int opcode = 0;
  std::string payload;
  /// Of a closing frame.
  std::uint16_t close_code = 0;
  [[nodiscard]] nlohmann::json json() const { return nlohmann::json::parse(payload); }
};

/// A client that shares nothing with the server: blocking sockets, its own HTTP and WebSocket. Each
/// wait ends after ten seconds with an exception.
class Client {
 public:
  explicit Client(std::uint16_t port, const ClientOptions& options = {});
  Client(Client&&) noexcept;
  ~Client();

  void send(std::string_view bytes);
  /// At least one byte; throws Closed at the end.
  std::string receive();
  /// True when the other end closes before it sends anything.
  bool closed();

  void send_request(std::string_view method, std::string_view target,
                    const std::map<std::string, std::string>& headers = {},
                    std::string_view body = "");
  Reply read_reply();
  Reply request(std::string_view method, std::string_view target,
                const std::map<std::string, std::string>& headers = {}, std::string_view body = "");

  /// Opens the stream; the reply is 101 when it is open.
  Reply upgrade(const std::string& token);
  void send_frame(int opcode, std::string_view payload);
  void send_text(std::string_view text) { send_frame(1, text); }
  /// The next message; answers pings on the way.
  Frame read_frame();
  /// The next one that is a text of this type.
  nlohmann::json read_type(std::string_view type);
  /// Reads until the closing frame, answers it, and gives its code.
  std::uint16_t read_close();

  [[nodiscard]] std::string protocol() const;
  [[nodiscard]] std::string version() const;
  /// Common name of the server's certificate.
  [[nodiscard]] std::string certificate_name() const;

 private:
  std::string take(std::size_t bytes);
  struct Connection;
  std::unique_ptr<Connection> connection_;
  std::string received_;
};

}  // namespace smx::relay::test
