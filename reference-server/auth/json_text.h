#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace smx::relay::auth {

/// The same bytes as `value.dump()`: no white space, members in the order of their names. Strings
/// without anything to escape, which is nearly all that a relay writes and the whole of an
/// envelope, are copied at once. Throws what dump() throws (a text that is no UTF-8).
[[nodiscard]] std::string json_text(const nlohmann::json& value);

/// Appends it.
void append_json(std::string& text, const nlohmann::json& value);

}  // namespace smx::relay::auth
