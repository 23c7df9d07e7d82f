#pragma once

#include <string>

#include "ops.h"

namespace smx_c_driver {

/// The reply to one line of the driver protocol, whatever the line is. `done` becomes true with the
/// reply to `bye`. Throws nothing but std::bad_alloc.
[[nodiscard]] Json answer_line(const std::string& line, Devices& devices, bool& done);

}  // namespace smx_c_driver
