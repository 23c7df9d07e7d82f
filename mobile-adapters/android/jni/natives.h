#pragma once

// The native methods of com.semafore.smx.Native, one table for each source file.

#include <jni.h>

#include <span>

namespace smx::jni {

std::span<const JNINativeMethod> library_natives();
std::span<const JNINativeMethod> wire_natives();
std::span<const JNINativeMethod> store_natives();
std::span<const JNINativeMethod> device_natives();
std::span<const JNINativeMethod> message_natives();
std::span<const JNINativeMethod> delivery_natives();

// Registers all of them. False, with an exception pending, when the class is not as expected.
bool register_all(JNIEnv* env);

}  // namespace smx::jni
