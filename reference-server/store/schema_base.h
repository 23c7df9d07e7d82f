#pragma once

#include <string_view>

namespace smx::relay::store {

/// What the store knows of itself: `created_at` (seconds), `instance` (hex), `epoch`, and the mark
/// with which a restored backup is recognised (epoch.h).
inline constexpr std::string_view kSchemaBase = R"sql(
CREATE TABLE meta (
  key TEXT NOT NULL PRIMARY KEY,
  value ANY NOT NULL
) STRICT, WITHOUT ROWID;
)sql";

}  // namespace smx::relay::store
