#pragma once

#include <cstddef>
#include <string>

#include "smx/bytes.h"
#include "terminal.h"

namespace smx::cli {

/// The rows around one byte, 16 bytes each, with that byte marked: in colour, and by a line of
/// carets under it. `marked` may be the size: then the place after the last byte is marked.
[[nodiscard]] std::string hex_dump(ByteView bytes, std::size_t marked, const Style& style);

}  // namespace smx::cli
