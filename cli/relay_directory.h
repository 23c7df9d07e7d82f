#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "relay_link.h"
#include "smx/bundle.h"

namespace smx::cli {

/// A device as the relay's directory has it. The relay is not trusted: only what a device's own
/// signature vouches for is used [KEY-13].
struct DirectoryEntry {
  std::string device;
  Bundle bundle;
};

/// Our bundle as the relay's interface spells it, without a one-time prekey.
[[nodiscard]] nlohmann::json bundle_json(const Bundle& bundle);
[[nodiscard]] nlohmann::json one_time_prekey_json(const OneTimePrekey& prekey);

/// The active devices of a user, each with a bundle whose signature has verified; no one-time
/// prekeys. Throws Failure (refused: bad_signature; failed: not what the interface says).
[[nodiscard]] std::vector<DirectoryEntry> devices_of(RelayLink& link, const std::string& user);

/// The keys of one active device, as its own signature vouches for them; nothing when there is no
/// such device or the signature does not hold. Throws Failure.
[[nodiscard]] std::optional<DeviceKeys> keys_of_device(RelayLink& link, const std::string& user,
                                                       const std::string& device);

/// Some active devices of a user, each with one of its one-time prekeys while it has any; checked
/// as devices_of does.
[[nodiscard]] std::vector<DirectoryEntry> take_bundles(RelayLink& link, const std::string& user,
                                                       const std::vector<std::string>& devices);

/// An identifier that somebody typed, as a part of a request's path. Throws Failure (bad_input)
/// when it has anything but letters, digits and '_' in it.
[[nodiscard]] std::string in_path(const std::string& identifier);

/// A member's user id: the id itself, or a telephone number, which only administrators can look up.
/// Throws Failure (bad_input).
[[nodiscard]] std::string find_user(RelayLink& link, const std::string& name);

}  // namespace smx::cli
