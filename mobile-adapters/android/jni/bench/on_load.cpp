// libsmx-jni-bench: the comparison's other half. Never packaged.

#include "cpp_messages.h"

extern "C" JNIEXPORT jint JNICALL JNI_OnLoad(JavaVM* vm, void* /*reserved*/) {
  void* env = nullptr;
  if (vm->GetEnv(&env, JNI_VERSION_1_6) != JNI_OK) {
    return JNI_ERR;
  }
  return smx::jni::register_cpp_messages(static_cast<JNIEnv*>(env)) ? JNI_VERSION_1_6 : JNI_ERR;
}
