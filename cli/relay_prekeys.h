#pragma once

#include <cstddef>

#include "home.h"
#include "relay_link.h"

namespace smx::cli {

/// As many one-time prekeys as a device makes at once.
inline constexpr std::size_t kOneTimePrekeys = 100;

/// Uploads one-time prekeys after the device was registered. One that came back makes new ones:
/// the relay takes in none that it had before. Throws Failure.
void publish_prekeys(RelayLink& link, Home& home, bool came_back);

/// What a device owes its directory entry: new one-time prekeys when few are left (or none, after
/// a restored backup), a new signed prekey every 7 days. A run that was killed is completed by the
/// next. Throws Failure.
void keep_up_prekeys(RelayLink& link, Home& home);

/// The signed prekey that the directory has of us from now on.
void note_signed_prekey(RelayLink& link, Home& home);

}  // namespace smx::cli
