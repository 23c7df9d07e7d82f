#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "bench/http_client.h"
#include "bench/link.h"

namespace smx::relay::bench {

/// The relay closed the WebSocket, and with what (1006: without a close frame).
class StreamClosed : public LinkFault {
 public:
  explicit StreamClosed(int code);
  [[nodiscard]] int code() const noexcept { return code_; }

 private:
  int code_;
};

/// The relay answered the upgrade with another status.
class UpgradeRefused : public LinkFault {
 public:
  explicit UpgradeRefused(int status);
  [[nodiscard]] int status() const noexcept { return status_; }

 private:
  int status_;
};

/// A client's WebSocket (RFC 6455): text messages, no extension.
class WebSocket {
 public:
  /// Throws LinkFault, also when the relay's answer to the key is wrong.
  static Task<std::unique_ptr<WebSocket>> open(Loop& loop, Peer peer, std::string source,
                                               std::string target, std::string token,
                                               Time deadline);

  void send(std::string_view text);
  /// The next message, or nothing when the deadline is over first. Pings are answered. Throws
  /// StreamClosed, LinkFault.
  Task<std::optional<std::string>> receive(Time deadline);

 private:
  explicit WebSocket(std::unique_ptr<Link> link) : link_(std::move(link)) {}
  void send_frame(std::uint8_t opcode, std::string_view payload);
  /// A whole frame at the front of what came, taken out of it.
  struct Frame {
    std::uint8_t opcode = 0;
    bool last = true;
    std::string payload;
  };
  std::optional<Frame> take_frame();
  /// A message that the frame completes.
  std::optional<std::string> accept(Frame frame);

  std::unique_ptr<Link> link_;
  std::string incoming_;
  std::size_t consumed_ = 0;
  std::string message_;
  bool in_message_ = false;
  std::uint32_t mask_ = 0x9e3779b9;
};

}  // namespace smx::relay::bench
