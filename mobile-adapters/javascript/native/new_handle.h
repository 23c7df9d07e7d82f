#pragma once

#include <node_api.h>

#include <initializer_list>
#include <memory>

#include "call.h"
#include "context.h"

namespace smx::node {

/// The object by which JavaScript holds a handle. Closing it is what the package's `close` does;
/// the collector does it for who forgets. `stands_on`: what has to stay alive as long (the objects
/// of the stores below, the functions of the callbacks).
[[nodiscard]] napi_value new_handle(const Call& call, std::unique_ptr<Store> store,
                                    std::initializer_list<napi_value> stands_on);
[[nodiscard]] napi_value new_handle(const Call& call, std::unique_ptr<Device> device,
                                    std::initializer_list<napi_value> stands_on);

/// Callbacks over the argument, which the new handle's contexts keep.
template <class Handle>
Context& new_context(const Call& call, std::size_t index, Handle& handle) {
  handle.contexts.push_back(std::make_shared<Context>(call.env(), call.argument(index)));
  return *handle.contexts.back();
}

}  // namespace smx::node
