#include "crypto/entropy.h"

#include "crypto/system_random.h"

#if defined(SMX_CORE_INTERNAL)
#include <algorithm>
#include <utility>
#endif

namespace smx {

#if defined(SMX_CORE_INTERNAL)

Result<void> Entropy::fill(Draw draw, std::span<std::uint8_t> out) {
  if (const auto found = injected_.find(draw); found != injected_.end()) {
    if (found->second.size() != out.size()) return fail(Error::random_failed);
    std::ranges::copy(found->second, out.begin());
    return {};
  }
  if (inject_only_ && draw != Draw::storage) return fail(Error::random_failed);
  system_random(out);
  return {};
}

void Entropy::inject_only() { inject_only_ = true; }

void Entropy::inject(Draw draw, Bytes value) { injected_.insert_or_assign(draw, std::move(value)); }

void Entropy::clear_injected() {
  inject_only_ = false;
  injected_.clear();
}

#else

Result<void> Entropy::fill(Draw /*draw*/, std::span<std::uint8_t> out) {
  system_random(out);
  return {};
}

#endif

}  // namespace smx
