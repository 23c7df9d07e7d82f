#include "web_socket_frame.h"

namespace smx::interop {
namespace {

constexpr std::size_t kShort = 125;

std::uint8_t octet(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint8_t>(bytes[at]);
}

std::uint64_t big_endian(std::string_view bytes, std::size_t at, std::size_t count) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < count; ++i) value = (value << 8U) | octet(bytes, at + i);
  return value;
}

void check_kind(const WebSocketFrame& frame, bool reserved_bits, std::uint64_t length) {
  const bool known =
      frame.opcode <= WebSocketFrame::kBinary ||
      (frame.opcode >= WebSocketFrame::kClose && frame.opcode <= WebSocketFrame::kPong);
  if (reserved_bits || !known) throw LinkFault("a WebSocket frame of a reserved kind");
  if (frame.is_control() && (!frame.final || length > kShort)) {
    throw LinkFault("a WebSocket control frame in pieces or too long");
  }
}

}  // namespace

std::optional<WebSocketFrame> take_frame(std::string& bytes, std::size_t limit) {
  if (bytes.size() < 2) return std::nullopt;
  WebSocketFrame frame;
  frame.final = (octet(bytes, 0) & 0x80U) != 0;
  frame.opcode = octet(bytes, 0) & 0x0f;
  frame.masked = (octet(bytes, 1) & 0x80U) != 0;
  std::uint64_t length = octet(bytes, 1) & 0x7fU;
  std::size_t at = 2;
  if (length > kShort) {
    const std::size_t width = length == 126 ? 2 : 8;
    if (bytes.size() < at + width) return std::nullopt;
    const std::uint64_t stated = big_endian(bytes, at, width);
    if (stated <= (width == 2 ? kShort : 0xffffU)) {
      throw LinkFault("a WebSocket frame whose length is not in its shortest form");
    }
    length = stated;
    at += width;
  }
  check_kind(frame, (octet(bytes, 0) & 0x70U) != 0, length);
  if (length > limit) throw LinkFault("a WebSocket frame that is too long");
  const std::size_t mask_at = at;
  if (frame.masked) at += 4;
  const auto size = static_cast<std::size_t>(length);
  if (bytes.size() < at + size) return std::nullopt;
  frame.payload = bytes.substr(at, size);
  if (frame.masked) {
    for (std::size_t i = 0; i < size; ++i) {
      frame.payload[i] = static_cast<char>(octet(frame.payload, i) ^ octet(bytes, mask_at + i % 4));
    }
  }
  bytes.erase(0, at + size);
  return frame;
}

std::string client_frame(int opcode, std::string_view payload,
                         const std::array<std::uint8_t, 4>& mask) {
  std::string out(1, static_cast<char>(0x80 | opcode));
  const auto put = [&out](std::uint64_t value, std::size_t width) {
    for (std::size_t i = width; i > 0; --i)
      out += static_cast<char>((value >> (8 * (i - 1))) & 0xff);
  };
  if (payload.size() <= kShort) {
    put(0x80U | payload.size(), 1);
  } else if (payload.size() <= 0xffff) {
    put(0x80U | 126U, 1);
    put(payload.size(), 2);
  } else {
    put(0x80U | 127U, 1);
    put(payload.size(), 8);
  }
  for (const std::uint8_t byte : mask) out += static_cast<char>(byte);
  for (std::size_t i = 0; i < payload.size(); ++i) {
    out += static_cast<char>(static_cast<std::uint8_t>(payload[i]) ^ mask[i % 4]);
  }
  return out;
}

}  // namespace smx::interop
