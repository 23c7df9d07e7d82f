#include <sodium.h>

#include "crypto/guarded.h"
#include "crypto/initialised.h"

namespace smx {

Result<std::uint8_t*> allocate_guarded(std::size_t size) noexcept {
  // sodium_malloc checks its allocations against a canary that sodium_init draws.
  if (!is_initialised()) return fail(Error::not_initialised);
  auto* memory = static_cast<std::uint8_t*>(sodium_malloc(size));
  if (memory == nullptr) return fail(Error::out_of_memory);
  // sodium_malloc locks its pages but ignores a refusal. Locks do not nest, so asking again costs
  // nothing and tells; it also wants the pages kept out of core dumps.
  if (sodium_mlock(memory, size) != 0) {
    sodium_free(memory);
    return fail(Error::memory_lock_failed);
  }
  sodium_memzero(memory, size);
  return memory;
}

void FreeGuarded::operator()(std::uint8_t* memory) const noexcept { sodium_free(memory); }

}  // namespace smx
