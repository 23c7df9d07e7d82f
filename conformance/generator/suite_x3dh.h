// The part of x3dh-prekey-v1.json that stands in a file of its own.
#pragma once

#include "suite.h"

namespace smx::vectors {

/// What a responder refuses.
void fill_x3dh_respond(SuiteWriter& out);

}  // namespace smx::vectors
