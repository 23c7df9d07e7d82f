#include "api/account_fields.h"

#include "api/json_text.h"
#include "relay/roles.h"

namespace smx::relay::api {

std::optional<auth::PhoneNumber> read_phone(JsonFields& fields, std::string_view name) {
  const std::string text = fields.text(name, {1, 32});
  auto phone = auth::PhoneNumber::parse(text);
  if (!phone) fields.refuse_field(name, "not_a_phone_number");
  return phone;
}

Outcome<void> read_nothing(std::string_view body) {
  const auto object = parse_object(body);
  if (!object) return std::unexpected(object.error());
  return JsonFields(*object).finish();
}

nlohmann::json token_json(const TokenPair& tokens) {
  return {{"access_token", tokens.access_token},
          {"access_token_expires_at", tokens.access_token_expires_at},
          {"refresh_token", tokens.refresh_token},
          {"refresh_token_expires_at", tokens.refresh_token_expires_at}};
}

nlohmann::json device_json(const Device& device) {
  return {{"device_id", device.id.text()},
          {"user_id", device.user.text()},
          {"class", device.label.device_class},
          {"name", device.label.name},
          {"device_status", device_status_name(device.status)},
          {"registered_at", device.registered_at},
          {"last_active_on", device.last_active_day}};
}

}  // namespace smx::relay::api
