// The library itself: versions, names of statuses, preparation.
#include "smx.h"
#include "smx/error.h"
#include "smx/init.h"
#include "smx/secret.h"
#include "status.h"
#include "structures.h"

namespace {

using namespace smx;
using namespace smx::c;

/// What the core calls a number that it does not know.
constexpr Error kNoError{0};

Error error_of(smx_status status) noexcept {
  return status > 0 && status <= 0xFF ? static_cast<Error>(status) : kNoError;
}

}  // namespace

const char* smx_version(void) { return smx::version(); }

uint32_t smx_abi_version(void) { return SMX_ABI_VERSION; }

const char* smx_status_name(smx_status status) {
  if (status == SMX_OK) return "ok";
  const Error error = error_of(status);
  if (error_name(error) == error_name(kNoError)) return "unknown";
  return error_name(error).data();
}

const char* smx_status_description(smx_status status) {
  if (status == SMX_OK) return "Done.";
  return error_description(error_of(status)).data();
}

smx_status smx_init(uint32_t flags) {
  return guarded([&]() -> smx_status {
    if ((flags & ~SMX_INIT_ACCEPT_VARIABLE_TIME_AES) != 0) return SMX_INVALID_ARGUMENT;
    return status_of(
        smx::init({.accept_variable_time_aes = (flags & SMX_INIT_ACCEPT_VARIABLE_TIME_AES) != 0}));
  });
}

smx_status smx_get_cpu_report(smx_cpu_report* report) {
  return guarded([&]() -> smx_status {
    if (!is_known(report)) return SMX_INVALID_ARGUMENT;
    const CpuReport found = cpu_report();
    report->initialised = found.initialised ? 1 : 0;
    report->has_aes_instructions = found.has_aes_instructions ? 1 : 0;
    report->has_carryless_multiply = found.has_carryless_multiply ? 1 : 0;
    report->variable_time_aes = found.variable_time_aes ? 1 : 0;
    return SMX_OK;
  });
}

void smx_wipe(void* bytes, size_t size) {
  if (bytes != nullptr) secure_wipe(bytes, size);
}
