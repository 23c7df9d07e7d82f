#include "output.h"

#include <cstdlib>
#include <new>

#include "addon.h"
#include "call.h"

namespace smx::node {
namespace {

void wipe_and_free(void* bytes, std::size_t size) {
  smx_wipe(bytes, size);
  std::free(bytes);
}

void finalize(napi_env, void* bytes, void* hint) {
  wipe_and_free(bytes, reinterpret_cast<std::size_t>(hint));
}

}  // namespace

Output::Output(std::size_t capacity)
    : bytes_(static_cast<std::uint8_t*>(std::malloc(capacity == 0 ? 1 : capacity))),
      capacity_(capacity),
      size_(capacity) {
  if (bytes_ == nullptr) throw std::bad_alloc();
}

Output::~Output() {
  if (bytes_ != nullptr) wipe_and_free(bytes_, capacity_);
}

napi_value Output::release(napi_env env) {
  if (size_ == 0) return new_array(env, {});
  napi_value buffer = nullptr;
  // An address and a size fit a pointer: nothing has to be allocated to remember the size.
  const napi_status made = napi_create_external_arraybuffer(
      env, bytes_, size_, finalize, reinterpret_cast<void*>(capacity_), &buffer);
  // Hosts that cage their heap (Electron) take no memory from outside.
  if (made == napi_no_external_buffers_allowed) return new_array(env, {bytes_, size_});
  must(made);
  bytes_ = nullptr;
  napi_value array = nullptr;
  must(napi_create_typedarray(env, napi_uint8_array, size_, buffer, 0, &array));
  return array;
}

}  // namespace smx::node
