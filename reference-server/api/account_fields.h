#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

#include "api/json_fields.h"
#include "auth/phone.h"
#include "relay/devices.h"
#include "relay/tokens.h"

/// What the bodies of several account requests have in common.
namespace smx::relay::api {

/// Nothing when it was refused; `fields` says so.
[[nodiscard]] std::optional<auth::PhoneNumber> read_phone(JsonFields& fields,
                                                          std::string_view name);

/// A body without any member: "{}".
[[nodiscard]] Outcome<void> read_nothing(std::string_view body);

/// The four token members.
[[nodiscard]] nlohmann::json token_json(const TokenPair& tokens);

/// A device as administrators, and its owner, see it.
[[nodiscard]] nlohmann::json device_json(const Device& device);

}  // namespace smx::relay::api
