#include "api/json_text.h"

#include "auth/strict_json.h"

namespace smx::relay::api {
namespace {

const char* reason_of(auth::JsonFault fault) {
  switch (fault) {
    case auth::JsonFault::duplicate_member:
      return "duplicate_member";
    case auth::JsonFault::too_deep:
      return "too_deep";
    case auth::JsonFault::not_json:
      break;
  }
  return "not_json";
}

std::unexpected<Refusal> refused(const char* reason) {
  return refuse(Problem::malformed_request, {{"field", ""}, {"reason", reason}});
}

}  // namespace

Outcome<nlohmann::json> parse_object(std::string_view text) {
  auto value = auth::parse_strict_json(text);
  if (!value) return refused(reason_of(value.error()));
  if (!value->is_object()) return refused("not_an_object");
  return std::move(*value);
}

Outcome<std::shared_ptr<const nlohmann::json>> body_of(const Request& request) {
  if (request.json != nullptr) return request.json;
  auto value = parse_object(request.body);
  if (!value) return std::unexpected(value.error());
  return std::make_shared<const nlohmann::json>(std::move(*value));
}

}  // namespace smx::relay::api
