#include <algorithm>
#include <set>

#include "relay/device_match.h"
#include "relay/prekey_stock.h"
#include "relay/prekey_takes.h"
#include "relay/prekeys.h"
#include "relay/stored_value.h"

namespace smx::relay {
namespace {

/// Nothing while the device has no signed prekey: it cannot be written to yet.
std::optional<DeviceBundle> bundle_of(Context& context, const KnownDevice& device) {
  auto statement = context.transaction.prepare(
      "SELECT key_id, public_key, signature FROM signed_prekeys WHERE device_id = ?1");
  statement.bind(device.id.text());
  if (!statement.step()) return std::nullopt;
  return DeviceBundle{device.id, device.device_class,
                      Bundle{device.keys.identity_key, device.keys.signing_key,
                             SignedPrekey{stored_key_id(statement.text(0)),
                                          stored_key<X25519PublicKey>(statement.blob(1)),
                                          stored_key<Signature>(statement.blob(2))},
                             std::nullopt}};
}

/// The devices that a take is for, in the order of their ids.
Outcome<std::vector<KnownDevice>> wanted_devices(
    const Caller& caller, const UserId& user, std::vector<KnownDevice> known,
    const std::optional<std::vector<DeviceId>>& named) {
  if (!named) {
    std::erase_if(known, [&](const KnownDevice& device) {
      return device.status != DeviceStatus::active || device.id == caller.device;
    });
    return known;
  }
  const std::set<DeviceId> names(named->begin(), named->end());
  if (names.size() != named->size() || names.contains(caller.device)) {
    return refuse(Problem::malformed_request, {{"field", "devices"}});
  }
  DeviceMismatch mismatch = match_devices(known, *named, caller.device);
  mismatch.missing.clear();  // a take may be for some of the devices
  if (!mismatch.none()) {
    return refuse(Problem::device_mismatch,
                  {{"users", nlohmann::json::array({mismatch_detail(user, mismatch)})}});
  }
  std::erase_if(known, [&](const KnownDevice& device) { return !names.contains(device.id); });
  return known;
}

void tell_stock(Context& context, const Caller& caller, const DeviceId& device) {
  const PrekeyStock stock = prekey_stock(context, device);
  context.effects.events.push_back(log::event(log::EventType::prekeys_taken)
                                       .id(log::Field::org_id, caller.organisation.text())
                                       .number(log::Field::count, stock.one_time_prekeys));
  if (!stock.low) return;
  context.effects.low_prekeys.push_back(device);
  context.effects.events.push_back(log::event(log::EventType::prekeys_low)
                                       .id(log::Field::org_id, caller.organisation.text())
                                       .id(log::Field::device_h8, device.text())
                                       .number(log::Field::count, stock.one_time_prekeys));
}

}  // namespace

Outcome<std::vector<DeviceBundle>> device_directory(Context& context, const Caller& caller,
                                                    const UserId& user) {
  const auto known = devices_of_member(context.transaction, caller.organisation, user);
  if (!known) return refuse(Problem::not_found);
  std::vector<DeviceBundle> bundles;
  for (const KnownDevice& device : *known) {
    if (device.status != DeviceStatus::active) continue;
    if (auto bundle = bundle_of(context, device)) bundles.push_back(std::move(*bundle));
  }
  return bundles;
}

Outcome<std::vector<DeviceBundle>> take_bundles(
    Context& context, const Caller& caller, const UserId& user,
    const std::optional<std::vector<DeviceId>>& devices) {
  auto known = devices_of_member(context.transaction, caller.organisation, user);
  if (!known) return refuse(Problem::not_found);
  const auto wanted = wanted_devices(caller, user, std::move(*known), devices);
  if (!wanted) return std::unexpected(wanted.error());

  std::int64_t wait = 0;
  for (const KnownDevice& device : *wanted) {
    wait = std::max(wait, count_prekey_take(context, caller.device, device.id).value_or(0));
  }
  if (wait > 0) return refuse(Problem::rate_limited, {{"retry_after", wait}});

  std::vector<DeviceBundle> bundles;
  for (const KnownDevice& device : *wanted) {
    auto bundle = bundle_of(context, device);
    if (!bundle) continue;
    bundle->bundle.one_time_prekey = take_one_time_prekey(context, device.id);
    if (bundle->bundle.one_time_prekey) context.effects.leaves_once = true;
    bundles.push_back(std::move(*bundle));
    tell_stock(context, caller, device.id);
  }
  return bundles;
}

}  // namespace smx::relay
