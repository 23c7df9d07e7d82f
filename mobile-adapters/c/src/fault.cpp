#include "fault.h"

namespace smx::c {

const char* kind_name(FaultKind kind) noexcept {
  switch (kind) {
    case FaultKind::truncated:
      return SMX_FAULT_TRUNCATED;
    case FaultKind::trailing_bytes:
      return SMX_FAULT_TRAILING_BYTES;
    case FaultKind::too_long:
      return SMX_FAULT_TOO_LONG;
    case FaultKind::wrong_magic:
      return SMX_FAULT_WRONG_MAGIC;
    case FaultKind::unknown_version:
      return SMX_FAULT_UNKNOWN_VERSION;
    case FaultKind::unknown_flags:
      return SMX_FAULT_UNKNOWN_FLAGS;
    case FaultKind::flags_contradict_length:
      return SMX_FAULT_FLAGS_CONTRADICT_LENGTH;
    case FaultKind::length_out_of_range:
      return SMX_FAULT_LENGTH_OUT_OF_RANGE;
    case FaultKind::invalid_utf8:
      return SMX_FAULT_INVALID_UTF8;
    case FaultKind::control_character:
      return SMX_FAULT_CONTROL_CHARACTER;
    case FaultKind::reserved_number:
      return SMX_FAULT_RESERVED_NUMBER;
  }
  return "unknown";
}

void tell(const Fault& found, smx_fault* fault) noexcept {
  if (fault == nullptr) return;
  fault->offset = found.offset;
  // The core's names are literals, so they end with a zero byte.
  fault->field = field_name(found.field).data();
  fault->kind = kind_name(found.kind);
}

}  // namespace smx::c
