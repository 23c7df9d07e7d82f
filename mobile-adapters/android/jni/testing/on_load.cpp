// The library that tests and the driver load in the place of libsmx-jni: never packaged.

#include "java.h"
#include "native_testing.h"
#include "natives.h"

extern "C" JNIEXPORT jint JNICALL JNI_OnLoad(JavaVM* vm, void* /*reserved*/) {
  void* env = nullptr;
  if (vm->GetEnv(&env, JNI_VERSION_1_6) != JNI_OK) {
    return JNI_ERR;
  }
  auto* java_env = static_cast<JNIEnv*>(env);
  const auto testing = smx::jni::testing_natives();
  if (!smx::jni::load_java(vm, java_env) || !smx::jni::register_all(java_env) ||
      !smx::jni::register_natives(java_env, "com/semafore/smx/testing/TestingNative",
                                  testing.data(), testing.size())) {
    return JNI_ERR;
  }
  return JNI_VERSION_1_6;
}
