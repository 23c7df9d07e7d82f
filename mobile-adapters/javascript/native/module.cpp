// The Node-API module of the package @semafore/smx. It stands on the C library alone and keeps
// nothing outside the environment that loaded it, so each worker may load it.

#include "call.h"

namespace smx::node {
namespace {

napi_value load(napi_env env, napi_value exports) noexcept {
  try {
    Addon::attach(env);
    for (const auto functions : {library_functions(), store_functions(), device_functions(),
                                 message_functions(), testing_functions()}) {
      for (const Function& function : functions) {
        napi_value made = nullptr;
        must(napi_create_function(env, function.name, NAPI_AUTO_LENGTH, function.call, nullptr,
                                  &made));
        must(napi_set_named_property(env, exports, function.name, made));
      }
    }
    return exports;
  } catch (const PendingException&) {
    // It goes on by itself.
  } catch (const std::exception& fault) {
    napi_throw_error(env, nullptr, fault.what());
  }
  return nullptr;
}

}  // namespace
}  // namespace smx::node

NAPI_MODULE_INIT() { return smx::node::load(env, exports); }
