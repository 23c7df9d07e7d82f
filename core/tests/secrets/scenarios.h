#pragma once

#include <memory>

#include "secrets/noted.h"

// What may happen to a secret. Each tells the secrets that it had, and returns what is alive when
// memory is read.
namespace smx::secrets {

using Alive = std::shared_ptr<void>;

/// Everything is alive: the scan's control, and that guarded secrets are in no core dump.
Alive hold(Noted& noted);
/// Messages, a turn, a rotation and a purge have used them up; the devices live on.
Alive use_up(Noted& noted);
/// Frames, an envelope and a store that are refused, half way through.
Alive refuse(Noted& noted);
/// A value of every type is moved: one copy, and it is where it was moved to.
Alive move_each(Noted& noted);
/// The devices were moved and then destroyed.
Alive destroy(Noted& noted);

}  // namespace smx::secrets
