#pragma once

#include <vector>

#include "session/device_core.h"
#include "smx_testing.h"

namespace smx::c {

/// Prekeys of the caller's, `count` of them. Errors: malformed (a key id).
Result<std::vector<PrekeyMaterial>> materials_of(const smx_testing_prekey* prekeys,
                                                 std::size_t count);

}  // namespace smx::c
