#include <fmt/format.h>

#include <algorithm>

#include "hex.h"
#include "input_error.h"
#include "vector_case.h"

namespace smx::conformance {
namespace {

/// Start of a range of `length` bytes at `offset`, which counts from the end when negative.
std::size_t range_start(const Bytes& bytes, std::int64_t offset, std::size_t length) {
  const auto size = static_cast<std::int64_t>(bytes.size());
  const std::int64_t start = offset < 0 ? size + offset : offset;
  // Nothing is added to an offset that a file gives: it may be the largest number there is.
  if (start < 0 || start > size || static_cast<std::int64_t>(length) > size - start) {
    throw InputError(fmt::format("an edit of {} bytes at offset {} is outside the {} bytes", length,
                                 offset, size));
  }
  return static_cast<std::size_t>(start);
}

void apply_patch(Bytes& bytes, const Json& patch) {
  if (patch.contains("append")) {
    const Bytes tail = from_hex(patch["append"].get<std::string>());
    bytes.insert(bytes.end(), tail.begin(), tail.end());
    return;
  }
  if (patch.contains("truncate")) {
    const auto length = patch["truncate"].get<std::size_t>();
    if (length >= bytes.size()) {
      throw InputError(
          fmt::format("truncating {} bytes to {} takes nothing away", bytes.size(), length));
    }
    bytes.resize(length);
    return;
  }
  const bool is_xor = patch.contains("xor");
  const Bytes edit = from_hex(patch[is_xor ? "xor" : "replace"].get<std::string>());
  const std::size_t start = range_start(bytes, patch["offset"].get<std::int64_t>(), edit.size());
  for (std::size_t i = 0; i < edit.size(); ++i) {
    std::uint8_t& byte = bytes[start + i];
    byte = is_xor ? static_cast<std::uint8_t>(byte ^ edit[i]) : edit[i];
  }
}

}  // namespace

std::string apply_patches(const std::string& hex, const Json& patches) {
  Bytes bytes = from_hex(hex);
  for (const Json& patch : patches) apply_patch(bytes, patch);
  return to_hex(bytes);
}

}  // namespace smx::conformance
