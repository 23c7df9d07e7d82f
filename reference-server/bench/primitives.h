#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace smx::relay::bench {

using Bytes = std::vector<std::uint8_t>;

/// Of the system, for keys.
[[nodiscard]] Bytes random_bytes(std::size_t size);
[[nodiscard]] std::string encode_base64(std::span<const std::uint8_t> bytes);
/// Throws std::invalid_argument.
[[nodiscard]] Bytes decode_base64(std::string_view text);
/// What a server must answer to a Sec-WebSocket-Key.
[[nodiscard]] std::string web_socket_accept(std::string_view key);
/// The first 8 hex digits of SHA-256, as the relay's log shows an identifier.
[[nodiscard]] std::string h8(std::string_view text);

/// RS256 with a PEM key.
[[nodiscard]] Bytes sign_rs256(const std::string& key, std::string_view text);

/// What a device shows of itself to the relay: an identity, and a prekey that it signs. No private
/// key is kept, for nothing here opens a message.
struct Identity {
  Bytes identity_key;
  Bytes signing_key;
  std::string prekey_id;
  Bytes prekey;
  Bytes signature;
};
[[nodiscard]] Identity make_identity();

}  // namespace smx::relay::bench
