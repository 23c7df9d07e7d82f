#include "new_handle.h"

namespace smx::node {
namespace {

Handles<Store>& known(Addon& addon, const Store*) { return addon.stores; }
Handles<Device>& known(Addon& addon, const Device*) { return addon.devices; }

template <class T>
void finalize(napi_env, void* data, void*) {
  T* const handle = static_cast<T*>(data);
  const std::shared_ptr<Addon> owner = std::move(handle->owner);
  known(*owner, handle).remove(handle);
}

template <class T>
napi_value wrapped(const Call& call, std::unique_ptr<T> handle,
                   std::initializer_list<napi_value> stands_on) {
  napi_env env = call.env();
  napi_value object = nullptr;
  must(napi_create_object(env, &object));
  napi_value below = nullptr;
  must(napi_create_array_with_length(env, stands_on.size(), &below));
  std::uint32_t index = 0;
  for (const napi_value value : stands_on) must(napi_set_element(env, below, index++, value));
  must(napi_set_named_property(env, object, "standsOn", below));

  handle->owner = call.addon().shared_from_this();
  T& kept = known(call.addon(), handle.get()).add(std::move(handle));
  if (napi_wrap(env, object, &kept, finalize<T>, nullptr, nullptr) != napi_ok) {
    finalize<T>(env, &kept, nullptr);
    throw PendingException();
  }
  return object;
}

}  // namespace

napi_value new_handle(const Call& call, std::unique_ptr<Store> store,
                      std::initializer_list<napi_value> stands_on) {
  return wrapped(call, std::move(store), stands_on);
}

napi_value new_handle(const Call& call, std::unique_ptr<Device> device,
                      std::initializer_list<napi_value> stands_on) {
  return wrapped(call, std::move(device), stands_on);
}

}  // namespace smx::node
