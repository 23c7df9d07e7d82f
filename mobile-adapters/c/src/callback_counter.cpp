#include "callback_counter.h"

#include "callback.h"

namespace smx::c {

Result<std::uint64_t> CallbackCounter::read() {
  std::uint64_t value = 0;
  if (call_back(counter_.read, counter_.context, &value) != SMX_OK)
    return fail(Error::counter_failed);
  return value;
}

Result<void> CallbackCounter::advance(std::uint64_t value) {
  if (call_back(counter_.advance, counter_.context, value) != SMX_OK)
    return fail(Error::counter_failed);
  return {};
}

}  // namespace smx::c
