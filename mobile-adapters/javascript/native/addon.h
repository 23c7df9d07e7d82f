#pragma once

#include <node_api.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "handle.h"

namespace smx::node {

/// What one environment (the main thread, or a worker) has of this module. Nothing is shared
/// between environments: handles of one are unknown in another.
class Addon : public std::enable_shared_from_this<Addon> {
 public:
  /// Makes it the environment's instance data.
  static void attach(napi_env env);

  Handles<Store> stores;
  Handles<Device> devices;

  /// Bytes that JavaScript reads after a call: what a message did besides, or where a decoder
  /// stopped. They cost less than an object with named members.
  static constexpr std::size_t kScratchSize = 128;
  /// Made by the first call of `scratch_array`.
  std::uint8_t* scratch = nullptr;
  [[nodiscard]] napi_value scratch_array(napi_env env);

 private:
  napi_ref scratch_ref_ = nullptr;
  // Until Node-API finalises the instance data.
  std::shared_ptr<Addon> self_;
};

/// A new Uint8Array with a copy of the bytes. Throws PendingException.
[[nodiscard]] napi_value new_array(napi_env env, std::span<const std::uint8_t> bytes);

}  // namespace smx::node
