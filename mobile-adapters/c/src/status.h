#pragma once

#include <new>

#include "smx.h"
#include "smx/error.h"

namespace smx::c {

[[nodiscard]] constexpr smx_status status_of(Error error) noexcept {
  return static_cast<smx_status>(error);
}

template <class T>
[[nodiscard]] smx_status status_of(const Result<T>& result) noexcept {
  return result ? SMX_OK : status_of(result.error());
}

/// Runs what an entry does. No exception leaves through the interface: memory is the only reason
/// for one that a caller has no part in.
template <class Operation>
[[nodiscard]] smx_status guarded(const Operation& operation) noexcept {
  try {
    return operation();
  } catch (const std::bad_alloc&) {
    return SMX_OUT_OF_MEMORY;
  } catch (...) {
    return SMX_INVALID_ARGUMENT;
  }
}

}  // namespace smx::c
