#include "api/keys_api.h"

#include "api/identifiers.h"
#include "api/json_response.h"
#include "api/json_text.h"
#include "api/key_fields.h"
#include "relay/prekeys.h"

namespace smx::relay::api {
namespace {

/// More than any policy lets through, so that a body's size alone decides until the policy does.
constexpr std::int64_t kMany = 100'000;

nlohmann::json stock_json(const PrekeyStock& stock) {
  return {{"one_time_prekeys", stock.one_time_prekeys}, {"low", stock.low}};
}

nlohmann::json devices_json(const std::vector<DeviceBundle>& devices) {
  nlohmann::json list = nlohmann::json::array();
  for (const DeviceBundle& device : devices) {
    list.push_back({{"device_id", device.device.text()},
                    {"class", device.device_class},
                    {"bundle", bundle_json(device.bundle)}});
  }
  return {{"devices", std::move(list)}};
}

Outcome<Response> put_signed_prekey(Context& context, const Caller* caller, const Request& request,
                                    const PathValues&) {
  const auto body = parse_object(request.body);
  if (!body) return std::unexpected(body.error());
  JsonFields fields(*body);
  const auto prekey = read_signed_prekey(fields);
  if (auto read = fields.finish(); !read) return std::unexpected(read.error());
  if (auto published = publish_signed_prekey(context, *caller, *prekey); !published) {
    return std::unexpected(published.error());
  }
  return json_response(nlohmann::json::object(), 204);
}

Outcome<std::vector<OneTimePrekey>> read_one_time_prekeys(const nlohmann::json& body) {
  JsonFields fields(body);
  const nlohmann::json& items = fields.array("one_time_prekeys", {1, kMany});
  std::vector<OneTimePrekey> prekeys;
  for (std::size_t i = 0; i < items.size(); ++i) {
    JsonFields item(items[i], fields.place("one_time_prekeys", i));
    const auto prekey = read_one_time_prekey(item);
    if (auto read = item.finish(); !read) return std::unexpected(read.error());
    prekeys.push_back(*prekey);
  }
  if (auto read = fields.finish(); !read) return std::unexpected(read.error());
  return prekeys;
}

Outcome<Response> post_one_time_prekeys(Context& context, const Caller* caller,
                                        const Request& request, const PathValues&) {
  const auto body = parse_object(request.body);
  if (!body) return std::unexpected(body.error());
  const auto prekeys = read_one_time_prekeys(*body);
  if (!prekeys) return std::unexpected(prekeys.error());
  const auto stock = upload_one_time_prekeys(context, *caller, *prekeys);
  if (!stock) return std::unexpected(stock.error());
  return json_response(stock_json(*stock));
}

Outcome<Response> get_keys(Context& context, const Caller* caller, const Request&,
                           const PathValues&) {
  const KeyState state = key_state(context, *caller);
  Response response = json_response(stock_json(state.stock));
  response.body["epoch"] = state.epoch;
  response.body["signed_prekey_published_at"] = nullptr;
  if (state.signed_prekey_published_at) {
    response.body["signed_prekey_published_at"] = state.signed_prekey_published_at->seconds();
  }
  return response;
}

Outcome<Response> get_devices_of_user(Context& context, const Caller* caller, const Request&,
                                      const PathValues& values) {
  const auto user = path_id<UserId>(values, "user_id");
  if (!user) return std::unexpected(user.error());
  const auto devices = device_directory(context, *caller, *user);
  if (!devices) return std::unexpected(devices.error());
  return json_response(devices_json(*devices));
}

Outcome<Response> post_bundles(Context& context, const Caller* caller, const Request& request,
                               const PathValues& values) {
  const auto user = path_id<UserId>(values, "user_id");
  if (!user) return std::unexpected(user.error());
  const auto body = parse_object(request.body);
  if (!body) return std::unexpected(body.error());
  JsonFields fields(*body);
  std::optional<std::vector<DeviceId>> named;
  if (body->contains("devices")) named = read_ids<DeviceId>(fields, "devices", {1, kMany});
  if (auto read = fields.finish(); !read) return std::unexpected(read.error());
  const auto devices = take_bundles(context, *caller, *user, named);
  if (!devices) return std::unexpected(devices.error());
  return json_response(devices_json(*devices));
}

}  // namespace

std::vector<Route> keys_routes() {
  return {
      {Method::put, "/v1/keys/signed-prekey", Access::pending_device, put_signed_prekey},
      {Method::post, "/v1/keys/one-time-prekeys", Access::pending_device, post_one_time_prekeys},
      {Method::get, "/v1/keys", Access::pending_device, get_keys},
      {Method::get, "/v1/users/{user_id}/devices", Access::device, get_devices_of_user},
      {Method::post, "/v1/users/{user_id}/bundles", Access::device, post_bundles},
  };
}

}  // namespace smx::relay::api
