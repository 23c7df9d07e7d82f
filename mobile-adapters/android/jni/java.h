#pragma once

// What the glue knows about the virtual machine: its pointer, and the classes and methods that
// native code calls, looked up once when the library is loaded.

#include <jni.h>

#include <cstddef>
#include <cstdint>
#include <memory>

#include "smx.h"

namespace smx::jni {

struct Java {
  JavaVM* vm = nullptr;
  jclass native = nullptr;  // com.semafore.smx.Native, a global reference
  jmethodID fail = nullptr;
  jmethodID fail_decoding = nullptr;
  jmethodID store_load = nullptr;
  jmethodID store_commit = nullptr;
  jmethodID key_wrap = nullptr;
  jmethodID key_unwrap = nullptr;
  jmethodID counter_read = nullptr;
  jmethodID counter_advance = nullptr;
  jmethodID clock_now = nullptr;
};

// Filled by load_java, constant afterwards.
const Java& java();

// Looks everything up. False, with a Java exception pending, when a class or method is missing.
bool load_java(JavaVM* vm, JNIEnv* env);

// The environment of the calling thread, which is always one of the virtual machine's: callbacks
// come on the thread that called in. Null otherwise.
JNIEnv* current_env();

// Throws the SmxException of a status. No other JNI function may be called after it.
void fail(JNIEnv* env, smx_status status);
// The same, with the place where a decoder stopped.
void fail_decoding(JNIEnv* env, smx_status status, const smx_fault& fault);

// A Java object that native code holds on to.
class GlobalReference {
 public:
  GlobalReference(JNIEnv* env, jobject object) : object_(env->NewGlobalRef(object)) {}
  ~GlobalReference();
  GlobalReference(const GlobalReference&) = delete;
  GlobalReference& operator=(const GlobalReference&) = delete;
  GlobalReference(GlobalReference&&) = delete;
  GlobalReference& operator=(GlobalReference&&) = delete;

  jobject get() const { return object_; }

 private:
  jobject object_;
};

// Registers a table of native methods with a class.
bool register_natives(JNIEnv* env, const char* class_name, const JNINativeMethod* methods,
                      std::size_t count);

}  // namespace smx::jni
