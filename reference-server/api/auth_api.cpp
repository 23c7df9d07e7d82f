#include "api/auth_api.h"

#include <string>
#include <utility>

#include "api/account_fields.h"
#include "api/json_response.h"
#include "api/json_text.h"
#include "api/key_fields.h"
#include "relay/codes.h"
#include "relay/registration.h"
#include "relay/roles.h"

namespace smx::relay::api {
namespace {

constexpr Bounds kDeviceNameLength{0, 64};
constexpr Bounds kClassLength{1, 32};
/// Longer than any of ours; another form is as unknown as another token.
constexpr Bounds kTokenLength{1, 4096};

Outcome<Response> post_code(Context& context, const auth::CodeSecret& secret,
                            const Request& request) {
  const auto body = parse_object(request.body);
  if (!body) return std::unexpected(body.error());
  JsonFields fields(*body);
  const auto phone = read_phone(fields, "phone");
  if (auto read = fields.finish(); !read) return std::unexpected(read.error());
  if (auto sent = send_code(context, secret, *phone); !sent) return std::unexpected(sent.error());
  return json_response(nlohmann::json::object(), 202);
}

struct NewDevice {
  DeviceLabel label;
  Bundle bundle;
};

Outcome<NewDevice> read_device(const nlohmann::json& object, const std::string& place) {
  JsonFields fields(object, place);
  DeviceLabel label{.device_class = fields.text("class", kClassLength),
                    .name = fields.optional_text("name", kDeviceNameLength).value_or("")};
  if (!is_device_class(label.device_class)) fields.refuse_field("class", "unknown");
  const nlohmann::json& bundle = fields.object("bundle");
  if (auto read = fields.finish(); !read) return std::unexpected(read.error());
  const auto read = read_bundle(bundle, fields.place("bundle"));
  if (!read) return std::unexpected(read.error());
  return NewDevice{.label = std::move(label), .bundle = *read};
}

Outcome<Response> post_verify(Context& context, const auth::AccessTokens& tokens,
                              const auth::CodeSecret& secret, const Request& request) {
  const auto body = parse_object(request.body);
  if (!body) return std::unexpected(body.error());
  JsonFields fields(*body);
  const auto phone = read_phone(fields, "phone");
  const std::string code = fields.text("code", {1, 32});
  if (!auth::is_code(code)) fields.refuse_field("code", "not_six_digits");
  const nlohmann::json& device_object = fields.object("device");
  if (auto read = fields.finish(); !read) return std::unexpected(read.error());
  const auto device = read_device(device_object, fields.place("device"));
  if (!device) return std::unexpected(device.error());

  const auto registered =
      register_device(context, tokens, secret, *phone, code, device->label, device->bundle);
  if (!registered) return std::unexpected(registered.error());
  Response response = json_response(token_json(registered->tokens), 201);
  response.body["organisation_id"] = registered->device.organisation.text();
  response.body["user_id"] = registered->device.user.text();
  response.body["device_id"] = registered->device.id.text();
  response.body["role"] = role_name(registered->role);
  response.body["device_status"] = device_status_name(registered->device.status);
  return response;
}

Outcome<Response> post_refresh(Context& context, const auth::AccessTokens& tokens,
                               const Request& request) {
  const auto body = parse_object(request.body);
  if (!body) return std::unexpected(body.error());
  JsonFields fields(*body);
  const std::string refresh_token = fields.text("refresh_token", kTokenLength);
  if (auto read = fields.finish(); !read) return std::unexpected(read.error());
  const auto pair = refresh_session(context, tokens, refresh_token);
  if (!pair) return std::unexpected(pair.error());
  return json_response(token_json(*pair));
}

}  // namespace

std::vector<Route> auth_routes(const auth::AccessTokens& tokens, const auth::CodeSecret& secret) {
  return {
      {Method::post, "/v1/auth/code", Access::anyone,
       [&secret](Context& context, const Caller*, const Request& request, const PathValues&) {
         return post_code(context, secret, request);
       }},
      {Method::post, "/v1/auth/verify", Access::anyone,
       [&tokens, &secret](Context& context, const Caller*, const Request& request,
                          const PathValues&) {
         return post_verify(context, tokens, secret, request);
       }},
      {Method::post, "/v1/auth/refresh", Access::anyone,
       [&tokens](Context& context, const Caller*, const Request& request, const PathValues&) {
         return post_refresh(context, tokens, request);
       }},
  };
}

}  // namespace smx::relay::api
