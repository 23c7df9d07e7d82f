#include "request_faults.h"

#include <fmt/format.h>

#include "runner/schema.h"

namespace smx::conformance {
namespace {

const Json& definitions() {
  static const Json kDefinitions =
      parse_strict(embedded_schema("request.schema.json")).at("definitions");
  return kDefinitions;
}

/// The schema that a "$ref" names, or the schema itself.
const Json& resolved(const Json& schema) {
  if (!schema.contains("$ref")) return schema;
  const std::string target = schema["$ref"].get<std::string>();
  return definitions().at(target.substr(target.rfind('/') + 1));
}

class Faults {
 public:
  explicit Faults(const Json& in) : in_(in) {}

  void set(const std::string& what, const std::string& member, Json value) {
    Json changed = in_;
    changed[member] = std::move(value);
    list_.push_back({fmt::format("{} in {}", what, member), std::move(changed)});
  }

  void drop(const std::string& member) {
    Json changed = in_;
    changed.erase(member);
    list_.push_back({fmt::format("{} left out", member), std::move(changed)});
  }

  std::vector<FaultyRequest> take() { return std::move(list_); }

 private:
  const Json& in_;
  std::vector<FaultyRequest> list_;
};

void of_member(Faults& faults, const std::string& name, const Json& schema, const Json& value) {
  faults.set("null", name, nullptr);
  if (value.is_string()) {
    faults.set("a number", name, 7);
    if (schema.contains("pattern")) {
      faults.set("upper-case hex", name, "AB");
      faults.set("an odd number of digits", name, "abc");
      faults.set("digits that are not hex", name, "0g");
    } else if (schema.contains("minLength")) {
      faults.set("an empty text", name, "");
    }
  } else if (value.is_number()) {
    faults.set("a number as text", name, value.dump());
    faults.set("a negative number", name, -1);
    faults.set("a number that is no integer", name, 1.5);
    if (schema.contains("maximum")) {
      faults.set("a number past the most allowed", name,
                 schema["maximum"].get<std::uint64_t>() + 1);
    }
  } else if (value.is_object()) {
    faults.set("an array", name, Json::array());
    Json more = value;
    more["doctor"] = 1;
    faults.set("a member too many", name, std::move(more));
  } else if (value.is_array()) {
    faults.set("an object", name, Json::object());
  }
}

}  // namespace

std::vector<FaultyRequest> faulty_requests(const std::string& op, const Json& in) {
  const Json& schema = definitions().at(op);
  Faults faults(in);
  faults.set("a member too many", "doctor", 1);
  for (const Json& name : schema.at("required")) {
    if (name != "id" && name != "op") faults.drop(name.get<std::string>());
  }
  for (const auto& [name, value] : in.items()) {
    of_member(faults, name, resolved(schema.at("properties").at(name)), value);
  }
  return faults.take();
}

}  // namespace smx::conformance
