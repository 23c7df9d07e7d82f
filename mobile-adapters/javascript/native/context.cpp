#include "context.h"

#include "call.h"

namespace smx::node {

Context::Context(napi_env env, napi_value functions) : env_(env) {
  must(napi_create_reference(env, functions, 0, &functions_));
}

Context::~Context() {
  // There is nothing to be done when it fails, and nothing depends on it.
  static_cast<void>(napi_delete_reference(env_, functions_));
}

napi_value Context::invoke(const char* name, std::initializer_list<napi_value> arguments) {
  napi_value functions = nullptr;
  must(napi_get_reference_value(env_, functions_, &functions));
  if (functions == nullptr) throw PendingException();
  napi_value function = nullptr;
  must(napi_get_named_property(env_, functions, name, &function));
  napi_value result = nullptr;
  must(napi_call_function(env_, functions, function, arguments.size(), arguments.begin(), &result));
  return result;
}

}  // namespace smx::node
