#pragma once

#include <string>

#include "driver.h"

namespace smx::driver {

/// The reply to one line of the driver protocol, whatever the line is. `done` becomes true with the
/// reply to `bye`. Throws nothing but std::bad_alloc.
[[nodiscard]] Json answer_line(const std::string& line, Handles& handles, bool& done);

}  // namespace smx::driver
