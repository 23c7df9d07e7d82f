#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "api/json_fields.h"
#include "api/request.h"
#include "relay/refusal.h"

/// Identifiers of requests. One in a path that has another form is not there; one in a body is
/// malformed.
namespace smx::relay::api {

template <class Identifier>
[[nodiscard]] Outcome<Identifier> path_id(const PathValues& values, std::string_view name) {
  const auto value = values.find(name);
  const auto id = value == values.end() ? std::nullopt : Identifier::parse(value->second);
  if (!id) return refuse(Problem::not_found);
  return *id;
}

/// Longer than any identifier of ours.
inline constexpr Bounds kIdentifierLength{1, 64};

/// Empty when it was refused; `fields` says so.
template <class Identifier>
[[nodiscard]] Identifier read_id(JsonFields& fields, std::string_view name) {
  const auto id = Identifier::parse(fields.text(name, kIdentifierLength));
  if (!id) fields.refuse_field(name, "not_an_identifier");
  return id.value_or(Identifier());
}

/// As many as were given; empty when one was refused.
template <class Identifier>
[[nodiscard]] std::vector<Identifier> read_ids(JsonFields& fields, std::string_view name,
                                               Bounds count) {
  std::vector<Identifier> ids;
  for (const std::string& text : fields.texts(name, count, kIdentifierLength)) {
    const auto id = Identifier::parse(text);
    if (!id) {
      fields.refuse_field(name, "not_an_identifier");
      return {};
    }
    ids.push_back(*id);
  }
  return ids;
}

}  // namespace smx::relay::api
