// JSON Schemas, compiled once, that say what is wrong in one line.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "strict_json.h"

namespace smx::conformance {

/// Text of a schema of the project (vectors/schema, conformance/protocol) by its file name, as it
/// was when the runner was built. Throws std::out_of_range for an unknown name.
std::string_view embedded_schema(std::string_view file_name);
/// True if the runner holds a schema of that file name.
bool has_embedded_schema(std::string_view file_name);

/// One compiled schema. A reference to another embedded schema by its file name is resolved.
class Schema {
 public:
  explicit Schema(Json document);
  /// The schema `definitions/<name>` of a document.
  static Schema definition(const Json& document, const std::string& name);
  /// The embedded schema of that file name.
  static Schema embedded(std::string_view file_name);

  Schema(Schema&&) noexcept;
  Schema& operator=(Schema&&) noexcept;
  ~Schema();

  /// The first fault of `instance`: where it is and what is wrong. Nothing if it conforms.
  std::optional<std::string> fault(const Json& instance) const;
  /// The same without a copy of `judged`, for a large one: it is changed meanwhile, and
  /// afterwards as it was.
  std::optional<std::string> fault_in_place(Json& judged) const;

 private:
  struct Compiled;
  std::unique_ptr<Compiled> compiled_;
};

}  // namespace smx::conformance
