#pragma once

#include <cstdlib>
#include <string_view>

namespace smx::relay::test {

/// With SMX_RELAY_LONG=1 in the environment the tests of the storage run in their long form, with
/// the numbers that docs/review.md gives; otherwise in one of a few seconds.
inline bool long_form() {
  const char* const value = std::getenv("SMX_RELAY_LONG");
  return value && std::string_view(value) == "1";
}

}  // namespace smx::relay::test
