#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace smx::relay::store {

/// What the file outside the data directory holds: three lines after its heading.
struct EpochFile {
  std::string instance;  // 32 hex digits: whose it is
  std::int64_t epoch = 0;
  std::string mark;  // 32 hex digits
};

[[nodiscard]] std::string format(const EpochFile& file);
/// Nothing unless the text is exactly what `format` makes.
[[nodiscard]] std::optional<EpochFile> parse_epoch_file(std::string_view text);

}  // namespace smx::relay::store
