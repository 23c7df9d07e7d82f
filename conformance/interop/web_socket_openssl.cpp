#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <array>
#include <utility>

#include "base64.h"
#include "https_client.h"
#include "web_socket.h"

namespace smx::interop {
namespace {

constexpr std::size_t kMaxMessage = std::size_t{1} << 20U;

template <std::size_t kSize>
std::array<std::uint8_t, kSize> random_bytes() {
  std::array<std::uint8_t, kSize> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(kSize)) != 1) throw LinkFault("no random bytes");
  return bytes;
}

}  // namespace

std::string web_socket_accept(const std::string& key) {
  const std::string text = key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha1(), nullptr) != 1) {
    throw LinkFault("no SHA-1");
  }
  return to_base64(std::span(digest).first(size));
}

WebSocket::WebSocket(const TlsPeer& peer, const std::string& target, Headers headers,
                     const Deadline& deadline)
    : connection_(std::make_unique<TlsConnection>(peer, deadline)) {
  const std::string key = to_base64(random_bytes<16>());
  headers.insert({{"upgrade", "websocket"},
                  {"connection", "Upgrade"},
                  {"sec-websocket-version", "13"},
                  {"sec-websocket-key", key}});
  connection_->write(HttpRequest{"GET", target, std::move(headers), {}}.text(authority(peer)),
                     deadline);
  std::optional<HttpHead> head;
  while (!(head = take_head(incoming_))) {
    const std::string more = connection_->read(deadline);
    if (more.empty()) throw LinkFault("the server ended the connection before the upgrade");
    incoming_ += more;
  }
  if (head->status != 101) {
    throw LinkFault(fmt::format("{}: no upgrade, status {}", target, head->status));
  }
  if (head->header("sec-websocket-accept") != web_socket_accept(key)) {
    throw LinkFault("the upgrade has a wrong Sec-WebSocket-Accept");
  }
  if (!head->header("sec-websocket-extensions").empty()) {
    throw LinkFault("the upgrade has an extension that was not offered");
  }
}

void WebSocket::send_frame(int opcode, std::string_view payload, const Deadline& deadline) {
  connection_->write(client_frame(opcode, payload, random_bytes<4>()), deadline);
}

void WebSocket::send(std::string_view text, const Deadline& deadline) {
  send_frame(WebSocketFrame::kText, text, deadline);
}

std::optional<std::string> WebSocket::receive(const Deadline& deadline) {
  while (true) {
    while (std::optional<WebSocketFrame> frame = take_frame(incoming_, kMaxMessage)) {
      if (std::optional<std::string> message = accept(std::move(*frame), deadline)) return message;
    }
    bool came = false;
    const std::string more = connection_->read_until(deadline, came);
    if (!came) return std::nullopt;
    if (more.empty()) throw LinkFault("the server ended the WebSocket without a close frame");
    incoming_ += more;
  }
}

std::optional<std::string> WebSocket::accept(WebSocketFrame frame, const Deadline& deadline) {
  if (frame.masked) throw LinkFault("a server's WebSocket frame is masked");
  if (frame.opcode == WebSocketFrame::kClose) {
    const auto byte = [&](std::size_t at) { return static_cast<std::uint8_t>(frame.payload[at]); };
    close_code_ = frame.payload.size() >= 2 ? byte(0) * 256 + byte(1) : 1005;
    throw LinkFault(fmt::format("the server closed the WebSocket with {}", close_code_));
  }
  if (frame.opcode == WebSocketFrame::kPing) {
    send_frame(WebSocketFrame::kPong, frame.payload, deadline);
    return std::nullopt;
  }
  if (frame.opcode == WebSocketFrame::kPong) return std::nullopt;
  if (frame.opcode == WebSocketFrame::kBinary) throw LinkFault("a binary WebSocket message");
  if ((frame.opcode == WebSocketFrame::kContinuation) != in_message_) {
    throw LinkFault("WebSocket fragments out of place");
  }
  message_ += frame.payload;
  if (message_.size() > kMaxMessage) throw LinkFault("a WebSocket message that is too long");
  in_message_ = !frame.final;
  if (in_message_) return std::nullopt;
  return std::exchange(message_, {});
}

}  // namespace smx::interop
