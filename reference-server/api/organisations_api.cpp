#include "api/organisations_api.h"

#include <string>

#include "api/account_fields.h"
#include "api/json_response.h"
#include "api/json_text.h"
#include "relay/organisations.h"

namespace smx::relay::api {
namespace {

Outcome<Response> post_organisation(Context& context, const auth::CodeSecret& secret,
                                    const Request& request) {
  const auto body = parse_object(request.body);
  if (!body) return std::unexpected(body.error());
  JsonFields fields(*body);
  const std::string name = fields.text("name", {1, 100});
  const auto phone = read_phone(fields, "phone");
  if (auto read = fields.finish(); !read) return std::unexpected(read.error());
  const auto organisation = request_founding(context, secret, name, *phone);
  if (!organisation) return std::unexpected(organisation.error());
  return json_response({{"organisation_id", organisation->text()}}, 202);
}

}  // namespace

std::vector<Route> organisations_routes(const auth::CodeSecret& secret) {
  return {
      {Method::post, "/v1/organisations", Access::anyone,
       [&secret](Context& context, const Caller*, const Request& request, const PathValues&) {
         return post_organisation(context, secret, request);
       }},
  };
}

}  // namespace smx::relay::api
