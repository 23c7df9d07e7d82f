#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "smx/bundle.h"
#include "smx/bytes.h"
#include "smx/secret.h"

namespace smx::cli {

/// Bytes with the name of where they came from, for error lines.
struct Input {
  std::string source;
  Bytes bytes;
};

/// At most this many bytes are read of a file that should hold an envelope, a frame or a bundle:
/// several times the longest, also in hex.
inline constexpr std::size_t kMaxInputSize = std::size_t{1} << 20;

/// Reads a file ("-": standard input) as it is. Throws Failure (bad_input) when it cannot be read
/// or is longer than `limit` bytes.
[[nodiscard]] Input read_file(const std::string& path, std::size_t limit = kMaxInputSize);

/// Reads an envelope, a frame or a bundle: raw bytes, hex or base64, whichever the content shows.
[[nodiscard]] Input read_message(const std::string& path);

/// The bytes behind text: what begins with a magic is raw, then hex, then base64 is tried; anything
/// else is raw.
[[nodiscard]] Bytes decode_text(Bytes bytes, std::string_view source);

/// Reads a plaintext; of one longer than `limit` bytes only the first limit + 1.
[[nodiscard]] SecretBytes read_plaintext(const std::string& path, std::size_t limit);

/// Reads a bundle and checks its form: which field and which byte is wrong, if one is.
[[nodiscard]] Bundle read_bundle(const std::string& path);

}  // namespace smx::cli
