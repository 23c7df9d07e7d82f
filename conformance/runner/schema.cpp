#include "schema.h"

#include <fmt/format.h>

#include <utility>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>
#include <vector>

#include "hex.h"

namespace smx::conformance {
namespace {

using Adapter = valijson::adapters::NlohmannJsonAdapter;

constexpr std::size_t kLongText = 128;

// The library matches patterns with std::regex, which recurses once a character: a frame of 64 KiB
// would overflow the stack. No pattern of ours looks further than the class of the digits, so a
// long byte string is judged here and stands in the check as its first bytes.
std::string abbreviated(const std::string& text) {
  if (text.size() <= kLongText) return text;
  const std::string_view even = std::string_view(text).substr(0, text.size() / 2 * 2);
  const bool digits = is_lower_hex(even) && is_lower_hex(fmt::format("{}0", text.back()));
  if (!digits) return "(" + text.substr(0, kLongText);
  return text.substr(0, kLongText + text.size() % 2);
}

/// Abbreviates every string of a value; its end puts them back.
class Abbreviation {
 public:
  explicit Abbreviation(Json& value) { shorten(value); }
  Abbreviation(const Abbreviation&) = delete;
  Abbreviation& operator=(const Abbreviation&) = delete;
  ~Abbreviation() {
    for (auto& [place, text] : whole_) *place = std::move(text);
  }

 private:
  void shorten(Json& value) {
    if (value.is_string()) {
      auto& text = value.get_ref<std::string&>();
      if (text.size() <= kLongText) return;
      whole_.emplace_back(&text, abbreviated(text));
      std::swap(text, whole_.back().second);
    } else if (value.is_structured()) {
      for (Json& child : value) shorten(child);
    }
  }

  std::vector<std::pair<std::string*, std::string>> whole_;
};

// Whole-document references ("other.schema.json") become local ones, so that one document holds
// all it needs and no file or network is touched.
void bundle_references(Json& node, Json& definitions) {
  if (node.is_object() && node.contains("$ref")) {
    const std::string target = node["$ref"].get<std::string>();
    if (target.starts_with('#')) return;
    if (!definitions.contains(target)) {
      Json other = parse_strict(embedded_schema(target));
      for (auto& [name, definition] : other["definitions"].items()) definitions[name] = definition;
      other.erase("definitions");
      definitions[target] = std::move(other);
    }
    node["$ref"] = "#/definitions/" + target;
    return;
  }
  if (!node.is_structured()) return;
  for (Json& child : node) bundle_references(child, definitions);
}

std::string place(const std::vector<std::string>& context) {
  std::string text;
  for (std::size_t i = 1; i < context.size(); ++i) text += context[i];
  return text.empty() ? "the whole value" : text;
}

}  // namespace

struct Schema::Compiled {
  valijson::Schema schema;
  mutable valijson::Validator validator;
};

Schema::Schema(Json document) : compiled_(std::make_unique<Compiled>()) {
  Json definitions = document.value("definitions", Json::object());
  document.erase("definitions");
  bundle_references(document, definitions);
  document["definitions"] = std::move(definitions);
  valijson::SchemaParser parser;
  parser.populateSchema(Adapter(document), compiled_->schema);
}

Schema::Schema(Schema&&) noexcept = default;
Schema& Schema::operator=(Schema&&) noexcept = default;
Schema::~Schema() = default;

Schema Schema::definition(const Json& document, const std::string& name) {
  return Schema(Json{{"allOf", Json::array({{{"$ref", "#/definitions/" + name}}})},
                     {"definitions", document.at("definitions")}});
}

Schema Schema::embedded(std::string_view file_name) {
  return Schema(parse_strict(embedded_schema(file_name)));
}

std::optional<std::string> Schema::fault(const Json& instance) const {
  Json copy = instance;
  return fault_in_place(copy);
}

std::optional<std::string> Schema::fault_in_place(Json& judged) const {
  const Abbreviation abbreviation(judged);
  valijson::ValidationResults results;
  if (compiled_->validator.validate(compiled_->schema, Adapter(judged), &results)) {
    return std::nullopt;
  }
  // The library reports from the inside out: the deepest place comes first and says most.
  valijson::ValidationResults::Error error;
  std::optional<std::string> deepest;
  std::size_t depth = 0;
  while (results.popError(error)) {
    if (deepest && error.context.size() <= depth) continue;
    depth = error.context.size();
    deepest = fmt::format("{}: {}", place(error.context), error.description);
  }
  return deepest.value_or("does not conform");
}

}  // namespace smx::conformance
