#include "relay/registration.h"

#include <optional>
#include <utility>

#include "relay/audit.h"
#include "relay/codes.h"
#include "relay/invitations.h"
#include "relay/organisations.h"
#include "relay/prekeys.h"
#include "relay/recovery.h"
#include "relay/roles.h"
#include "relay/time_floor.h"
#include "relay/users.h"
#include "smx/verify.h"
#include "store/database.h"

namespace smx::relay {
namespace {

log::Event event_of(log::EventType type, const User& user) {
  log::Event event = log::event(type);
  event.id(log::Field::org_id, user.organisation.text());
  event.id(log::Field::sub_h8, user.id.text());
  return event;
}

User found(Context& context, const Founding& founding, const auth::PhoneNumber& phone) {
  found_organisation(context, founding, context.policy.free_members);
  User user = add_user(context, founding.organisation, phone, Role::administrator);
  audit::append(context, user.organisation,
                {.type = audit::Type::member_joined,
                 .actor = user.id,
                 .subject = user.id,
                 .data = {{"role", role_name(user.role)}, {"founder", true}}});
  context.effects.events.push_back(event_of(log::EventType::organisation_founded, user));
  return user;
}

/// Whose phone it is, and the operator's invitation that vouches for what is registered now.
struct Owner {
  User user;
  std::optional<InvitationId> vouched_by = std::nullopt;
};

Outcome<Owner> join(Context& context, const Invitation& invitation,
                    const auth::PhoneNumber& phone) {
  const auto places = free_places(context, invitation.organisation, false);
  if (places && *places < 1 && !invitation.by_operator)
    return refuse(Problem::quota_exceeded, {{"quota", "members"}});
  User user = add_user(context, invitation.organisation, phone, invitation.role);
  remove_invitation(context, invitation.id);
  audit::append(
      context, user.organisation,
      {.type = audit::Type::member_joined,
       .actor = user.id,
       .subject = user.id,
       .data = {{"role", role_name(user.role)}, {"invitation_id", invitation.id.text()}}});
  log::Event event = event_of(log::EventType::member_joined, user);
  event.id(log::Field::invitation_h8, invitation.id.text());
  context.effects.events.push_back(std::move(event));
  if (!invitation.by_operator) return Owner{.user = std::move(user)};
  return Owner{.user = std::move(user), .vouched_by = invitation.id};
}

/// Whose phone it is, once its code was right.
Outcome<Owner> owner_of(Context& context, const auth::PhoneNumber& phone,
                        const std::optional<Founding>& founding) {
  if (auto user = find_user_by_phone(context, phone)) {
    const auto recovery = find_recovery(context, *user, phone);
    if (!recovery) return Owner{.user = std::move(*user)};
    use_recovery(context, *user, *recovery);
    return Owner{.user = std::move(*user), .vouched_by = recovery->id};
  }
  if (founding) return Owner{.user = found(context, *founding, phone)};
  if (const auto invitation = find_invitation(context, phone)) {
    return join(context, *invitation, phone);
  }
  return refuse_and_keep(Problem::wrong_code);
}

bool is_first_device(Context& context, const OrganisationId& organisation) {
  auto row = context.transaction.prepare("SELECT 1 FROM devices WHERE organisation_id = ? LIMIT 1");
  row.bind(organisation.text());
  return !row.step();
}

void record(Context& context, const Device& device, audit::Type type) {
  audit::append(context, device.organisation,
                {.type = type,
                 .actor = device.user,
                 .subject = device.user,
                 .device = device.id,
                 .data = {{"class", device.label.device_class},
                          {"device_status", device_status_name(device.status)}}});
}

void record_recovery(Context& context, const Device& device, const InvitationId& invitation) {
  audit::append(context, device.organisation,
                {.type = audit::Type::administrator_recovered,
                 .subject = device.user,
                 .device = device.id,
                 .data = {{"invitation_id", invitation.text()}}});
  log::Event event = log::event(log::EventType::administrator_recovered);
  event.id(log::Field::org_id, device.organisation.text());
  event.id(log::Field::sub_h8, device.user.text());
  event.id(log::Field::device_h8, device.id.text());
  event.id(log::Field::invitation_h8, invitation.text());
  context.effects.events.push_back(std::move(event));
}

Outcome<Device> add_or_return(Context& context, const Owner& owner, const DeviceLabel& label,
                              const Bundle& bundle) {
  const User& user = owner.user;
  std::vector<Device> known = find_devices_by_keys(context, bundle.keys());
  if (!known.empty()) {
    Device& device = known.front();
    if (known.size() > 1 || device.user != user.id || device.keys != bundle.keys() ||
        device.status == DeviceStatus::revoked) {
      return refuse(Problem::key_registered);
    }
    return_device(context, device, label,
                  owner.vouched_by ? DeviceStatus::active : DeviceStatus::pending);
    context.effects.cut.push_back(device.id);
    record(context, device, audit::Type::device_returned);
    if (owner.vouched_by) record_recovery(context, device, *owner.vouched_by);
    return std::move(device);
  }
  if (!owner.vouched_by && count_devices(context, user.id) >= context.policy.devices_per_user) {
    return refuse(Problem::quota_exceeded, {{"quota", "devices"}});
  }
  const bool first = is_first_device(context, user.organisation);
  Device device =
      add_device(context, user, label, bundle.keys(),
                 first || owner.vouched_by ? DeviceStatus::active : DeviceStatus::pending);
  record(context, device, audit::Type::device_registered);
  // The first device of an organisation that the operator founded recovers nothing.
  if (owner.vouched_by && !first) record_recovery(context, device, *owner.vouched_by);
  return device;
}

}  // namespace

Outcome<Registration> register_device(Context& context, const auth::AccessTokens& tokens,
                                      const auth::CodeSecret& secret,
                                      const auth::PhoneNumber& phone, std::string_view code,
                                      const DeviceLabel& label, const Bundle& bundle) {
  hold_time(context);
  if (bundle.one_time_prekey) return refuse(Problem::malformed_request);
  if (!verify_bundle(bundle)) return refuse(Problem::bad_signature);
  const auto founding = use_code(context, secret, phone, code);
  if (!founding) return std::unexpected(founding.error());
  const std::size_t told = context.effects.events.size();
  const auto owner = owner_of(context, phone, *founding);
  if (!owner) return std::unexpected(owner.error());
  const User* const user = &owner->user;
  auto device = add_or_return(context, *owner, label, bundle);
  if (!device) {
    // Whoever joined by this is undone with it, and so is what would be said of it.
    auto& events = context.effects.events;
    events.erase(events.begin() + static_cast<std::ptrdiff_t>(told), events.end());
    return std::unexpected(device.error());
  }
  store_signed_prekey(context, device->id, bundle.signed_prekey);

  for (const auto type : {log::EventType::code_accepted, log::EventType::device_registered}) {
    log::Event event = event_of(type, *user);
    event.id(log::Field::device_h8, device->id.text());
    context.effects.events.push_back(std::move(event));
  }
  const Caller caller{.organisation = user->organisation,
                      .user = user->id,
                      .device = device->id,
                      .role = user->role,
                      .status = device->status};
  return Registration{.device = std::move(*device),
                      .role = user->role,
                      .tokens = open_session(context, tokens, caller)};
}

}  // namespace smx::relay
