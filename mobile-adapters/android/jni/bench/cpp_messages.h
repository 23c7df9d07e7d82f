#pragma once

#include <jni.h>

namespace smx::jni {

// Registers the native methods of com.semafore.smx.bench.CppMessages.
bool register_cpp_messages(JNIEnv* env);

}  // namespace smx::jni
