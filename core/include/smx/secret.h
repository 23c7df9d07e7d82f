#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <utility>

#include "smx/bytes.h"

namespace smx {

/// Overwrites `size` bytes so that the compiler cannot leave it out. `data` may be null when there
/// are none, as of an empty span.
inline void secure_wipe(void* data, std::size_t size) noexcept {
  if (size == 0) return;
  std::memset(data, 0, size);
  // The compiler must assume that this reads the bytes, through the pointer and all memory.
  asm volatile("" : : "r"(data) : "memory");
}

/// Compares without a data-dependent branch or index; false at once when the sizes differ (sizes
/// are public).
[[nodiscard]] bool equal_in_constant_time(ByteView a, ByteView b) noexcept;

/// N secret bytes under a role's name. It cannot be copied, compared or printed; it is overwritten
/// when destroyed and when moved from. `reveal` is the only way out and `duplicate` the only way to
/// a second copy, so both can be searched for.
template <class Tag, std::size_t N>
class Secret {
 public:
  static constexpr std::size_t kSize = N;

  Secret() noexcept = default;
  explicit Secret(std::span<const std::uint8_t, N> bytes) noexcept {
    std::copy(bytes.begin(), bytes.end(), bytes_.begin());
  }
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  Secret(Secret&& other) noexcept : bytes_(other.bytes_) { other.wipe(); }
  Secret& operator=(Secret&& other) noexcept {
    if (this != &other) {
      bytes_ = other.bytes_;
      other.wipe();
    }
    return *this;
  }
  ~Secret() { wipe(); }

  [[nodiscard]] std::span<const std::uint8_t, N> reveal() const noexcept { return bytes_; }
  /// Where a primitive writes its output.
  [[nodiscard]] std::span<std::uint8_t, N> writable() noexcept { return bytes_; }
  [[nodiscard]] Secret duplicate() const noexcept { return Secret(reveal()); }
  void wipe() noexcept { secure_wipe(bytes_.data(), N); }

 private:
  std::array<std::uint8_t, N> bytes_{};
};

/// A run of secret bytes: plaintexts, encoded states. Move only; overwritten when destroyed and
/// when moved from. Its memory never grows in place of what it holds, so no stale copy is left
/// behind in the heap; it can serve for the next run of bytes, and then holds nothing of the last.
class SecretBytes {
 public:
  SecretBytes() noexcept = default;
  /// `size` zero bytes. Throws std::bad_alloc.
  explicit SecretBytes(std::size_t size)
      : data_(size == 0 ? nullptr : std::make_unique<std::uint8_t[]>(size)),
        size_(size),
        capacity_(size) {}
  explicit SecretBytes(ByteView bytes) : SecretBytes(bytes.size()) {
    std::copy(bytes.begin(), bytes.end(), data_.get());
  }
  SecretBytes(const SecretBytes&) = delete;
  SecretBytes& operator=(const SecretBytes&) = delete;
  SecretBytes(SecretBytes&& other) noexcept
      : data_(std::move(other.data_)),
        size_(std::exchange(other.size_, 0)),
        capacity_(std::exchange(other.capacity_, 0)) {}
  SecretBytes& operator=(SecretBytes&& other) noexcept {
    if (this != &other) {
      wipe();
      data_ = std::move(other.data_);
      size_ = std::exchange(other.size_, 0);
      capacity_ = std::exchange(other.capacity_, 0);
    }
    return *this;
  }
  ~SecretBytes() { wipe(); }

  [[nodiscard]] ByteView reveal() const noexcept { return {data_.get(), size_}; }
  [[nodiscard]] std::span<std::uint8_t> writable() noexcept { return {data_.get(), size_}; }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] bool empty() const noexcept { return size_ == 0; }

  /// Makes it `size` bytes that the caller writes, all of them: until then they are what they are.
  /// The memory is what it had, or new when that is too small; bytes that are given up are
  /// overwritten. Throws std::bad_alloc and then is what it was.
  void resize_for_overwrite(std::size_t size) {
    if (size > capacity_) {
      *this = SecretBytes(size);
      return;
    }
    if (size < size_) secure_wipe(data_.get() + size, size_ - size);
    size_ = size;
  }
  /// Overwrites what it holds and is empty then. The memory stays for the next bytes.
  void clear() noexcept {
    wipe();
    size_ = 0;
  }

 private:
  /// What lies between size and capacity was overwritten when it was given up.
  void wipe() noexcept {
    if (data_) secure_wipe(data_.get(), size_);
  }

  std::unique_ptr<std::uint8_t[]> data_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace smx
