#pragma once

#include <valgrind/memcheck.h>

#include "smx/bytes.h"

namespace smx::ct {

/// Tells valgrind that these bytes are secret: from now on every branch and every memory index that
/// depends on them is reported as a use of an uninitialised value.
inline void mark_secret(ByteView bytes) { VALGRIND_MAKE_MEM_UNDEFINED(bytes.data(), bytes.size()); }

/// Takes that back: what everybody may see may also steer the program.
inline void mark_public(ByteView bytes) { VALGRIND_MAKE_MEM_DEFINED(bytes.data(), bytes.size()); }

}  // namespace smx::ct
