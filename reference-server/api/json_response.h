#pragma once

#include <nlohmann/json.hpp>
#include <utility>

#include "api/request.h"

namespace smx::relay::api {

[[nodiscard]] inline Response json_response(nlohmann::json body, int status = 200) {
  Response response;
  response.status = status;
  response.body = std::move(body);
  return response;
}

}  // namespace smx::relay::api
