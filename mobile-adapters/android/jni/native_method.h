#pragma once

#include <jni.h>

namespace smx::jni {

// A row of a table for RegisterNatives. The JDK's jni.h wants text that it could write to, and does
// not; Android's takes constants.
template <typename Function>
JNINativeMethod native_method(const char* name, const char* signature, Function* function) {
  return {const_cast<char*>(name), const_cast<char*>(signature), reinterpret_cast<void*>(function)};
}

}  // namespace smx::jni
