#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "smx/error.h"
#include "smx/secret.h"

namespace smx {

/// Memory between two inaccessible pages, kept out of swap and core dumps, wiped when freed. Each
/// allocation locks at least one page, so this is for the few secrets that live as long as a
/// device, not for every prekey: the limit on locked memory (ulimit -l) is often small.
/// `size` bytes, all zero. Errors: not_initialised, out_of_memory, memory_lock_failed (the pages
/// exist but the system refused to lock them; nothing is left allocated).
Result<std::uint8_t*> allocate_guarded(std::size_t size) noexcept;

struct FreeGuarded {
  void operator()(std::uint8_t* memory) const noexcept;
};

/// A Secret in guarded memory. Move only; a moved-from one holds nothing and must not be read.
template <class Tag, std::size_t N>
class GuardedSecret {
 public:
  static constexpr std::size_t kSize = N;

  /// N zero bytes. Errors: those of allocate_guarded.
  static Result<GuardedSecret> make() noexcept {
    const Result<std::uint8_t*> memory = allocate_guarded(N);
    if (!memory) return fail(memory.error());
    return GuardedSecret(*memory);
  }
  /// A guarded copy of a secret. Errors: those of allocate_guarded.
  static Result<GuardedSecret> copy_of(const Secret<Tag, N>& secret) noexcept {
    return copy_of_bytes(secret.reveal());
  }

  [[nodiscard]] std::span<const std::uint8_t, N> reveal() const noexcept {
    return std::span<const std::uint8_t, N>(memory_.get(), N);
  }
  /// Where a primitive writes its output.
  [[nodiscard]] std::span<std::uint8_t, N> writable() noexcept {
    return std::span<std::uint8_t, N>(memory_.get(), N);
  }
  /// Errors: those of allocate_guarded.
  [[nodiscard]] Result<GuardedSecret> duplicate() const noexcept { return copy_of_bytes(reveal()); }
  /// A short-lived copy for a primitive that takes a Secret.
  [[nodiscard]] Secret<Tag, N> unguarded() const noexcept { return Secret<Tag, N>(reveal()); }

 private:
  explicit GuardedSecret(std::uint8_t* memory) noexcept : memory_(memory) {}

  static Result<GuardedSecret> copy_of_bytes(std::span<const std::uint8_t, N> bytes) noexcept {
    Result<GuardedSecret> copy = make();
    if (copy) std::copy(bytes.begin(), bytes.end(), copy->writable().begin());
    return copy;
  }

  std::unique_ptr<std::uint8_t, FreeGuarded> memory_;
};

}  // namespace smx
