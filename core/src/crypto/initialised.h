#pragma once

namespace smx {

/// True once smx::init has succeeded: what must not run on an unchecked CPU asks here.
[[nodiscard]] bool is_initialised() noexcept;

}  // namespace smx
