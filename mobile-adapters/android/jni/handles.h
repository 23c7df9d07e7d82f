#pragma once

// What a Kotlin object holds as a number: a handle of the C interface with the Java objects that
// its callbacks lead to. A device keeps those of its store, so that handles go in any order.

#include <jni.h>

#include <memory>
#include <vector>

#include "java.h"
#include "smx.h"

namespace smx::jni {

using References = std::vector<std::shared_ptr<GlobalReference>>;

struct StoreHandle {
  StoreHandle() = default;
  ~StoreHandle() { smx_store_free(store); }
  StoreHandle(const StoreHandle&) = delete;
  StoreHandle& operator=(const StoreHandle&) = delete;
  StoreHandle(StoreHandle&&) = delete;
  StoreHandle& operator=(StoreHandle&&) = delete;

  References references;
  smx_store* store = nullptr;
};

struct DeviceHandle {
  DeviceHandle() = default;
  ~DeviceHandle() { smx_device_free(device); }
  DeviceHandle(const DeviceHandle&) = delete;
  DeviceHandle& operator=(const DeviceHandle&) = delete;
  DeviceHandle(DeviceHandle&&) = delete;
  DeviceHandle& operator=(DeviceHandle&&) = delete;

  References references;
  smx_device* device = nullptr;
};

inline StoreHandle* store_handle(jlong value) { return reinterpret_cast<StoreHandle*>(value); }
inline DeviceHandle* device_handle(jlong value) { return reinterpret_cast<DeviceHandle*>(value); }

// Only while its Kotlin object is open is the number of a handle passed to native code.
inline smx_store* store_of(jlong value) { return store_handle(value)->store; }
inline smx_device* device_of(jlong value) { return device_handle(value)->device; }

// The number of a handle, which Kotlin gives back to be freed.
template <typename Handle>
jlong number_of(std::unique_ptr<Handle> handle) {
  return reinterpret_cast<jlong>(handle.release());
}

}  // namespace smx::jni
