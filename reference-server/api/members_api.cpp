#include "api/members_api.h"

#include <optional>
#include <string>
#include <utility>

#include "api/account_fields.h"
#include "api/identifiers.h"
#include "api/json_response.h"
#include "api/json_text.h"
#include "relay/invitations.h"
#include "relay/members.h"
#include "relay/roles.h"

namespace smx::relay::api {
namespace {

/// Shorter than a minute nobody can follow; longer than a month nobody remembers.
constexpr Bounds kInvitationSeconds{60, 30 * 24 * 3600};

Role read_role(JsonFields& fields) {
  const auto name = fields.optional_text("role", {1, 32});
  if (!name) return Role::member;
  const auto role = parse_role(*name);
  if (!role) fields.refuse_field("role", "unknown");
  return role.value_or(Role::member);
}

Outcome<Response> post_invitation(Context& context, const Caller* caller, const Request& request,
                                  const PathValues&) {
  const auto body = parse_object(request.body);
  if (!body) return std::unexpected(body.error());
  JsonFields fields(*body);
  const auto phone = read_phone(fields, "phone");
  const Role role = read_role(fields);
  const auto lifetime = fields.optional_integer("expires_in", kInvitationSeconds)
                            .value_or(context.policy.invitation_seconds);
  if (auto read = fields.finish(); !read) return std::unexpected(read.error());
  const auto invitation = invite(
      context,
      {.organisation = caller->organisation, .invited_by = caller->user, .device = caller->device},
      *phone, role, lifetime);
  if (!invitation) return std::unexpected(invitation.error());
  return json_response(
      {{"invitation_id", invitation->id.text()}, {"expires_at", invitation->expires_at}}, 201);
}

nlohmann::json member_json(const Member& member) {
  nlohmann::json json{{"user_id", member.user.text()},
                      {"role", role_name(member.role)},
                      {"joined_at", member.joined_at}};
  if (member.last_active_day) json["last_active_on"] = *member.last_active_day;
  if (member.phone) json["phone"] = *member.phone;
  return json;
}

Outcome<Response> get_members(Context& context, const Caller* caller, const Request&,
                              const PathValues&) {
  nlohmann::json members = nlohmann::json::array();
  for (const Member& member : list_members(context, *caller)) {
    members.push_back(member_json(member));
  }
  return json_response({{"members", std::move(members)}});
}

Outcome<Response> delete_member(Context& context, const Caller* caller, const Request&,
                                const PathValues& values) {
  const auto user = path_id<UserId>(values, "user_id");
  if (!user) return std::unexpected(user.error());
  if (auto removed = remove_member(context, *caller, *user); !removed) {
    return std::unexpected(removed.error());
  }
  return json_response(nlohmann::json::object(), 204);
}

}  // namespace

std::vector<Route> members_routes() {
  return {
      {Method::post, "/v1/members/invitations", Access::administrator, post_invitation},
      {Method::get, "/v1/members", Access::device, get_members},
      {Method::remove, "/v1/members/{user_id}", Access::administrator, delete_member},
  };
}

}  // namespace smx::relay::api
