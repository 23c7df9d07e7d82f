// The frames of RFC 6455.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "fault.h"

namespace smx::interop {

struct WebSocketFrame {
  static constexpr int kContinuation = 0;
  static constexpr int kText = 1;
  static constexpr int kBinary = 2;
  static constexpr int kClose = 8;
  static constexpr int kPing = 9;
  static constexpr int kPong = 10;

  bool final = true;
  int opcode = kText;
  bool masked = false;
  std::string payload;  ///< unmasked

  bool is_control() const { return opcode >= kClose; }
};

/// Takes one frame off the front of `bytes` when it is whole. Throws LinkFault for a frame that the
/// RFC forbids (reserved bits or opcodes, a control frame in pieces or over 125 bytes, a length not
/// in its shortest form) and for one over `limit`.
std::optional<WebSocketFrame> take_frame(std::string& bytes, std::size_t limit);

/// A client's frame: whole and masked with `mask`.
std::string client_frame(int opcode, std::string_view payload,
                         const std::array<std::uint8_t, 4>& mask);

}  // namespace smx::interop
