#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>

#include "api/json_fields.h"
#include "api/request.h"

namespace smx::relay::api {

/// Refuses a query that has another parameter than these; it is not named in the refusal.
[[nodiscard]] Outcome<void> check_query(const Request& request,
                                        std::initializer_list<std::string_view> known);

/// Decimal digits only, without leading zeros; nothing when the parameter is not there.
[[nodiscard]] Outcome<std::optional<std::int64_t>> query_integer(const Request& request,
                                                                 std::string_view name,
                                                                 Bounds bounds);

}  // namespace smx::relay::api
