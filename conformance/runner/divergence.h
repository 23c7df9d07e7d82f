// The first difference between what is pinned and what a driver gave, in words that point at the
// cause.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "field_map.h"
#include "strict_json.h"
#include "vector_case.h"

namespace smx::conformance {

/// The bytes around the first difference, for people to compare: a window that begins at a multiple
/// of 16 and is the same in both values.
struct Excerpt {
  static constexpr std::size_t kMaxBytes = 192;

  std::size_t offset = 0;  ///< of the first byte of the window
  std::string want;        ///< lower-case hex, at most kMaxBytes bytes
  std::string got;         ///< the same; shorter where the value ends
  std::size_t want_size = 0;
  std::size_t got_size = 0;
  FieldMap fields;  ///< of the pinned value, those with a byte in the window
};

struct Divergence {
  std::string kind;   ///< "trace", "output", "verdict", "reason", "state"
  std::string where;  ///< trace step or output member, "x3dh.ikm", "signed_prekey.key_id"
  std::string field;  ///< name of the first divergent field, if the value has fields
  std::optional<std::size_t> byte;  ///< offset of the first divergent byte in the value
  std::size_t field_offset = 0;     ///< range of the field in the value, when `byte` is set
  std::size_t field_length = 0;
  std::string want;  ///< hex of the field (bounded), a number, a verdict
  std::string got;
  std::string clause;              ///< that fixes this value, if one does
  std::string hint;                ///< a guess at the cause, with a question mark
  std::optional<Excerpt> excerpt;  ///< when `byte` is set

  /// "smx1.header[37..38] SPK key_id length: want 0005 got 0500 (little-endian?)"
  std::string text() const;
};

/// Values whose appearance in a wrong place says what was confused: name to lower-case hex.
using KnownValues = std::map<std::string, std::string>;

/// Compares two byte strings that differ. `known` may hold values of the same case.
Divergence compare_bytes(std::string kind, std::string where, const FieldMap& want_fields,
                         const Bytes& want, const Bytes& got, const KnownValues& known);

/// The first divergent trace step, if any. `complete` is false when the driver stopped earlier than
/// pinned for a reason that is reported otherwise.
std::optional<Divergence> compare_traces(const std::vector<TraceStep>& want,
                                         const std::vector<TraceStep>& got,
                                         const KnownValues& known);

/// The first pinned output that differs, if any; outputs that are not pinned are not looked at.
std::optional<Divergence> compare_outputs(const Json& want, const Json& got,
                                          const KnownValues& known);

}  // namespace smx::conformance
