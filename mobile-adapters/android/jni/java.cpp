#include "java.h"

namespace smx::jni {
namespace {

Java& instance() {
  static Java java;
  return java;
}

// The class, as a local reference; null, with an exception pending, when it is missing.
jclass find(JNIEnv* env, const char* name) { return env->FindClass(name); }

bool find_method(JNIEnv* env, const char* class_name, const char* name, const char* signature,
                 jmethodID& id) {
  jclass found = find(env, class_name);
  if (found == nullptr) {
    return false;
  }
  id = env->GetMethodID(found, name, signature);
  env->DeleteLocalRef(found);
  return id != nullptr;
}

}  // namespace

const Java& java() { return instance(); }

bool load_java(JavaVM* vm, JNIEnv* env) {
  Java& java = instance();
  java.vm = vm;
  jclass native = find(env, "com/semafore/smx/Native");
  if (native == nullptr) {
    return false;
  }
  java.native = static_cast<jclass>(env->NewGlobalRef(native));
  env->DeleteLocalRef(native);
  if (java.native == nullptr) {
    return false;
  }
  java.fail = env->GetStaticMethodID(java.native, "fail", "(I)V");
  if (java.fail == nullptr) {
    return false;
  }
  java.fail_decoding = env->GetStaticMethodID(java.native, "failDecoding",
                                              "(JLjava/lang/String;Ljava/lang/String;)V");
  if (java.fail_decoding == nullptr) {
    return false;
  }
  constexpr const char* kStore = "com/semafore/smx/StoreBridge";
  constexpr const char* kKeyWrap = "com/semafore/smx/KeyWrapBridge";
  constexpr const char* kCounter = "com/semafore/smx/CounterBridge";
  constexpr const char* kClock = "com/semafore/smx/ClockBridge";
  return find_method(env, kStore, "load", "()[B", java.store_load) &&
         find_method(env, kStore, "commit", "(J[B)I", java.store_commit) &&
         find_method(env, kKeyWrap, "wrap", "([B)[B", java.key_wrap) &&
         find_method(env, kKeyWrap, "unwrap", "([B)[B", java.key_unwrap) &&
         find_method(env, kCounter, "read", "()J", java.counter_read) &&
         find_method(env, kCounter, "advance", "(J)I", java.counter_advance) &&
         find_method(env, kClock, "now", "()J", java.clock_now);
}

JNIEnv* current_env() {
  void* env = nullptr;
  if (java().vm == nullptr || java().vm->GetEnv(&env, JNI_VERSION_1_6) != JNI_OK) {
    return nullptr;
  }
  return static_cast<JNIEnv*>(env);
}

void fail(JNIEnv* env, smx_status status) {
  if (env->ExceptionCheck() == JNI_FALSE) {
    env->CallStaticVoidMethod(java().native, java().fail, static_cast<jint>(status));
  }
}

void fail_decoding(JNIEnv* env, smx_status status, const smx_fault& fault) {
  if (status != SMX_MALFORMED || fault.field == nullptr || fault.kind == nullptr) {
    fail(env, status);
    return;
  }
  jstring field = env->NewStringUTF(fault.field);
  jstring kind = field == nullptr ? nullptr : env->NewStringUTF(fault.kind);
  if (kind == nullptr) {
    return;  // An OutOfMemoryError is pending.
  }
  env->CallStaticVoidMethod(java().native, java().fail_decoding, static_cast<jlong>(fault.offset),
                            field, kind);
}

GlobalReference::~GlobalReference() {
  JNIEnv* env = current_env();
  if (env != nullptr && object_ != nullptr) {
    env->DeleteGlobalRef(object_);
  }
}

bool register_natives(JNIEnv* env, const char* class_name, const JNINativeMethod* methods,
                      std::size_t count) {
  jclass found = find(env, class_name);
  if (found == nullptr) {
    return false;
  }
  const jint result = env->RegisterNatives(found, methods, static_cast<jint>(count));
  env->DeleteLocalRef(found);
  return result == JNI_OK;
}

}  // namespace smx::jni
