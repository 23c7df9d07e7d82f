#include "smx/init.h"

#include <atomic>

#include "crypto/algorithms.h"
#include "crypto/cpu.h"
#include "crypto/initialised.h"
#include "crypto/system_random.h"

namespace smx {
namespace {

std::atomic<bool> initialised = false;

}  // namespace

bool is_initialised() noexcept { return initialised.load(std::memory_order_acquire); }

// Every part may run twice at once: the parts are thread-safe and give the same answer.
Result<void> init(const InitOptions& options) {
  const CpuFeatures cpu = cpu_features();
  const bool constant_time = cpu.aes && cpu.carryless_multiply;
  if (!constant_time && !options.accept_variable_time_aes) return fail(Error::cpu_unsupported);
  if (!start_system_random()) return fail(Error::random_failed);
  if (algorithms() == nullptr) return fail(Error::out_of_memory);
  initialised.store(true, std::memory_order_release);
  return {};
}

CpuReport cpu_report() noexcept {
  if (!is_initialised()) return {};
  const CpuFeatures cpu = cpu_features();
  return {.initialised = true,
          .has_aes_instructions = cpu.aes,
          .has_carryless_multiply = cpu.carryless_multiply,
          .variable_time_aes = !(cpu.aes && cpu.carryless_multiply)};
}

const char* version() noexcept { return SMX_VERSION; }

}  // namespace smx
