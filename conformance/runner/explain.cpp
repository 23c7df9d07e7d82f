#include "explain.h"

#include <fmt/format.h>

#include "clause_map.h"
#include "field_map.h"

namespace smx::conformance {
namespace {

constexpr std::size_t kShownHex = 64;

std::string short_hex(const std::string& hex) {
  if (hex.empty()) return "(empty)";
  if (hex.size() <= kShownHex) return hex;
  return fmt::format("{}... ({} bytes)", hex.substr(0, kShownHex), hex.size() / 2);
}

std::string part_hex(const Bytes& bytes, const Field& field) {
  const auto begin = bytes.begin() + static_cast<std::ptrdiff_t>(field.offset);
  return short_hex(to_hex(Bytes(begin, begin + static_cast<std::ptrdiff_t>(field.length))));
}

/// A byte string with inner structure, one line a field.
std::string fields_text(const std::string& indent, const FieldMap& fields, const Bytes& bytes) {
  std::string text;
  for (const Field& field : fields) {
    text += fmt::format("{}{:>6}  {:<5} {:<20} {}\n", indent, field.offset, field.length,
                        field.name, part_hex(bytes, field));
  }
  return text;
}

std::string value_text(const std::string& indent, const std::string& name, const Json& value);

/// What the bytes say to a person, where they are text: key ids, labels and plaintexts.
std::string as_text(const Bytes& bytes) {
  const std::string text(bytes.begin(), bytes.end());
  if (text.empty() || text.size() > kShownHex) return {};
  try {
    // The JSON library refuses what is not UTF-8 and escapes what does not print.
    return "  " + Json(text).dump();
  } catch (const Json::type_error&) {
    return {};
  }
}

bool is_text(const std::string& name) {
  return name == "key_id" || name == "plaintext" || name == "info" || name.ends_with("_key_id");
}

std::string string_text(const std::string& indent, const std::string& name,
                        const std::string& text) {
  if (!is_lower_hex(text)) return fmt::format("{}{}: {}\n", indent, name, text);
  const Bytes bytes = from_hex(text);
  const FieldMap fields = member_fields(name, bytes);
  if (fields.size() < 2 || name == "signature") {
    return fmt::format("{}{}: {}{}\n", indent, name, short_hex(text),
                       is_text(name) ? as_text(bytes) : "");
  }
  return fmt::format("{}{}: {} bytes\n", indent, name, bytes.size()) +
         fields_text(indent, fields, bytes);
}

std::string value_text(const std::string& indent, const std::string& name, const Json& value) {
  if (value.is_string()) return string_text(indent, name, value.get<std::string>());
  if (!value.is_structured()) return fmt::format("{}{}: {}\n", indent, name, value.dump());
  if (value.empty()) return fmt::format("{}{}: none\n", indent, name);
  std::string text = fmt::format("{}{}:\n", indent, name);
  std::size_t index = 0;
  for (const auto& [key, member] : value.items()) {
    const std::string label = value.is_array() ? fmt::format("[{}]", index++) : key;
    text += value_text(indent + "  ", label, member);
  }
  return text;
}

std::string expectation_text(const std::string& indent, const Expectation& expect) {
  if (!expect.accepted) {
    return fmt::format("{}must be refused: {} ({})\n", indent, expect.reason,
                       reason_meaning(expect.reason));
  }
  std::string text = indent + "must be accepted\n";
  for (const auto& [key, value] : expect.outputs.items()) {
    text += value_text(indent + "  ", key, value);
  }
  return text;
}

std::string trace_text(const std::vector<TraceStep>& trace) {
  std::string text = "  pinned on the way:\n";
  for (const TraceStep& step : trace) {
    const Bytes bytes = from_hex(step.value);
    const FieldMap fields = trace_fields(step.step, bytes);
    text += fmt::format("    {:<20} {} [{}]{}\n", step.step, trace_meaning(step.step),
                        trace_clause(step.step),
                        fields.size() < 2 ? "\n      " + short_hex(step.value) : "");
    if (fields.size() > 1) text += fields_text("    ", fields, bytes);
  }
  return text;
}

std::string patch_text(const Json& patch) {
  if (patch.contains("append")) return "append " + patch["append"].get<std::string>();
  if (patch.contains("truncate")) return "cut to " + patch["truncate"].dump() + " bytes";
  const bool is_xor = patch.contains("xor");
  return fmt::format("{} {} at offset {}", is_xor ? "xor" : "write",
                     patch[is_xor ? "xor" : "replace"].get<std::string>(), patch["offset"].dump());
}

std::string from_text(const Json& from) {
  std::string text = fmt::format("  {} is the {} of step {}", from["into"].get<std::string>(),
                                 from["output"].get<std::string>(), from["step"].dump());
  for (const Json& patch : from.value("patch", Json::array())) text += ", " + patch_text(patch);
  return text + "\n";
}

std::string step_text(std::size_t index, const Step& step) {
  std::string text = fmt::format("\nstep {}: {}", index, step.op);
  for (const std::string& clause : op_clauses(step.op)) text += fmt::format(" [{}]", clause);
  text += "\n";
  if (step.from) text += from_text(*step.from);
  for (const auto& [key, value] : step.in.items()) text += value_text("  ", key, value);
  text += expectation_text("  ", step.expect);
  if (step.state_unchanged) text += "  and the state must be what it was, byte for byte\n";
  if (step.trace && !step.trace->empty()) text += trace_text(*step.trace);
  return text;
}

std::string twin_text(const Twin& twin) {
  if (!twin.none.empty()) return fmt::format("\nno twin: {}\n", twin.none);
  std::string text =
      fmt::format("\ntwin: the same case up to step {}, with one field repaired:\n", twin.step);
  for (const auto& [key, value] : twin.set.items()) text += value_text("  ", key, value);
  return text + expectation_text("  ", twin.expect);
}

}  // namespace

std::string explain(const VectorFile& file, const Case& test) {
  std::string text = fmt::format("{}\n  {}\n", test.id, test.comment);
  text += fmt::format("  file {}, group {}\n", file.name, test.group);
  const auto group = file.groups.find(test.group);
  if (group != file.groups.end()) text += fmt::format("    {}\n", group->second);
  text += "  clauses:";
  for (const std::string& clause : test.clauses) text += " [" + clause + "]";
  text += fmt::format("\n  result: {}\n", test.valid ? "valid" : "invalid, " + test.reason);
  for (const std::string& flag : test.flags) {
    const FlagNote& note = file.flags.at(flag);
    text += fmt::format("  flag {} ({}): {} Effect: {}\n", flag, note.bug_type, note.description,
                        note.effect);
  }
  for (std::size_t i = 0; i < test.steps.size(); ++i) text += step_text(i, test.steps[i]);
  if (test.twin) text += twin_text(*test.twin);
  return text;
}

}  // namespace smx::conformance
