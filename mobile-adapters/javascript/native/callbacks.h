#pragma once

#include <node_api.h>

#include "context.h"
#include "smx.h"

/// The tables of C functions over an object of JavaScript functions. What each must give is in
/// src/native.ts.
namespace smx::node {

[[nodiscard]] smx_store_callbacks store_callbacks(Context& context);
[[nodiscard]] smx_key_wrap key_wrap_callbacks(Context& context);
[[nodiscard]] smx_rollback_counter counter_callbacks(Context& context);
[[nodiscard]] smx_clock clock_callbacks(Context& context);

}  // namespace smx::node
