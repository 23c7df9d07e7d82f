#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace smx::node {

/// The most bytes that one UTF-16 code unit becomes.
inline constexpr std::size_t kMaxUtf8PerUnit = 3;

/// Writes the UTF-8 of a JavaScript string to `out`, which has room for kMaxUtf8PerUnit bytes a
/// unit, and gives the number of bytes; nothing for half a surrogate pair. (Node-API's own function
/// would put U+FFFD in its place, and two labels would become one.)
[[nodiscard]] std::optional<std::size_t> to_utf8(std::u16string_view text,
                                                 std::uint8_t* out) noexcept;

}  // namespace smx::node
