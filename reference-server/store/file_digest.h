#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "store/file_descriptor.h"

namespace smx::relay::store {

/// SHA-256 of octets that come in pieces.
class RunningDigest {
 public:
  RunningDigest();
  RunningDigest(RunningDigest&&) noexcept;
  RunningDigest& operator=(RunningDigest&&) noexcept;
  ~RunningDigest();

  void add(std::span<const std::uint8_t> piece);
  /// How many octets it is over.
  [[nodiscard]] std::uint64_t size() const noexcept { return size_; }
  /// 64 lower-case hex digits; more can be added afterwards.
  [[nodiscard]] std::string text() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
  std::uint64_t size_ = 0;
};

/// SHA-256 of the first `size` octets of a file, 64 lower-case hex digits. StorageError when it has
/// fewer.
[[nodiscard]] std::string file_digest(const FileDescriptor& file, std::uint64_t size);

}  // namespace smx::relay::store
