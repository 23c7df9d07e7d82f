// Stores: in memory, SQLite, the application's, sealed.

#include <array>
#include <memory>

#include "buffer.h"
#include "callbacks.h"
#include "guarded.h"
#include "handles.h"
#include "native_method.h"
#include "natives.h"

namespace smx::jni {
namespace {

jlong store_open_memory(JNIEnv* env, jclass) {
  return guarded(env, [&]() -> jlong {
    auto handle = std::make_unique<StoreHandle>();
    if (!succeeded(env, smx_store_open_memory(&handle->store))) {
      return 0;
    }
    return number_of(std::move(handle));
  });
}

jlong store_open_sqlite(JNIEnv* env, jclass, jbyteArray path) {
  return guarded(env, [&]() -> jlong {
    const ArrayBytes bytes(env, path);
    auto handle = std::make_unique<StoreHandle>();
    if (!succeeded(env, smx_store_open_sqlite(reinterpret_cast<const char*>(bytes.data()),
                                              bytes.size(), &handle->store))) {
      return 0;
    }
    return number_of(std::move(handle));
  });
}

jlong store_open_callbacks(JNIEnv* env, jclass, jobject bridge) {
  return guarded(env, [&]() -> jlong {
    auto handle = std::make_unique<StoreHandle>();
    handle->references.push_back(std::make_shared<GlobalReference>(env, bridge));
    const smx_store_callbacks callbacks = store_callbacks(*handle->references.back());
    if (!succeeded(env, smx_store_open_callbacks(&callbacks, &handle->store))) {
      return 0;
    }
    return number_of(std::move(handle));
  });
}

jlong store_open_sealed(JNIEnv* env, jclass, jlong inner, jobject wrap_bridge,
                        jobject counter_bridge, jbyteArray name) {
  return guarded(env, [&]() -> jlong {
    const ArrayBytes name_bytes(env, name);
    auto handle = std::make_unique<StoreHandle>();
    handle->references = store_handle(inner)->references;
    handle->references.push_back(std::make_shared<GlobalReference>(env, wrap_bridge));
    const smx_key_wrap wrap = key_wrap(*handle->references.back());
    smx_rollback_counter counter = {};
    if (counter_bridge != nullptr) {
      handle->references.push_back(std::make_shared<GlobalReference>(env, counter_bridge));
      counter = rollback_counter(*handle->references.back());
    }
    if (!succeeded(env, smx_store_open_sealed(
                            store_of(inner), &wrap, counter_bridge == nullptr ? nullptr : &counter,
                            name_bytes.data(), name_bytes.size(), &handle->store))) {
      return 0;
    }
    return number_of(std::move(handle));
  });
}

void store_rekey(JNIEnv* env, jclass, jlong store) {
  succeeded(env, smx_store_rekey(store_of(store)));
}

jlong store_seals_used(JNIEnv* env, jclass, jlong store) {
  std::uint64_t seals = 0;
  return succeeded(env, smx_store_seals_used(store_of(store), &seals)) ? static_cast<jlong>(seals)
                                                                       : 0;
}

void store_free(JNIEnv*, jclass, jlong store) { delete store_handle(store); }

}  // namespace

std::span<const JNINativeMethod> store_natives() {
  static const std::array kMethods = {
      native_method("storeOpenMemory", "()J", store_open_memory),
      native_method("storeOpenSqlite", "([B)J", store_open_sqlite),
      native_method("storeOpenCallbacks", "(Lcom/semafore/smx/StoreBridge;)J",
                    store_open_callbacks),
      native_method("storeOpenSealed",
                    "(JLcom/semafore/smx/KeyWrapBridge;Lcom/semafore/smx/CounterBridge;[B)J",
                    store_open_sealed),
      native_method("storeRekey", "(J)V", store_rekey),
      native_method("storeSealsUsed", "(J)J", store_seals_used),
      native_method("storeFree", "(J)V", store_free),
  };
  return kMethods;
}

}  // namespace smx::jni
