#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace smx {

/// The fields of the three wire formats, for people who look at a bad message.
enum class Field : std::uint8_t {
  magic,
  version,
  flags,
  ephemeral_key,
  spk_key_id_length,
  spk_key_id,
  opk_key_id_length,
  opk_key_id,
  nonce,
  ciphertext,
  ratchet_key,
  pn,
  n,
  identity_key,
  signing_key,
  spk_public_key,
  spk_signature,
  opk_public_key,
  end,
};

/// What is wrong at the place that a Fault names.
enum class FaultKind : std::uint8_t {
  truncated,
  trailing_bytes,
  too_long,
  wrong_magic,
  unknown_version,
  unknown_flags,
  flags_contradict_length,
  length_out_of_range,
  invalid_utf8,
  control_character,
  reserved_number,
};

/// Why a decoder said `malformed`: filled by the decoder itself, so that what is explained is what
/// was refused. Holds no byte of the input.
struct Fault {
  /// First offending byte, counted from the start of the input; the input's size when bytes are
  /// missing.
  std::size_t offset = 0;
  Field field = Field::end;
  FaultKind kind = FaultKind::truncated;
};

/// Names as docs/spec uses them ("spk_key_id_length"); static storage.
[[nodiscard]] std::string_view field_name(Field field) noexcept;
/// One phrase ("bytes are missing"); static storage.
[[nodiscard]] std::string_view fault_text(FaultKind kind) noexcept;

}  // namespace smx
