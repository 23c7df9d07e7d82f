#pragma once

#include <valgrind/memcheck.h>

#include <string_view>

#include "smx/bytes.h"

namespace smx::ct {

/// Tells valgrind that these bytes are secret: from now on every branch and every memory index that
/// depends on them is reported as a use of an uninitialised value.
inline void mark_secret(ByteView bytes) { VALGRIND_MAKE_MEM_UNDEFINED(bytes.data(), bytes.size()); }

/// Takes that back under an entry of declassified.txt, which says why: what everybody may see may
/// also steer the program. It counts as a use when any bit of them was secret. `entry` has static
/// storage.
void declassify(std::string_view entry, ByteView bytes);

/// The same of a verdict.
template <class Verdict>
Verdict declassified(std::string_view entry, Verdict verdict) {
  declassify(entry, {reinterpret_cast<const std::uint8_t*>(&verdict), sizeof verdict});
  return verdict;
}

/// Uses of all entries.
unsigned long declassified_so_far();

/// One line for each entry that was used: "declassified NAME USES".
void print_declassified();

/// Secret bytes that belong to a number: the same in every run.
template <class SecretType>
SecretType secret_key(unsigned number) {
  SecretType key;
  for (std::size_t i = 0; i < SecretType::kSize; ++i)
    key.writable()[i] = static_cast<std::uint8_t>((2 * number + 5) * i + number + 1);
  mark_secret(key.reveal());
  return key;
}

}  // namespace smx::ct
