// Where a device's state lives.
#include "smx/store.h"

#include <cstring>
#include <string>

#include "callback.h"
#include "callback_counter.h"
#include "callback_key_wrap.h"
#include "callback_store.h"
#include "memory.h"
#include "smx.h"
#include "smx/init.h"
#include "smx/memory_store.h"
#include "smx/sqlite_store.h"
#include "status.h"
#include "store_handle.h"
#include "structures.h"
#include "values.h"

namespace {

using namespace smx;
using namespace smx::c;

/// Longer than a path of any system that the library is built for.
constexpr size_t kMaxPathSize = 4096;

smx_status ready_to_open() noexcept {
  if (in_callback()) return SMX_INVALID_ARGUMENT;
  return cpu_report().initialised ? SMX_OK : SMX_NOT_INITIALISED;
}

std::unique_ptr<smx_store> empty_handle() {
  auto handle = std::make_unique<smx_store>();
  handle->node = std::make_shared<StoreNode>();
  return handle;
}

bool is_complete(const smx_store_callbacks* callbacks) noexcept {
  return is_known(callbacks) && callbacks->load != nullptr && callbacks->commit != nullptr;
}

bool is_complete(const smx_key_wrap* wrap) noexcept {
  return is_known(wrap) && wrap->wrap != nullptr && wrap->unwrap != nullptr;
}

bool is_complete(const smx_rollback_counter* counter) noexcept {
  return is_known(counter) && counter->read != nullptr && counter->advance != nullptr;
}

}  // namespace

smx_status smx_store_open_memory(smx_store** store) {
  return guarded([&]() -> smx_status {
    if (store == nullptr) return SMX_INVALID_ARGUMENT;
    if (const smx_status ready = ready_to_open(); ready != SMX_OK) return ready;
    auto handle = empty_handle();
    handle->node->store = std::make_unique<MemoryStore>();
    *store = handle.release();
    return SMX_OK;
  });
}

smx_status smx_store_open_sqlite(const char* path, size_t path_size, smx_store** store) {
  return guarded([&]() -> smx_status {
    if (path == nullptr || store == nullptr || path_size == 0 || path_size > kMaxPathSize ||
        std::memchr(path, 0, path_size) != nullptr)
      return SMX_INVALID_ARGUMENT;
    if (const smx_status ready = ready_to_open(); ready != SMX_OK) return ready;
    auto handle = empty_handle();
    auto opened = SqliteStore::open(std::string(path, path_size));
    if (!opened) return status_of(opened.error());
    handle->node->store = *std::move(opened);
    *store = handle.release();
    return SMX_OK;
  });
}

smx_status smx_store_open_callbacks(const smx_store_callbacks* callbacks, smx_store** store) {
  return guarded([&]() -> smx_status {
    if (!is_complete(callbacks) || store == nullptr) return SMX_INVALID_ARGUMENT;
    if (const smx_status ready = ready_to_open(); ready != SMX_OK) return ready;
    auto handle = empty_handle();
    handle->node->store = std::make_unique<CallbackStore>(*callbacks);
    *store = handle.release();
    return SMX_OK;
  });
}

smx_status smx_store_open_sealed(smx_store* inner, const smx_key_wrap* wrap,
                                 const smx_rollback_counter* counter, const uint8_t* name,
                                 size_t name_size, smx_store** store) {
  return guarded([&]() -> smx_status {
    if (inner == nullptr || !is_complete(wrap) || (counter != nullptr && !is_complete(counter)) ||
        name == nullptr || name_size == 0 || name_size > SMX_MAX_LABEL_SIZE || store == nullptr)
      return SMX_INVALID_ARGUMENT;
    if (const smx_status ready = ready_to_open(); ready != SMX_OK) return ready;
    auto handle = empty_handle();
    StoreNode& node = *handle->node;
    node.inner = inner->node;
    node.wrap = std::make_unique<CallbackKeyWrap>(*wrap);
    if (counter != nullptr) node.counter = std::make_unique<CallbackCounter>(*counter);
    auto opened = SealedStore::open(*node.inner->store, *node.wrap,
                                    {.device_name = std::string(text_of(name, name_size)),
                                     .rollback_counter = node.counter.get()});
    if (!opened) return status_of(opened.error());
    node.sealed = opened->get();
    node.store = *std::move(opened);
    *store = handle.release();
    return SMX_OK;
  });
}

smx_status smx_store_rekey(smx_store* store) {
  return guarded([&]() -> smx_status {
    if (store == nullptr || in_callback()) return SMX_INVALID_ARGUMENT;
    const std::shared_ptr<StoreNode> node = store->node;
    if (node->sealed == nullptr) return SMX_INVALID_ARGUMENT;
    return status_of(node->sealed->rekey());
  });
}

smx_status smx_store_seals_used(smx_store* store, uint64_t* seals) {
  return guarded([&]() -> smx_status {
    if (store == nullptr || seals == nullptr || in_callback()) return SMX_INVALID_ARGUMENT;
    const std::shared_ptr<StoreNode> node = store->node;
    if (node->sealed == nullptr) return SMX_INVALID_ARGUMENT;
    *seals = node->sealed->seals_used();
    return SMX_OK;
  });
}

void smx_store_free(smx_store* store) { delete store; }
