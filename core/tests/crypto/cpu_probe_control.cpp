// For smx_cpu_probe_control: the linker puts this in the place of cpu_features (--wrap), so that
// the library sees a processor that has everything, whatever there is. The probe must notice.

#include "crypto/cpu.h"

namespace smx {

CpuFeatures all_features() noexcept __asm__("__wrap__ZN3smx12cpu_featuresEv");
CpuFeatures all_features() noexcept { return {.aes = true, .carryless_multiply = true}; }

}  // namespace smx
