#include "api/audit_api.h"

#include <limits>
#include <optional>
#include <utility>

#include "api/json_response.h"
#include "api/query.h"
#include "relay/audit.h"
#include "relay/audit_export.h"

namespace smx::relay::api {
namespace {

constexpr Bounds kSequence{0, std::numeric_limits<std::int64_t>::max() - 1};
constexpr Bounds kPageLength{1, 1000};
constexpr std::int64_t kDefaultPageLength = 100;

Outcome<Response> get_entries(Context& context, const Caller* caller, const Request& request,
                              const PathValues&) {
  if (auto known = check_query(request, {"after", "limit", "type"}); !known) {
    return std::unexpected(known.error());
  }
  const auto after = query_integer(request, "after", kSequence);
  if (!after) return std::unexpected(after.error());
  const auto limit = query_integer(request, "limit", kPageLength);
  if (!limit) return std::unexpected(limit.error());
  std::optional<audit::Type> type;
  if (const auto given = request.query.find("type"); given != request.query.end()) {
    type = audit::parse_type(given->second);
    if (!type) return std::unexpected(malformed("type", "unknown"));
  }
  audit::Page page =
      audit::entries(context, caller->organisation, after->value_or(0),
                     static_cast<std::size_t>(limit->value_or(kDefaultPageLength)), type);
  return json_response({{"entries", std::move(page.entries)}, {"more", page.more}});
}

Outcome<Response> get_export(Context& context, const auth::SigningKey& key, const Caller& caller,
                             const Request& request) {
  if (auto known = check_query(request, {"after"}); !known) return std::unexpected(known.error());
  const auto after = query_integer(request, "after", kSequence);
  if (!after) return std::unexpected(after.error());
  // First, so that the export that it tells of holds it.
  audit::append(context, caller.organisation,
                {.type = audit::Type::audit_exported,
                 .actor = caller.user,
                 .device = caller.device,
                 .data = {{"after", after->value_or(0)}}});
  Response response;
  response.octets =
      audit::export_lines(context, key, caller.organisation, after->value_or(0), kExportEntries);
  response.content_type = "application/x-ndjson";
  return response;
}

}  // namespace

std::vector<Route> audit_routes(const auth::SigningKey& key) {
  return {
      {Method::get, "/v1/audit", Access::administrator, get_entries},
      {Method::get, "/v1/audit/export", Access::administrator,
       [&key](Context& context, const Caller* caller, const Request& request, const PathValues&) {
         return get_export(context, key, *caller, request);
       }},
  };
}

}  // namespace smx::relay::api
