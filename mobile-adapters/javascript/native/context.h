#pragma once

#include <node_api.h>

#include <initializer_list>

namespace smx::node {

/// An object of JavaScript functions that the C library calls while one of its calls runs, in the
/// thread of that call. The reference is weak, so that no cycle through it keeps anything alive:
/// the handles' objects hold the functions (new_handle). The package's TypeScript made the
/// functions: they catch what the application throws, and return a status instead.
class Context {
 public:
  Context(napi_env env, napi_value functions);
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;
  ~Context();

  [[nodiscard]] napi_env env() const noexcept { return env_; }
  /// Calls the function of this name. Throws PendingException when there is none or it throws.
  [[nodiscard]] napi_value invoke(const char* name, std::initializer_list<napi_value> arguments);

 private:
  napi_env env_;
  napi_ref functions_ = nullptr;
};

}  // namespace smx::node
