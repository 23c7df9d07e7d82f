#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "relay/context.h"
#include "relay/refusal.h"
#include "smx/bundle.h"
#include "smx/keys.h"

/// The keys that devices publish so that others can start sessions with them. A one-time prekey is
/// handed out at most once in the life of a device: it is deleted in the transaction that answers,
/// and neither its id nor its public key is ever taken in again for that device.
namespace smx::relay {

/// How many one-time prekeys a device has left, and whether it should upload more.
struct PrekeyStock {
  std::int64_t one_time_prekeys = 0;
  bool low = false;
};

struct KeyState {
  PrekeyStock stock;
  /// Of the store: another one than before means that the stock is void (void_one_time_prekeys).
  std::int64_t epoch = 0;
  std::optional<Instant> signed_prekey_published_at;
};

/// An active device as others see it.
struct DeviceBundle {
  DeviceId device;
  std::string device_class;
  Bundle bundle;
};

/// Verifies the signature under the caller's own keys, then replaces its signed prekey. The same
/// prekey again changes nothing. Refusals: bad_signature, conflict (its id, another key).
[[nodiscard]] Outcome<void> publish_signed_prekey(Context& context, const Caller& caller,
                                                  const SignedPrekey& prekey);

/// As the above, for a device that is being registered with a bundle that was verified already.
void store_signed_prekey(Context& context, const DeviceId& device, const SignedPrekey& prekey);

/// Takes in one-time prekeys, all or none; they are handed out in this order. Refusals:
/// malformed_request (none, or an id or a key twice in the request), too_large (more than an upload
/// may hold), quota_exceeded (more than a device may have), conflict (an id or a key that this
/// device uploaded before, handed out or not; detail.key_ids: those ids).
[[nodiscard]] Outcome<PrekeyStock> upload_one_time_prekeys(
    Context& context, const Caller& caller, const std::vector<OneTimePrekey>& prekeys);

[[nodiscard]] KeyState key_state(Context& context, const Caller& caller);

/// The active devices of a user of the caller's organisation, in the order of their ids, without
/// one-time prekeys. Refusals: not_found.
[[nodiscard]] Outcome<std::vector<DeviceBundle>> device_directory(Context& context,
                                                                  const Caller& caller,
                                                                  const UserId& user);

/// Bundles of `devices`, or of all active devices of the user but the caller's own; each takes a
/// one-time prekey for good while there are any. All or none. Refusals: not_found, device_mismatch
/// (a device that is not an active one of that user), malformed_request (a device twice, or the
/// caller's own), rate_limited (too many takes of one of the devices by the caller's).
[[nodiscard]] Outcome<std::vector<DeviceBundle>> take_bundles(
    Context& context, const Caller& caller, const UserId& user,
    const std::optional<std::vector<DeviceId>>& devices);

/// For a device that is revoked, or that came back: its signed prekey and the one-time prekeys that
/// are left go, what was ever uploaded stays refused.
void drop_prekeys(Context& context, const DeviceId& device);

/// For a store that was restored from a backup: what the lost store handed out since is not known,
/// so no one-time prekey of it may leave any more. They count as used.
void void_one_time_prekeys(store::Transaction& transaction, Instant now);

/// Forgets the records of used prekeys (not that their ids are refused) and of takes that no longer
/// limit any. At most `limit` rows of each; the number of rows removed.
std::size_t purge_prekeys(Context& context, std::size_t limit);

}  // namespace smx::relay
