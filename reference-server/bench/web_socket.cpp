#include "bench/web_socket.h"

#include <fmt/format.h>

#include <array>

#include "bench/primitives.h"

namespace smx::relay::bench {
namespace {

enum Opcode : std::uint8_t { kContinued = 0, kText = 1, kClose = 8, kPing = 9, kPong = 10 };
constexpr std::size_t kLongest = 1u << 20;
constexpr int kNoFarewell = 1006;

std::uint8_t byte(char c) { return static_cast<std::uint8_t>(c); }

}  // namespace

StreamClosed::StreamClosed(int code)
    : LinkFault(fmt::format("the relay closed the stream with {}", code)), code_(code) {}

UpgradeRefused::UpgradeRefused(int status)
    : LinkFault(fmt::format("the relay refused the stream with {}", status)), status_(status) {}

Task<std::unique_ptr<WebSocket>> WebSocket::open(Loop& loop, Peer peer, std::string source,
                                                 std::string target, std::string token,
                                                 Time deadline) {
  std::unique_ptr<Link> link = co_await Link::open(loop, peer, source, deadline);
  const std::string key = encode_base64(random_bytes(16));
  const std::string request = fmt::format(
      "GET {} HTTP/1.1\r\nHost: {}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {}\r\nAuthorization: Bearer {}\r\n\r\n",
      target, authority(peer), key, token);
  link->write(request);
  std::string incoming;
  const HttpAnswer answer = co_await read_head(*link, incoming, deadline);
  if (answer.status != 101) throw UpgradeRefused(answer.status);
  const auto accepted = answer.headers.find("sec-websocket-accept");
  if (accepted == answer.headers.end() || accepted->second != web_socket_accept(key)) {
    throw LinkFault("the relay's answer to the WebSocket's key is wrong");
  }
  std::unique_ptr<WebSocket> socket(new WebSocket(std::move(link)));
  socket->incoming_ = std::move(incoming);
  co_return socket;
}

void WebSocket::send(std::string_view text) { send_frame(kText, text); }

void WebSocket::send_frame(std::uint8_t opcode, std::string_view payload) {
  std::string frame;
  frame.reserve(payload.size() + 14);
  frame += static_cast<char>(0x80 | opcode);
  const std::size_t size = payload.size();
  if (size < 126) {
    frame += static_cast<char>(0x80 | size);
  } else {
    const int bytes = size < 65'536 ? 2 : 8;
    frame += static_cast<char>(0x80 | (bytes == 2 ? 126 : 127));
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
      frame += static_cast<char>((size >> shift) & 0xff);
    }
  }
  // Against confused proxies, not against anybody who reads: any changing value does.
  mask_ = mask_ * 1'664'525 + 1'013'904'223;
  std::array<char, 4> mask{};
  for (std::size_t i = 0; i < mask.size(); ++i) mask[i] = static_cast<char>(mask_ >> (8 * i));
  frame.append(mask.data(), mask.size());
  for (std::size_t i = 0; i < size; ++i) frame += static_cast<char>(payload[i] ^ mask[i % 4]);
  link_->write(frame);
}

std::optional<WebSocket::Frame> WebSocket::take_frame() {
  const std::string_view left = std::string_view(incoming_).substr(consumed_);
  if (left.size() < 2) return std::nullopt;
  if ((byte(left[0]) & 0x70) != 0 || (byte(left[1]) & 0x80) != 0) {
    throw LinkFault("not a frame of a server");
  }
  std::size_t size = byte(left[1]) & 0x7f;
  std::size_t head = 2;
  if (size >= 126) {
    const std::size_t bytes = size == 126 ? 2 : 8;
    if (left.size() < head + bytes) return std::nullopt;
    size = 0;
    for (std::size_t i = 0; i < bytes; ++i) size = size << 8 | byte(left[head + i]);
    head += bytes;
  }
  if (size > kLongest) throw LinkFault("a frame that is far too long");
  if (left.size() < head + size) return std::nullopt;
  Frame frame{.opcode = static_cast<std::uint8_t>(byte(left[0]) & 0x0f),
              .last = (byte(left[0]) & 0x80) != 0,
              .payload = std::string(left.substr(head, size))};
  consumed_ += head + size;
  if (consumed_ == incoming_.size()) {
    incoming_.clear();
    consumed_ = 0;
  }
  return frame;
}

std::optional<std::string> WebSocket::accept(Frame frame) {
  switch (frame.opcode) {
    case kPing:
      send_frame(kPong, frame.payload);
      return std::nullopt;
    case kPong:
      return std::nullopt;
    case kClose: {
      int code = 1005;
      if (frame.payload.size() >= 2) code = byte(frame.payload[0]) << 8 | byte(frame.payload[1]);
      send_frame(kClose, frame.payload);
      throw StreamClosed(code);
    }
    case kText:
    case kContinued:
      if ((frame.opcode == kContinued) != in_message_) throw LinkFault("a frame out of its order");
      message_ += frame.payload;
      in_message_ = !frame.last;
      if (in_message_) return std::nullopt;
      return std::exchange(message_, {});
    default:
      throw LinkFault("a frame of an unknown kind");
  }
}

Task<std::optional<std::string>> WebSocket::receive(Time deadline) {
  while (true) {
    while (std::optional<Frame> frame = take_frame()) {
      std::optional<std::string> message = accept(std::move(*frame));
      if (message) co_return message;
    }
    incoming_.erase(0, std::exchange(consumed_, 0));
    bool over = false;
    const std::string more = co_await link_->read_until(deadline, over);
    if (over) co_return std::nullopt;
    if (more.empty()) throw StreamClosed(kNoFarewell);
    incoming_ += more;
  }
}

}  // namespace smx::relay::bench
