#include "api/service_api.h"

#include "api/json_fields.h"
#include "api/openapi.h"

namespace smx::relay::api {
namespace {

Outcome<Response> get_openapi(Context&, const Caller*, const Request&, const PathValues&) {
  Response response;
  response.octets = openapi_text();
  return response;
}

Outcome<Response> get_stream(Context&, const Caller*, const Request& request, const PathValues&) {
  if (request.headers.contains("upgrade")) return Response{};
  Response response = response_of(malformed("Upgrade", "missing"));
  response.status = 426;
  response.headers.emplace_back("Upgrade", "websocket");
  return response;
}

}  // namespace

std::vector<Route> service_routes() {
  return {
      {Method::get, "/v1/openapi.json", Access::anyone, get_openapi},
      {Method::get, "/v1/stream", Access::device, get_stream},
  };
}

}  // namespace smx::relay::api
