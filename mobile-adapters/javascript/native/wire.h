#pragma once

#include <node_api.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "call.h"

namespace smx::node {

/// Fields one after the other, numbers as 4 bytes with the least first: what JavaScript reads where
/// a C structure has padding or machine words.
class Image {
 public:
  void bytes(std::span<const std::uint8_t> bytes);
  void byte(std::uint8_t value) { out_.push_back(value); }
  void number(std::size_t value);
  /// All 65 bytes, whatever the size: of a fixed length.
  void key_id(const smx_key_id& key_id);
  /// A length and as many bytes.
  void sized(std::span<const std::uint8_t> bytes);
  [[nodiscard]] std::span<const std::uint8_t> done() const noexcept { return out_; }

 private:
  std::vector<std::uint8_t> out_;
};

[[nodiscard]] smx_fault empty_fault() noexcept;
/// [offset, field, kind]
[[nodiscard]] napi_value fault_value(const Call& call, const smx_fault& fault);

}  // namespace smx::node
