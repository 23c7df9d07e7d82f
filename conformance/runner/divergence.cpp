#include "divergence.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "clause_map.h"
#include "hint.h"

namespace smx::conformance {
namespace {

constexpr std::size_t kShownBytes = 48;

std::string shown(const Bytes& bytes, std::size_t offset, std::size_t length) {
  const std::size_t start = std::min(offset, bytes.size());
  const std::size_t end = std::min(bytes.size(), start + length);
  if (start == end) return "nothing";
  const auto at = [&](std::size_t i) { return bytes.begin() + static_cast<std::ptrdiff_t>(i); };
  if (end - start <= kShownBytes) return to_hex({at(start), at(end)});
  return to_hex({at(start), at(start + kShownBytes)}) + "...";
}

std::string joined(const std::string& path, const std::string& key) {
  return path.empty() ? key : path + "." + key;
}

/// Last name of a path: "signature" of "signed_prekey.signature".
std::string_view leaf(std::string_view path) {
  const std::size_t dot = path.rfind('.');
  return dot == std::string_view::npos ? path : path.substr(dot + 1);
}

std::string window_hex(const Bytes& bytes, std::size_t start) {
  const std::size_t from = std::min(start, bytes.size());
  const std::size_t to = std::min(bytes.size(), start + Excerpt::kMaxBytes);
  return to_hex(std::span(bytes).subspan(from, to - from));
}

/// Three lines of 16 bytes before the one with the first difference, as much as fits after it.
Excerpt excerpt_of(const FieldMap& fields, const Bytes& want, const Bytes& got, std::size_t first) {
  constexpr std::size_t kLine = 16;
  constexpr std::size_t kLinesBefore = 3;
  const std::size_t line = first / kLine;
  Excerpt excerpt;
  excerpt.offset = (line - std::min(line, kLinesBefore)) * kLine;
  excerpt.want = window_hex(want, excerpt.offset);
  excerpt.got = window_hex(got, excerpt.offset);
  excerpt.want_size = want.size();
  excerpt.got_size = got.size();
  for (const Field& field : fields) {
    if (field.offset < excerpt.offset + Excerpt::kMaxBytes && field.end() > excerpt.offset) {
      excerpt.fields.push_back(field);
    }
  }
  return excerpt;
}

Divergence plain(std::string kind, std::string where, std::string want, std::string got,
                 std::string hint = {}) {
  Divergence divergence;
  divergence.kind = std::move(kind);
  divergence.where = std::move(where);
  divergence.want = std::move(want);
  divergence.got = std::move(got);
  divergence.hint = std::move(hint);
  return divergence;
}

std::optional<Divergence> compare_json(const std::string& path, const Json& want, const Json& got,
                                       bool all_members, const KnownValues& known);

std::optional<Divergence> compare_objects(const std::string& path, const Json& want,
                                          const Json& got, bool all_members,
                                          const KnownValues& known) {
  for (const auto& [key, value] : want.items()) {
    const std::string place = joined(path, key);
    if (!got.contains(key)) return plain("output", place, value.dump(), "nothing");
    if (auto found = compare_json(place, value, got[key], true, known)) return found;
  }
  if (!all_members) return std::nullopt;
  for (const auto& [key, value] : got.items()) {
    if (!want.contains(key)) {
      return plain("output", joined(path, key), "nothing", value.dump());
    }
  }
  return std::nullopt;
}

std::optional<Divergence> compare_arrays(const std::string& path, const Json& want, const Json& got,
                                         const KnownValues& known) {
  if (want.size() == got.size() && std::is_permutation(want.begin(), want.end(), got.begin())) {
    if (want == got) return std::nullopt;
    return plain("output", path, want.dump(), got.dump(), "the same entries in another order?");
  }
  if (want.size() != got.size()) {
    return plain("output", path, fmt::format("{} entries", want.size()),
                 fmt::format("{} entries", got.size()));
  }
  for (std::size_t i = 0; i < want.size(); ++i) {
    if (auto found = compare_json(fmt::format("{}[{}]", path, i), want[i], got[i], true, known)) {
      return found;
    }
  }
  return std::nullopt;
}

std::optional<Divergence> compare_json(const std::string& path, const Json& want, const Json& got,
                                       bool all_members, const KnownValues& known) {
  if (want.is_object() && got.is_object()) {
    return compare_objects(path, want, got, all_members, known);
  }
  if (want.is_array() && got.is_array()) return compare_arrays(path, want, got, known);
  if (want == got) return std::nullopt;
  if (want.is_string() && got.is_string() && is_lower_hex(want.get<std::string>()) &&
      is_lower_hex(got.get<std::string>())) {
    const Bytes wanted = from_hex(want.get<std::string>());
    return compare_bytes("output", path, member_fields(leaf(path), wanted), wanted,
                         from_hex(got.get<std::string>()), known);
  }
  if (want.is_number_unsigned() && got.is_number_unsigned()) {
    const auto wanted = want.get<std::uint64_t>();
    const auto given = got.get<std::uint64_t>();
    return plain("output", path, want.dump(), got.dump(), integer_hint(wanted, given));
  }
  return plain("output", path, want.dump(), got.dump());
}

}  // namespace

std::string Divergence::text() const {
  std::string line = where;
  if (byte && field != where) {
    const std::size_t last = field_offset + std::max<std::size_t>(field_length, 1) - 1;
    line += fmt::format("[{}..{}] {}", field_offset, last, field);
  }
  line += fmt::format(": want {} got {}", want, got);
  if (byte && field_length > 8) line += fmt::format(", first at byte {}", *byte);
  if (!hint.empty()) line += fmt::format(" ({})", hint);
  return line;
}

Divergence compare_bytes(std::string kind, std::string where, const FieldMap& want_fields,
                         const Bytes& want, const Bytes& got, const KnownValues& known) {
  Divergence divergence;
  divergence.kind = std::move(kind);
  divergence.where = std::move(where);
  const auto [left, right] = std::mismatch(want.begin(), want.end(), got.begin(), got.end());
  const auto first = static_cast<std::size_t>(left - want.begin());
  divergence.byte = first;
  const Field* field = field_at(want_fields, first);
  // Bytes beyond the pinned end belong to no field.
  const Field beyond{
      want.size(), got.size() - std::min(got.size(), want.size()), "past the end", {}, false};
  if (field == nullptr) field = &beyond;
  divergence.field = field->name;
  divergence.field_offset = field->offset;
  divergence.field_length = field->length;
  divergence.clause = field->clause;
  divergence.excerpt = excerpt_of(want_fields, want, got, first);
  divergence.want = shown(want, field->offset, field->length);
  divergence.got = shown(got, field->offset, std::max<std::size_t>(field->length, 1));
  divergence.hint = byte_hint(want_fields, *field, want, got, known);
  if (want.size() != got.size()) {
    const std::string sizes = fmt::format("{} bytes, want {}", got.size(), want.size());
    divergence.hint = divergence.hint.empty() ? sizes : sizes + "; " + divergence.hint;
  }
  return divergence;
}

std::optional<Divergence> compare_traces(const std::vector<TraceStep>& want,
                                         const std::vector<TraceStep>& got,
                                         const KnownValues& known) {
  const std::size_t common = std::min(want.size(), got.size());
  for (std::size_t i = 0; i < common; ++i) {
    if (want[i] == got[i]) continue;
    if (want[i].step != got[i].step) {
      Divergence divergence = plain("trace", want[i].step, want[i].step, got[i].step,
                                    "another step, or another order of the steps?");
      divergence.clause = trace_clause(want[i].step);
      return divergence;
    }
    const Bytes wanted = from_hex(want[i].value);
    Divergence divergence = compare_bytes("trace", want[i].step, trace_fields(want[i].step, wanted),
                                          wanted, from_hex(got[i].value), known);
    if (divergence.clause.empty()) divergence.clause = trace_clause(want[i].step);
    return divergence;
  }
  if (want.size() == got.size()) return std::nullopt;
  const bool missing = want.size() > got.size();
  const std::string& step = missing ? want[common].step : got[common].step;
  Divergence divergence =
      plain("trace", step, missing ? "this step" : "no step", missing ? "no step" : "this step");
  divergence.clause = trace_clause(step);
  return divergence;
}

std::optional<Divergence> compare_outputs(const Json& want, const Json& got,
                                          const KnownValues& known) {
  return compare_json({}, want, got, false, known);
}

}  // namespace smx::conformance
