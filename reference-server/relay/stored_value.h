#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "smx/key_id.h"
#include "smx/keys.h"
#include "store/database.h"

/// Values of the core as columns of our own tables. What a column of ours holds was checked when it
/// was written: another form means a damaged file and throws StorageError.
namespace smx::relay {

inline constexpr int kCorrupt = 11;  // SQLITE_CORRUPT

/// Key is a PublicBytes of smx/keys.h.
template <class Key>
[[nodiscard]] Key stored_key(const std::vector<std::uint8_t>& column) {
  Key key;
  if (column.size() != Key::kSize) throw store::StorageError(kCorrupt, "key of another size");
  std::ranges::copy(column, key.bytes.begin());
  return key;
}

[[nodiscard]] inline KeyId stored_key_id(std::string_view column) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(column.data());
  const auto id = KeyId::parse({bytes, column.size()});
  if (!id) throw store::StorageError(kCorrupt, "key id of another form");
  return *id;
}

/// Valid as long as the id.
[[nodiscard]] inline std::string_view text_of(const KeyId& id) {
  return {reinterpret_cast<const char*>(id.view().data()), id.size()};
}

}  // namespace smx::relay
