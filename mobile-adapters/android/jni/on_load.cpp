// The library that applications load: libsmx-jni.

#include "java.h"
#include "natives.h"

extern "C" JNIEXPORT jint JNICALL JNI_OnLoad(JavaVM* vm, void* /*reserved*/) {
  void* env = nullptr;
  if (vm->GetEnv(&env, JNI_VERSION_1_6) != JNI_OK) {
    return JNI_ERR;
  }
  auto* java_env = static_cast<JNIEnv*>(env);
  if (!smx::jni::load_java(vm, java_env) || !smx::jni::register_all(java_env)) {
    return JNI_ERR;
  }
  return JNI_VERSION_1_6;
}
