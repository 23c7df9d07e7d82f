// The C library's allocator under the names that every library calls, with a counter in front. A
// function of the executable goes before those of shared libraries.

#include "allocations/counted_memory.h"

#include <atomic>
#include <cerrno>

namespace {

std::atomic<std::size_t> count{0};

void counted() noexcept { count.fetch_add(1, std::memory_order_relaxed); }

}  // namespace

// NOLINTBEGIN(bugprone-reserved-identifier): glibc's own names of its allocator.
extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t number, std::size_t size);
void* __libc_realloc(void* memory, std::size_t size);
void* __libc_memalign(std::size_t alignment, std::size_t size);

void* malloc(std::size_t size) noexcept {
  counted();
  return __libc_malloc(size);
}

void* calloc(std::size_t number, std::size_t size) noexcept {
  counted();
  return __libc_calloc(number, size);
}

void* realloc(void* memory, std::size_t size) noexcept {
  counted();
  return __libc_realloc(memory, size);
}

void* memalign(std::size_t alignment, std::size_t size) noexcept {
  counted();
  return __libc_memalign(alignment, size);
}

void* aligned_alloc(std::size_t alignment, std::size_t size) noexcept {
  counted();
  return __libc_memalign(alignment, size);
}

int posix_memalign(void** memory, std::size_t alignment, std::size_t size) noexcept {
  counted();
  *memory = __libc_memalign(alignment, size);
  return *memory == nullptr ? ENOMEM : 0;
}
}
// NOLINTEND(bugprone-reserved-identifier)

std::size_t smx::test::allocations() noexcept { return count.load(std::memory_order_relaxed); }
