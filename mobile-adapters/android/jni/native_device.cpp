// A device: making and opening it, what it publishes, its housekeeping.

#include <array>
#include <memory>
#include <vector>

#include "buffer.h"
#include "callbacks.h"
#include "flat.h"
#include "guarded.h"
#include "handles.h"
#include "native_method.h"
#include "natives.h"

namespace smx::jni {
namespace {

// Makes or opens a device, which goes on using the store's callbacks and its own clock.
template <typename Open>
jlong open_device(JNIEnv* env, jlong store, jobject clock_bridge, Open&& open) {
  return guarded(env, [&]() -> jlong {
    auto handle = std::make_unique<DeviceHandle>();
    handle->references = store_handle(store)->references;
    smx_clock device_clock = {};
    if (clock_bridge != nullptr) {
      handle->references.push_back(std::make_shared<GlobalReference>(env, clock_bridge));
      device_clock = clock(*handle->references.back());
    }
    if (!succeeded(env, open(store_of(store), clock_bridge == nullptr ? nullptr : &device_clock,
                             &handle->device))) {
      return 0;
    }
    return number_of(std::move(handle));
  });
}

jlong device_create(JNIEnv* env, jclass, jlong store, jobject clock_bridge, jlong count) {
  return open_device(env, store, clock_bridge,
                     [&](smx_store* inner, const smx_clock* device_clock, smx_device** device) {
                       return smx_device_create(inner, device_clock,
                                                static_cast<std::size_t>(count), device);
                     });
}

jlong device_open(JNIEnv* env, jclass, jlong store, jobject clock_bridge) {
  return open_device(env, store, clock_bridge, smx_device_open);
}

void device_free(JNIEnv*, jclass, jlong device) { delete device_handle(device); }

void device_reload(JNIEnv* env, jclass, jlong device) {
  succeeded(env, smx_device_reload(device_of(device)));
}

jlong device_generation(JNIEnv* env, jclass, jlong device) {
  std::uint64_t generation = 0;
  const smx_status status = smx_device_generation(device_of(device), &generation);
  return succeeded(env, status) ? static_cast<jlong>(generation) : 0;
}

jbyteArray device_keys(JNIEnv* env, jclass, jlong device) {
  return guarded(env, [&]() -> jbyteArray {
    smx_device_keys keys = {};
    if (!succeeded(env, smx_device_keys_of_own(device_of(device), &keys))) {
      return nullptr;
    }
    FlatWriter writer;
    writer.keys(keys);
    return new_array(env, writer.out().data(), writer.out().size());
  });
}

jbyteArray signed_prekey_of(JNIEnv* env, jlong device,
                            smx_status (*ask)(smx_device*, smx_signed_prekey*)) {
  return guarded(env, [&]() -> jbyteArray {
    smx_signed_prekey prekey = {};
    if (!succeeded(env, ask(device_of(device), &prekey))) {
      return nullptr;
    }
    FlatWriter writer;
    writer.signed_prekey(prekey);
    return new_array(env, writer.out().data(), writer.out().size());
  });
}

jbyteArray device_signed_prekey(JNIEnv* env, jclass, jlong device) {
  return signed_prekey_of(env, device, smx_device_signed_prekey);
}

jbyteArray device_rotate(JNIEnv* env, jclass, jlong device) {
  return signed_prekey_of(env, device, smx_device_rotate);
}

jbyteArray to_array(JNIEnv* env, const smx_one_time_prekey* prekeys, std::size_t count) {
  FlatWriter writer;
  writer.u32(static_cast<std::uint32_t>(count));
  for (std::size_t i = 0; i < count; ++i) {
    writer.one_time_prekey(prekeys[i]);
  }
  return new_array(env, writer.out().data(), writer.out().size());
}

jbyteArray device_one_time_prekeys(JNIEnv* env, jclass, jlong device) {
  return guarded(env, [&]() -> jbyteArray {
    std::vector<smx_one_time_prekey> prekeys;
    std::size_t count = 0;
    smx_status status = SMX_BUFFER_TOO_SMALL;
    // Their number is asked for first and may have grown when they are.
    while ((status = smx_device_one_time_prekeys(device_of(device), prekeys.data(), &count)) ==
           SMX_BUFFER_TOO_SMALL) {
      prekeys.resize(count);
    }
    return succeeded(env, status) ? to_array(env, prekeys.data(), count) : nullptr;
  });
}

jbyteArray device_replenish(JNIEnv* env, jclass, jlong device, jlong count) {
  return guarded(env, [&]() -> jbyteArray {
    const auto wanted = static_cast<std::size_t>(count);
    if (wanted > SMX_MAX_PREKEY_BATCH) {
      fail(env, SMX_INVALID_ARGUMENT);
      return nullptr;
    }
    std::vector<smx_one_time_prekey> prekeys(wanted);
    if (!succeeded(env, smx_device_replenish(device_of(device), wanted, prekeys.data()))) {
      return nullptr;
    }
    return to_array(env, prekeys.data(), prekeys.size());
  });
}

jboolean device_low_on_one_time_prekeys(JNIEnv* env, jclass, jlong device, jlong threshold) {
  std::uint8_t low = 0;
  succeeded(env, smx_device_low_on_one_time_prekeys(device_of(device),
                                                    static_cast<std::size_t>(threshold), &low));
  return low != 0 ? JNI_TRUE : JNI_FALSE;
}

jboolean device_rotation_due(JNIEnv* env, jclass, jlong device) {
  std::uint8_t due = 0;
  succeeded(env, smx_device_rotation_due(device_of(device), &due));
  return due != 0 ? JNI_TRUE : JNI_FALSE;
}

jbyteArray device_bundle(JNIEnv* env, jclass, jlong device, jint kind) {
  return guarded(env, [&]() -> jbyteArray {
    smx_bundle bundle = {};
    if (!succeeded(
            env, smx_device_bundle(device_of(device), static_cast<std::uint32_t>(kind), &bundle))) {
      return nullptr;
    }
    FlatWriter writer;
    writer.bundle(bundle);
    return new_array(env, writer.out().data(), writer.out().size());
  });
}

void device_purge(JNIEnv* env, jclass, jlong device) {
  succeeded(env, smx_device_purge(device_of(device)));
}

}  // namespace

std::span<const JNINativeMethod> device_natives() {
  static const std::array kMethods = {
      native_method("deviceCreate", "(JLcom/semafore/smx/ClockBridge;J)J", device_create),
      native_method("deviceOpen", "(JLcom/semafore/smx/ClockBridge;)J", device_open),
      native_method("deviceFree", "(J)V", device_free),
      native_method("deviceReload", "(J)V", device_reload),
      native_method("deviceGeneration", "(J)J", device_generation),
      native_method("deviceKeys", "(J)[B", device_keys),
      native_method("deviceSignedPrekey", "(J)[B", device_signed_prekey),
      native_method("deviceOneTimePrekeys", "(J)[B", device_one_time_prekeys),
      native_method("deviceReplenish", "(JJ)[B", device_replenish),
      native_method("deviceLowOnOneTimePrekeys", "(JJ)Z", device_low_on_one_time_prekeys),
      native_method("deviceRotationDue", "(J)Z", device_rotation_due),
      native_method("deviceRotate", "(J)[B", device_rotate),
      native_method("deviceBundle", "(JI)[B", device_bundle),
      native_method("devicePurge", "(J)V", device_purge),
  };
  return kMethods;
}

}  // namespace smx::jni
