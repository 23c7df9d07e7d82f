// The core, started once for each process.
#pragma once

#include "smx/init.h"
#include "support/require.h"

namespace smx::fuzz {

/// Nobody times a fuzzer, so the fallback without AES instructions is accepted.
inline void make_ready() {
  static const bool ready = init({.accept_variable_time_aes = true}).has_value();
  require(ready, "the library starts");
}

}  // namespace smx::fuzz
