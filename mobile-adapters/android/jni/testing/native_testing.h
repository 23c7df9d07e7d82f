#pragma once

#include <jni.h>

#include <span>

namespace smx::jni {

// The native methods of com.semafore.smx.testing.TestingNative.
std::span<const JNINativeMethod> testing_natives();

}  // namespace smx::jni
