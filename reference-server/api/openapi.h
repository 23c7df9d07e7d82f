#pragma once

#include <string_view>

namespace smx::relay::api {

/// The interface as OpenAPI 3.1: openapi.json as it was when the relay was built.
[[nodiscard]] std::string_view openapi_text() noexcept;

}  // namespace smx::relay::api
