#pragma once

#include "smx.h"

namespace smx::c {

/// True while this thread runs a callback of the application: no handle may be used then, because
/// that call could wait for the one it is part of.
[[nodiscard]] bool in_callback() noexcept;

class CallbackScope {
 public:
  CallbackScope() noexcept;
  CallbackScope(const CallbackScope&) = delete;
  CallbackScope& operator=(const CallbackScope&) = delete;
  ~CallbackScope();
};

/// The status of a callback. Applications write it in any language: what it throws, if it can,
/// counts as a failure and goes no further.
template <class Callback, class... Arguments>
[[nodiscard]] smx_status call_back(Callback callback, Arguments... arguments) noexcept {
  const CallbackScope scope;
  try {
    return callback(arguments...);
  } catch (...) {
    return SMX_INVALID_ARGUMENT;
  }
}

}  // namespace smx::c
