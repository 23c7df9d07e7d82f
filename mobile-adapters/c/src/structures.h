#pragma once

#include <cstddef>

namespace smx::c {

/// A structure that grows says which version of it the caller was compiled with: its first member
/// is the size. There is one version so far.
template <class Structure>
[[nodiscard]] bool is_known(const Structure* structure) noexcept {
  return structure != nullptr && structure->struct_size == sizeof(Structure);
}

/// The same for one that may be null.
template <class Structure>
[[nodiscard]] bool is_known_or_null(const Structure* structure) noexcept {
  return structure == nullptr || is_known(structure);
}

}  // namespace smx::c
