#pragma once

namespace smx::ct {

/// Which planted leak stands in the place of a vendor's comparison (declassify.cpp). For the
/// controls only, which switch it on for the length of one operation of the core.
struct Leaks {
  bool compare_with_memcmp = false;
  bool stop_at_first_byte = false;
};
inline Leaks leaks;

}  // namespace smx::ct
