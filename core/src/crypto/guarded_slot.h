#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include "smx/error.h"
#include "smx/secret.h"

namespace smx {

/// 32 bytes of a guarded, locked page that many slots of this process share: for the keys of which
/// a device has one for each session, where a page for each would use up the limit on locked memory
/// (ulimit -l). A page of 4 KiB holds kPerPage of them. Thread-safe; overwritten when given back.
/// Move only; a moved-from one holds nothing and must not be read.
class GuardedSlot {
 public:
  static constexpr std::size_t kSize = 32;
  static constexpr std::size_t kPerPage = 126;

  /// 32 zero bytes. Asks the system only when no page has a free slot. Errors: not_initialised,
  /// out_of_memory, memory_lock_failed (and then there is no slot: never one that is not locked).
  static Result<GuardedSlot> take() noexcept;
  GuardedSlot(GuardedSlot&& other) noexcept
      : page_(std::exchange(other.page_, nullptr)), bytes_(std::exchange(other.bytes_, nullptr)) {}
  GuardedSlot& operator=(GuardedSlot&& other) noexcept {
    if (this != &other) {
      if (page_ != nullptr) give_back();
      page_ = std::exchange(other.page_, nullptr);
      bytes_ = std::exchange(other.bytes_, nullptr);
    }
    return *this;
  }
  ~GuardedSlot() {
    if (page_ != nullptr) give_back();
  }

  [[nodiscard]] std::span<const std::uint8_t, kSize> reveal() const noexcept {
    return std::span<const std::uint8_t, kSize>(bytes_, kSize);
  }
  [[nodiscard]] std::span<std::uint8_t, kSize> writable() noexcept {
    return std::span<std::uint8_t, kSize>(bytes_, kSize);
  }

 private:
  struct Page;
  class Pages;
  static Pages& pages() noexcept;
  GuardedSlot(Page* page, std::uint8_t* bytes) noexcept : page_(page), bytes_(bytes) {}
  void give_back() noexcept;

  Page* page_;
  std::uint8_t* bytes_;
};

/// A Secret of 32 bytes in a slot. Move only, as its slot.
template <class Tag>
class SlotSecret {
 public:
  using Plain = Secret<Tag, GuardedSlot::kSize>;
  static constexpr std::size_t kSize = GuardedSlot::kSize;

  /// Errors: those of GuardedSlot::take.
  static Result<SlotSecret> copy_of(const Plain& secret) noexcept {
    Result<GuardedSlot> slot = GuardedSlot::take();
    if (!slot) return fail(slot.error());
    SlotSecret copy(std::move(*slot));
    copy.replace(secret);
    return copy;
  }

  [[nodiscard]] std::span<const std::uint8_t, kSize> reveal() const noexcept {
    return slot_.reveal();
  }
  /// Overwrites what it holds, in place, so that it cannot fail.
  void replace(const Plain& secret) noexcept {
    std::ranges::copy(secret.reveal(), slot_.writable().begin());
  }
  /// A short-lived copy for a primitive that takes a Secret.
  [[nodiscard]] Plain unguarded() const noexcept { return Plain(reveal()); }

 private:
  explicit SlotSecret(GuardedSlot slot) noexcept : slot_(std::move(slot)) {}

  GuardedSlot slot_;
};

}  // namespace smx
