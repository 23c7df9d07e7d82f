#pragma once

// No C++ exception may leave a native method.

#include <jni.h>

#include <new>
#include <utility>

#include "java.h"

namespace smx::jni {

// What the body returns, or 0 or null with the SmxException of out_of_memory pending.
template <typename Body>
auto guarded(JNIEnv* env, Body&& body) -> decltype(body()) {
  try {
    return std::forward<Body>(body)();
  } catch (const std::bad_alloc&) {
    fail(env, SMX_OUT_OF_MEMORY);
  }
  if constexpr (!std::is_void_v<decltype(body())>) {
    return {};
  }
}

// True when the status is SMX_OK; else its exception is pending.
inline bool succeeded(JNIEnv* env, smx_status status) {
  if (status == SMX_OK) {
    return true;
  }
  fail(env, status);
  return false;
}

}  // namespace smx::jni
