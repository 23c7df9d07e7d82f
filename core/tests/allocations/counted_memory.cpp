// The C library's allocator under the names that every library calls, with a counter in front. A
// function of the executable goes before those of shared libraries.

#include "allocations/counted_memory.h"

#include <atomic>
#include <cerrno>

namespace {

std::atomic<std::size_t> count{0};

// What is to fail: allocations that still succeed, none fails while it is negative. For programs of
// one thread.
long left = -1;
bool lasts = false;
bool has_failed = false;

/// Counts one; false when it has to fail.
bool granted() noexcept {
  count.fetch_add(1, std::memory_order_relaxed);
  if (left < 0) return true;
  if (left > 0) {
    --left;
    return true;
  }
  has_failed = true;
  if (!lasts) left = -1;
  return false;
}

void* refused() noexcept {
  errno = ENOMEM;
  return nullptr;
}

}  // namespace

// NOLINTBEGIN(bugprone-reserved-identifier): glibc's own names of its allocator.
extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t number, std::size_t size);
void* __libc_realloc(void* memory, std::size_t size);
void* __libc_memalign(std::size_t alignment, std::size_t size);

void* malloc(std::size_t size) noexcept { return granted() ? __libc_malloc(size) : refused(); }

void* calloc(std::size_t number, std::size_t size) noexcept {
  return granted() ? __libc_calloc(number, size) : refused();
}

void* realloc(void* memory, std::size_t size) noexcept {
  return granted() ? __libc_realloc(memory, size) : refused();
}

void* memalign(std::size_t alignment, std::size_t size) noexcept {
  return granted() ? __libc_memalign(alignment, size) : refused();
}

void* aligned_alloc(std::size_t alignment, std::size_t size) noexcept {
  return granted() ? __libc_memalign(alignment, size) : refused();
}

int posix_memalign(void** memory, std::size_t alignment, std::size_t size) noexcept {
  if (!granted()) return ENOMEM;
  *memory = __libc_memalign(alignment, size);
  return *memory == nullptr ? ENOMEM : 0;
}
}
// NOLINTEND(bugprone-reserved-identifier)

namespace smx::test {

std::size_t allocations() noexcept { return count.load(std::memory_order_relaxed); }

void fail_allocation(std::size_t after, bool for_good) noexcept {
  has_failed = false;
  lasts = for_good;
  left = static_cast<long>(after);
}

bool allow_allocations() noexcept {
  left = -1;
  return has_failed;
}

}  // namespace smx::test
