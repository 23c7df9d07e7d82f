// libsodium's generator replaced by a counter, so that an input gives the same run each time.
#pragma once

namespace smx::fuzz {

/// Before the library is made ready, and then at the start of each input: the numbers begin again.
void begin_fixed_random();

}  // namespace smx::fuzz
