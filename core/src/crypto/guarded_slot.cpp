#include "crypto/guarded_slot.h"

#include <array>
#include <bit>
#include <cstddef>
#include <mutex>
#include <new>

#include "crypto/guarded.h"

namespace smx {
namespace {

constexpr std::size_t kWordBits = 64;
constexpr std::size_t kWords = 2;

}  // namespace

/// Stands in a page's first slot, before the others: so it costs no allocation of its own.
struct GuardedSlot::Page {
  Page* previous = nullptr;
  Page* next = nullptr;
  /// A bit for each slot; those behind the last slot are never free.
  std::array<std::uint64_t, kWords> taken{
      0, ~std::uint64_t{0} << (kPerPage - (kWords - 1) * kWordBits)};

  [[nodiscard]] bool full() const noexcept { return (taken[0] & taken[1]) == ~std::uint64_t{0}; }
  [[nodiscard]] bool empty() const noexcept { return taken == Page().taken; }
  /// A free slot's number; there is one.
  [[nodiscard]] std::size_t first_free() const noexcept {
    const std::size_t word = taken[0] == ~std::uint64_t{0} ? 1 : 0;
    return word * kWordBits + static_cast<std::size_t>(std::countr_one(taken[word]));
  }
  void flip(std::size_t slot) noexcept {
    taken[slot / kWordBits] ^= std::uint64_t{1} << (slot % kWordBits);
  }
  [[nodiscard]] std::uint8_t* slots() noexcept {
    return reinterpret_cast<std::uint8_t*>(this) + kSize;
  }
};

/// The process's pages that have room, in a list; a full one is known to its slots alone.
class GuardedSlot::Pages {
 public:
  Result<GuardedSlot> take() noexcept {
    const std::scoped_lock lock(mutex_);
    if (with_room_ == nullptr) {
      // With libsodium's 16 bytes of its own before them, these fill a page of 4 KiB.
      const Result<std::uint8_t*> memory = allocate_guarded((1 + kPerPage) * kSize);
      if (!memory) return fail(memory.error());
      link(new (*memory) Page);
    }
    Page* page = with_room_;
    const std::size_t slot = page->first_free();
    page->flip(slot);
    if (page->full()) unlink(page);
    return GuardedSlot(page, page->slots() + slot * kSize);
  }

  void give_back(Page* page, std::uint8_t* bytes) noexcept {
    secure_wipe(bytes, kSize);
    const std::scoped_lock lock(mutex_);
    if (page->full()) link(page);
    page->flip(static_cast<std::size_t>(bytes - page->slots()) / kSize);
    // The last page with room stays, so that one session that comes and goes costs no system call.
    if (!page->empty() || (page->previous == nullptr && page->next == nullptr)) return;
    unlink(page);
    FreeGuarded()(reinterpret_cast<std::uint8_t*>(page));
  }

 private:
  void link(Page* page) noexcept {
    page->next = with_room_;
    if (with_room_ != nullptr) with_room_->previous = page;
    with_room_ = page;
  }
  void unlink(Page* page) noexcept {
    (page->previous != nullptr ? page->previous->next : with_room_) = page->next;
    if (page->next != nullptr) page->next->previous = page->previous;
    page->previous = nullptr;
    page->next = nullptr;
  }

  std::mutex mutex_;
  Page* with_room_ = nullptr;
};

GuardedSlot::Pages& GuardedSlot::pages() noexcept {
  // Never destroyed: a device in a static variable may go after everything else.
  alignas(Pages) static std::array<std::byte, sizeof(Pages)> memory;
  static Pages& only = *new (memory.data()) Pages;
  return only;
}

Result<GuardedSlot> GuardedSlot::take() noexcept { return pages().take(); }
void GuardedSlot::give_back() noexcept { pages().give_back(page_, bytes_); }

}  // namespace smx
