#pragma once

#include <cstddef>

namespace smx::test {

/// How often this process has asked for memory since it began: every call of malloc, calloc,
/// realloc, memalign, aligned_alloc and posix_memalign, in any thread, from any library. So
/// operator new, OpenSSL's CRYPTO_malloc and the C library itself are in it. Not in it: pages
/// asked of the system with mmap, the stack, and memory given back.
[[nodiscard]] std::size_t allocations() noexcept;

/// After so many more the next allocation fails, whichever library asks: that one, or from then on
/// every one. For programs of one thread.
void fail_allocation(std::size_t after, bool for_good) noexcept;
/// No allocation fails any more. True when one did.
bool allow_allocations() noexcept;

}  // namespace smx::test
