#include "addon.h"

#include <cstring>

#include "call.h"

namespace smx::node {
void Addon::attach(napi_env env) {
  const auto addon = std::make_shared<Addon>();
  const auto finalize = [](napi_env, void* data, void*) {
    static_cast<Addon*>(data)->self_.reset();
  };
  must(napi_set_instance_data(env, addon.get(), finalize, nullptr));
  addon->self_ = addon;
}

napi_value Addon::share(napi_env env) {
  napi_value out = nullptr;
  if (shared_ref_ == nullptr) {
    napi_value buffer = nullptr;
    void* data = nullptr;
    must(napi_create_arraybuffer(env, kToldSize + kOutputSize, &data, &buffer));
    must(napi_create_typedarray(env, napi_uint8_array, kToldSize + kOutputSize, buffer, 0, &out));
    // A strong reference: the memory lives as long as the environment.
    must(napi_create_reference(env, out, 1, &shared_ref_));
    shared = static_cast<std::uint8_t*>(data);
  }
  must(napi_get_reference_value(env, shared_ref_, &out));
  return out;
}

napi_value new_array(napi_env env, std::span<const std::uint8_t> bytes) {
  napi_value buffer = nullptr;
  void* data = nullptr;
  must(napi_create_arraybuffer(env, bytes.size(), &data, &buffer));
  if (!bytes.empty()) std::memcpy(data, bytes.data(), bytes.size());
  napi_value array = nullptr;
  must(napi_create_typedarray(env, napi_uint8_array, bytes.size(), buffer, 0, &array));
  return array;
}

}  // namespace smx::node
