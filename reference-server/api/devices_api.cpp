#include "api/devices_api.h"

#include <optional>
#include <utility>

#include "api/account_fields.h"
#include "api/identifiers.h"
#include "api/json_response.h"
#include "api/query.h"
#include "relay/devices.h"
#include "relay/roles.h"

namespace smx::relay::api {
namespace {

Outcome<Response> get_self(Context& context, const Caller* caller, const Request&,
                           const PathValues&) {
  const auto device = find_device(context, caller->device);
  if (!device) return refuse(Problem::unauthenticated);
  return json_response({{"device_id", device->id.text()},
                        {"device_status", device_status_name(device->status)},
                        {"class", device->label.device_class},
                        {"registered_at", device->registered_at}});
}

Outcome<Response> get_devices(Context& context, const Caller* caller, const Request& request,
                              const PathValues&) {
  if (auto known = check_query(request, {"status"}); !known) return std::unexpected(known.error());
  std::optional<DeviceStatus> status;
  if (const auto given = request.query.find("status"); given != request.query.end()) {
    status = parse_device_status(given->second);
    if (!status) return std::unexpected(malformed("status", "unknown"));
  }
  nlohmann::json devices = nlohmann::json::array();
  for (const Device& device : list_devices(context, *caller, status)) {
    devices.push_back(device_json(device));
  }
  return json_response({{"devices", std::move(devices)}});
}

/// approve_device or revoke_device.
using Change = Outcome<Device> (*)(Context&, const Caller&, const DeviceId&);

template <Change change>
Outcome<Response> post_change(Context& context, const Caller* caller, const Request& request,
                              const PathValues& values) {
  const auto id = path_id<DeviceId>(values, "device_id");
  if (!id) return std::unexpected(id.error());
  if (auto read = read_nothing(request.body); !read) return std::unexpected(read.error());
  const auto device = change(context, *caller, *id);
  if (!device) return std::unexpected(device.error());
  return json_response(device_json(*device));
}

}  // namespace

std::vector<Route> devices_routes() {
  return {
      {Method::get, "/v1/devices/self", Access::pending_device, get_self},
      {Method::get, "/v1/devices", Access::administrator, get_devices},
      {Method::post, "/v1/devices/{device_id}/approve", Access::administrator,
       post_change<approve_device>},
      {Method::post, "/v1/devices/{device_id}/revoke", Access::device, post_change<revoke_device>},
  };
}

}  // namespace smx::relay::api
