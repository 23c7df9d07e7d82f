// The operations that this driver knows.
#pragma once

#include <vector>

#include "protocol.h"

namespace driver {

/// The table: what hello announces and what is answered.
std::vector<Operation> operations();

}  // namespace driver
