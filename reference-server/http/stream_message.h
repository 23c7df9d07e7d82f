#pragma once

#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/request.h"
#include "relay/refusal.h"

namespace smx::relay::http {

/// What a client asks for on a stream.
enum class StreamVerb : std::uint8_t { send, acknowledge, token, ping };

struct StreamRequest {
  StreamVerb verb = StreamVerb::ping;
  /// The client's number, which the reply repeats.
  std::int64_t number = 0;
  /// Of send and acknowledge: what the same request has for a body over HTTP; never null there.
  std::shared_ptr<const nlohmann::json> body;
  /// Of acknowledge: those of them that are texts.
  std::vector<std::string> delivery_ids;
  /// Of token.
  std::string access_token;
};

/// A text frame, read.
struct StreamFrame {
  /// The number, where there is one even in a frame that is refused.
  std::optional<std::int64_t> number;
  Outcome<StreamRequest> request;
};

/// `text` is any text: never throws for what is in it.
[[nodiscard]] StreamFrame parse_stream_frame(std::string_view text);

/// {"type": "reply", "request": n, "status": ..., "body": ...}; n is null for nothing.
[[nodiscard]] std::string stream_reply(std::optional<std::int64_t> number,
                                       const api::Response& response);

/// {"type": "deliver", ...}, or {"type": "fetch"} when that would be longer than `most` bytes.
struct DeliverFrame {
  std::string text;
  bool fetch = false;
};
[[nodiscard]] DeliverFrame deliver_frame(const nlohmann::json& delivery, std::size_t most);

[[nodiscard]] std::string prekeys_frame(std::int64_t left);

}  // namespace smx::relay::http
