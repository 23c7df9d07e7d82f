#include <string>

#include "call.h"
#include "callbacks.h"
#include "new_handle.h"

namespace smx::node {
namespace {

/// storeMemory() -> handle
napi_value memory(Call& call) {
  auto store = std::make_unique<Store>();
  if (const smx_status made = smx_store_open_memory(&store->native); made != SMX_OK) {
    return call.status(made);
  }
  return new_handle(call, std::move(store), {});
}

/// storeSqlite(path: Uint8Array) -> handle
napi_value sqlite(Call& call) {
  const auto path = call.bytes(0);
  auto store = std::make_unique<Store>();
  const smx_status opened = smx_store_open_sqlite(reinterpret_cast<const char*>(path.data()),
                                                  path.size(), &store->native);
  if (opened != SMX_OK) return call.status(opened);
  return new_handle(call, std::move(store), {});
}

/// storeCallbacks(functions: {load, commit}) -> handle
napi_value of_callbacks(Call& call) {
  auto store = std::make_unique<Store>();
  const smx_store_callbacks callbacks = store_callbacks(new_context(call, 0, *store));
  if (const smx_status made = smx_store_open_callbacks(&callbacks, &store->native);
      made != SMX_OK) {
    return call.status(made);
  }
  return new_handle(call, std::move(store), {call.argument(0)});
}

/// storeSealed(inner, functions: {wrap, unwrap}, counter: {read, advance} | undefined,
///             name: string | Uint8Array) -> handle
napi_value sealed(Call& call) {
  Store& inner = call.store(0);
  auto store = std::make_unique<Store>();
  store->contexts = inner.contexts;
  const smx_key_wrap wrap = key_wrap_callbacks(new_context(call, 1, *store));
  const bool has_counter = !call.is_absent(2);
  smx_rollback_counter counter{};
  if (has_counter) counter = counter_callbacks(new_context(call, 2, *store));
  const auto name = call.text_or_bytes(3);
  const Use<Store> use(inner);
  const smx_status opened =
      smx_store_open_sealed(inner.native, &wrap, has_counter ? &counter : nullptr, name.data(),
                            name.size(), &store->native);
  if (opened != SMX_OK) return call.status(opened);
  return new_handle(call, std::move(store), {call.argument(0), call.argument(1), call.argument(2)});
}

/// storeRekey(store) -> undefined
napi_value rekey(Call& call) {
  Store& store = call.store(0);
  const Use<Store> use(store);
  return call.done(smx_store_rekey(store.native));
}

/// storeSealsUsed(store) -> bigint
napi_value seals_used(Call& call) {
  Store& store = call.store(0);
  const Use<Store> use(store);
  std::uint64_t seals = 0;
  const smx_status counted = smx_store_seals_used(store.native, &seals);
  return counted == SMX_OK ? call.big(seals) : call.status(counted);
}

/// storeClose(store) -> undefined. SMX_INVALID_ARGUMENT from a callback of that very store.
napi_value close(Call& call) {
  Store& store = call.store(0);
  if (store.in_use > 0) return call.status(SMX_INVALID_ARGUMENT);
  store.close();
  return call.undefined();
}

constexpr Function kFunctions[] = {
    {"storeMemory", entry<memory>},
    {"storeSqlite", entry<sqlite>},
    {"storeCallbacks", entry<of_callbacks>},
    {"storeSealed", entry<sealed>},
    {"storeRekey", entry<rekey>},
    {"storeSealsUsed", entry<seals_used>},
    {"storeClose", entry<close>},
};

}  // namespace

std::span<const Function> store_functions() { return kFunctions; }

}  // namespace smx::node
