#pragma once

#include "smx.h"
#include "smx/fault.h"

namespace smx::c {

/// The name of a kind, as the generated tables have it. Static storage.
[[nodiscard]] const char* kind_name(FaultKind kind) noexcept;

/// Tells a caller who asked where and why a decoder stopped; `fault` may be null.
void tell(const Fault& found, smx_fault* fault) noexcept;

}  // namespace smx::c
