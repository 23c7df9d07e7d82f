#include "command_inspect.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "dissection.h"
#include "failure.h"
#include "hex_dump.h"
#include "input.h"
#include "terminal.h"
#include "text.h"

namespace smx::cli {
namespace {

using OrderedJson = nlohmann::ordered_json;

constexpr const char* kInspectHelp =
    R"(Shows every field of an SMX1 envelope, a DR_V1 frame or a prekey bundle: offset, length,
name, value. Nothing is decrypted and no signature is checked: only the form is judged, by the
decoder that every other command uses. For a malformed one the table ends at the field that was
refused, with the offending byte marked.)";

constexpr const char* kInspectExamples = R"(Examples:
  smx inspect message.smx
  smx inspect --hex 534d583100
  smx inspect --base64 U01YMQA=
  base64 message.smx | smx inspect -
  smx inspect --type bundle --json bob.bundle

Exit codes: 0 well formed, 2 malformed or unreadable.)";

struct Options {
  std::string type = "auto";
  std::string hex;
  std::string base64;
  std::string file;
  bool json = false;
};

/// Values longer than this are cut in the table; --json has all of them.
constexpr std::size_t kShownBytes = 32;

Input read_input(const Options& options, bool hex_given, bool base64_given) {
  if (hex_given) return {"--hex", from_hex(options.hex, "--hex")};
  if (base64_given) return {"--base64", from_base64(options.base64, "--base64")};
  return read_message(options.file);
}

Format format_of(const std::string& type, ByteView bytes) {
  for (const Format format : {Format::smx1, Format::drv1, Format::bundle}) {
    if (type == format_name(format)) return format;
  }
  return guess_format(bytes);
}

OrderedJson to_json(const Dissection& dissection, ByteView bytes) {
  OrderedJson fields = OrderedJson::array();
  for (const Slice& slice : dissection.slices) {
    OrderedJson field = {{"offset", slice.offset},
                         {"length", slice.length},
                         {"field", slice.name},
                         {"value", to_hex(bytes.subspan(slice.offset, slice.length))}};
    if (!slice.meaning.empty()) field["meaning"] = slice.meaning;
    if (slice.refused) field["refused"] = true;
    fields.push_back(std::move(field));
  }
  OrderedJson out = {{"format", format_name(dissection.format)},
                     {"size", bytes.size()},
                     {"well_formed", !dissection.fault.has_value()},
                     {"fields", std::move(fields)}};
  if (dissection.fault) {
    const Fault& fault = *dissection.fault;
    out["fault"] = {{"error", "malformed"},
                    {"offset", fault.offset},
                    {"field", field_name(fault.field)},
                    {"what", fault_text(fault.kind)},
                    {"clause", clause_of(dissection.format, fault)}};
  }
  return out;
}

std::string shown_value(ByteView value) {
  if (value.size() <= kShownBytes) return to_hex(value);
  return fmt::format("{}.. (+{})", to_hex(value.first(kShownBytes - 2)),
                     value.size() - (kShownBytes - 2));
}

void print_table(const Dissection& dissection, ByteView bytes, const Style& style) {
  print(style.heading(fmt::format("{}, {} bytes", format_title(dissection.format), bytes.size())) +
        "\n\n");
  print(style.faint(fmt::format("{:>6}  {:>6}  {:<18}  {}", "offset", "length", "field", "value")) +
        "\n");
  for (const Slice& slice : dissection.slices) {
    const std::string value = shown_value(bytes.subspan(slice.offset, slice.length));
    std::string line = fmt::format("{:>6}  {:>6}  {:<18}  {}", slice.offset, slice.length,
                                   slice.name, value.empty() ? "-" : value);
    if (!slice.meaning.empty()) line += "  " + slice.meaning;
    print((slice.refused ? style.bad(line) : line) + "\n");
  }
  const std::size_t unread = bytes.size() - dissection.unread_offset;
  if (unread > 0) {
    print(style.faint(fmt::format("{:>6}  {:>6}  not examined", dissection.unread_offset, unread)) +
          "\n");
  }
  print("\n");
}

ExitCode inspect(const Options& options, const Input& input) {
  const ByteView bytes = input.bytes;
  const Dissection dissection = dissect(format_of(options.type, bytes), bytes);
  if (options.json) {
    print(to_json(dissection, bytes).dump(2) + "\n");
  } else {
    const Style style(stdout);
    print_table(dissection, bytes, style);
    if (dissection.fault) {
      print(hex_dump(bytes, dissection.fault->offset, style) + "\n");
    } else {
      print(style.good("well formed") + "\n");
    }
  }
  flush_output();
  if (dissection.fault) bad_input(input.source, describe(dissection.format, *dissection.fault));
  return ExitCode::ok;
}

}  // namespace

void add_inspect_command(CLI::App& app, Action& action) {
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("inspect", "Take an envelope, a frame or a bundle apart");
  command->footer(std::string(kInspectHelp) + "\n\n" + kInspectExamples);
  command->add_option("--type", options->type, "What it is (default auto: by its first bytes)")
      ->type_name("TYPE")
      ->check(CLI::IsMember({"auto", "smx1", "drv1", "bundle"}));
  CLI::Option* hex =
      command->add_option("--hex", options->hex, "The bytes, as hex digits")->type_name("DIGITS");
  CLI::Option* base64 =
      command->add_option("--base64", options->base64, "The bytes, as base64")->type_name("TEXT");
  CLI::Option* file = command->add_option(
      "FILE", options->file, "A file with the raw bytes, hex or base64; - is standard input");
  hex->excludes(base64);
  file->excludes(hex)->excludes(base64);
  command->add_flag("--json", options->json, "Print JSON");
  command->callback([options, hex, base64, file, &action] {
    const bool hex_given = hex->count() > 0;
    const bool base64_given = base64->count() > 0;
    action.run = [options, hex_given, base64_given, file_given = file->count() > 0] {
      if (!hex_given && !base64_given && !file_given) {
        bad_input("inspect", "give a FILE (or -), --hex or --base64");
      }
      return inspect(*options, read_input(*options, hex_given, base64_given));
    };
  });
}

}  // namespace smx::cli
