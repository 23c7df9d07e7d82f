#pragma once

#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "relay/refusal.h"
#include "smx/bytes.h"

namespace smx::relay::api {

/// Inclusive bounds.
struct Bounds {
  std::int64_t least = 0;
  std::int64_t most = 0;
};

/// Reads the members of a JSON object strictly. Each reading names a member once; the first that is
/// missing, of another kind or out of bounds is remembered, later ones give empty values, and
/// finish() tells: so a handler reads all members in a row and asks once.
///
///   JsonFields fields(body);
///   const std::string name = fields.text("name", {1, 100});
///   const auto count = fields.optional_integer("count", {0, 9});
///   if (auto read = fields.finish(); !read) return std::unexpected(read.error());
///
/// The refusal is malformed_request with detail {"field": "recipients[2].devices", "reason": ...};
/// it holds names of members that we know, never what the client wrote: an unknown member's name is
/// not repeated, its object is named instead. Bounds of text count code points; text with control
/// characters is refused. The object must outlive the reader.
class JsonFields {
 public:
  /// `place` goes before the names in a refusal: empty for the body itself.
  explicit JsonFields(const nlohmann::json& object, std::string place = "");

  [[nodiscard]] std::string text(std::string_view name, Bounds length);
  [[nodiscard]] std::optional<std::string> optional_text(std::string_view name, Bounds length);
  [[nodiscard]] std::int64_t integer(std::string_view name, Bounds value);
  [[nodiscard]] std::optional<std::int64_t> optional_integer(std::string_view name, Bounds value);
  /// Canonical base64 with padding; the bounds count the bytes.
  [[nodiscard]] Bytes bytes(std::string_view name, Bounds length);
  /// An array, empty when it is refused; what is in it is read by `element`.
  [[nodiscard]] const nlohmann::json& array(std::string_view name, Bounds length);
  /// Null when there is no such member.
  [[nodiscard]] const nlohmann::json* optional_array(std::string_view name, Bounds length);
  /// An object, empty when it is refused; read it by a JsonFields with place(name).
  [[nodiscard]] const nlohmann::json& object(std::string_view name);
  [[nodiscard]] const nlohmann::json* optional_object(std::string_view name);
  /// An array of texts.
  [[nodiscard]] std::vector<std::string> texts(std::string_view name, Bounds count, Bounds length);

  /// "devices" or "recipients[2].devices": where a member is, for a reader of what is inside.
  [[nodiscard]] std::string place(std::string_view name) const;
  [[nodiscard]] std::string place(std::string_view name, std::size_t index) const;

  /// Refuses a member for a reason of the handler's own: an identifier of the wrong form.
  void refuse_field(std::string_view name, std::string_view reason);
  [[nodiscard]] bool failed() const noexcept { return refusal_.has_value(); }

  /// The first refusal; of members that were not asked for, too.
  [[nodiscard]] Outcome<void> finish();

 private:
  const nlohmann::json* find(std::string_view name);
  void fail(std::string place, std::string_view reason);

  const nlohmann::json& object_;
  std::string place_;
  std::size_t found_ = 0;
  std::optional<Refusal> refusal_;
};

/// Code points of valid UTF-8.
[[nodiscard]] std::size_t text_length(std::string_view text) noexcept;

/// malformed_request with detail.field.
[[nodiscard]] Refusal malformed(std::string_view field, std::string_view reason);

}  // namespace smx::relay::api
