// A failing input of a fuzz target or a property test, as the requests that show it to a driver.
#pragma once

#include <string>
#include <vector>

#include "request_script.h"

namespace smx::vectors {

/// Kinds of input: "smx1", "dr_frame", "bundle" (bytes) and "script" (request lines).
const std::vector<std::string>& crash_kinds();

/// smx1: smx1.parse. dr_frame: drv1.parse. bundle: x3dh.initiate towards it, from keys that are
/// test data. script: the requests in it. Throws InputError for an unknown kind and for bytes that
/// no request can hold.
std::vector<Request> crash_requests(const std::string& kind, const std::string& bytes,
                                    const std::string& source);

}  // namespace smx::vectors
