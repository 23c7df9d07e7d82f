#pragma once

#include "smx/error.h"

// Operations that are cases, and that controls run with a leak planted inside them.
namespace smx::ct {

/// A Diffie-Hellman with an ordinary point.
Result<void> agree();

/// A sealed store written, and read again by a second one that unwraps the data key.
Result<void> store_and_load();

}  // namespace smx::ct
