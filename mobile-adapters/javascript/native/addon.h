#pragma once

#include <node_api.h>

#include <algorithm>
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

  /// Memory that JavaScript reads after a call, and that costs less than objects made for it: what
  /// a message did besides, and behind it the message itself.
  static constexpr std::size_t kToldSize = 2 * SMX_KEY_SIZE + 2;
  static constexpr std::size_t kOutputSize =
      std::max(SMX_MAX_ENVELOPE_SIZE, SMX_MAX_PLAINTEXT_SIZE);
  /// Made by the first call of `share`.
  std::uint8_t* shared = nullptr;
  /// The memory as a Uint8Array. Throws PendingException.
  [[nodiscard]] napi_value share(napi_env env);

 private:
  napi_ref shared_ref_ = nullptr;
  // Until Node-API finalises the instance data.
  std::shared_ptr<Addon> self_;
};

/// A new Uint8Array with a copy of the bytes. Throws PendingException.
[[nodiscard]] napi_value new_array(napi_env env, std::span<const std::uint8_t> bytes);

}  // namespace smx::node
