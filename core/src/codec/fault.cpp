#include "smx/fault.h"

namespace smx {

std::string_view field_name(Field field) noexcept {
  switch (field) {
    case Field::magic:
      return "magic";
    case Field::version:
      return "version";
    case Field::flags:
      return "flags";
    case Field::ephemeral_key:
      return "ephemeral_key";
    case Field::spk_key_id_length:
      return "spk_key_id_length";
    case Field::spk_key_id:
      return "spk_key_id";
    case Field::opk_key_id_length:
      return "opk_key_id_length";
    case Field::opk_key_id:
      return "opk_key_id";
    case Field::nonce:
      return "nonce";
    case Field::ciphertext:
      return "ciphertext";
    case Field::ratchet_key:
      return "ratchet_key";
    case Field::pn:
      return "pn";
    case Field::n:
      return "n";
    case Field::identity_key:
      return "identity_key";
    case Field::signing_key:
      return "signing_key";
    case Field::spk_public_key:
      return "spk_public_key";
    case Field::spk_signature:
      return "spk_signature";
    case Field::opk_public_key:
      return "opk_public_key";
    case Field::end:
      return "end";
  }
  return "unknown_field";
}

std::string_view fault_text(FaultKind kind) noexcept {
  switch (kind) {
    case FaultKind::truncated:
      return "bytes are missing";
    case FaultKind::trailing_bytes:
      return "bytes follow the end";
    case FaultKind::too_long:
      return "longer than the format allows";
    case FaultKind::wrong_magic:
      return "not this format's magic";
    case FaultKind::unknown_version:
      return "a version that this library does not know";
    case FaultKind::unknown_flags:
      return "a flags value that the format does not have";
    case FaultKind::flags_contradict_length:
      return "the flags and this length contradict each other";
    case FaultKind::length_out_of_range:
      return "a key id is 1 to 64 bytes long";
    case FaultKind::invalid_utf8:
      return "not well-formed UTF-8";
    case FaultKind::control_character:
      return "a control character";
    case FaultKind::reserved_number:
      return "a message number that is never sent";
  }
  return "an unknown fault";
}

}  // namespace smx
