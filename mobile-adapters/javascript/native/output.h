#pragma once

#include <node_api.h>

#include <cstddef>
#include <cstdint>

namespace smx::node {

/// Memory that the library writes an output to and that becomes a JavaScript array without a copy.
/// It is overwritten before it is given back, also when the collector does it.
class Output {
 public:
  explicit Output(std::size_t capacity);
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;
  ~Output();

  [[nodiscard]] std::uint8_t* data() noexcept { return bytes_; }
  /// In before a call: the capacity; after it: the output's size.
  [[nodiscard]] std::size_t* size() noexcept { return &size_; }
  /// A Uint8Array over the memory, which is JavaScript's from then on. Throws PendingException.
  [[nodiscard]] napi_value release(napi_env env);

 private:
  std::uint8_t* bytes_;
  std::size_t capacity_;
  std::size_t size_;
};

}  // namespace smx::node
