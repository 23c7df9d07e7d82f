// Version, initialisation, names of errors, wiping.

#include <array>
#include <string>

#include "buffer.h"
#include "guarded.h"
#include "native_method.h"
#include "natives.h"

namespace smx::jni {
namespace {

jstring version(JNIEnv* env, jclass) { return env->NewStringUTF(smx_version()); }

jint abi_version(JNIEnv*, jclass) { return static_cast<jint>(smx_abi_version()); }

void init(JNIEnv* env, jclass, jint flags) {
  succeeded(env, smx_init(static_cast<std::uint32_t>(flags)));
}

// One bit each: initialised, AES instructions, carry-less multiplication, variable-time AES in use.
jint cpu_report(JNIEnv* env, jclass) {
  smx_cpu_report report = {};
  report.struct_size = sizeof report;
  if (!succeeded(env, smx_get_cpu_report(&report))) {
    return 0;
  }
  return (report.initialised != 0 ? 1 : 0) | (report.has_aes_instructions != 0 ? 2 : 0) |
         (report.has_carryless_multiply != 0 ? 4 : 0) | (report.variable_time_aes != 0 ? 8 : 0);
}

jstring status_name(JNIEnv* env, jclass, jint status) {
  return env->NewStringUTF(smx_status_name(status));
}

jstring status_description(JNIEnv* env, jclass, jint status) {
  return env->NewStringUTF(smx_status_description(status));
}

void wipe_direct(JNIEnv* env, jclass, jobject buffer, jint offset, jint length) {
  std::uint8_t* bytes = direct_bytes(env, buffer, offset, length);
  if (bytes != nullptr) {
    smx_wipe(bytes, static_cast<std::size_t>(length));
  }
}

}  // namespace

std::span<const JNINativeMethod> library_natives() {
  static const std::array kMethods = {
      native_method("version", "()Ljava/lang/String;", version),
      native_method("abiVersion", "()I", abi_version),
      native_method("init", "(I)V", init),
      native_method("cpuReport", "()I", cpu_report),
      native_method("statusName", "(I)Ljava/lang/String;", status_name),
      native_method("statusDescription", "(I)Ljava/lang/String;", status_description),
      native_method("wipeDirect", "(Ljava/nio/ByteBuffer;II)V", wipe_direct),
  };
  return kMethods;
}

bool register_all(JNIEnv* env) {
  for (const auto methods : {library_natives(), wire_natives(), store_natives(), device_natives(),
                             message_natives(), delivery_natives()}) {
    if (!register_natives(env, "com/semafore/smx/Native", methods.data(), methods.size())) {
      return false;
    }
  }
  return true;
}

}  // namespace smx::jni
