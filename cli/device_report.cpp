#include "device_report.h"

#include <fmt/format.h>

#include <algorithm>

#include "digest.h"
#include "terminal.h"
#include "text.h"

namespace smx::cli {

void Report::fact(std::string_view key, std::string_view name, std::string_view text,
                  nlohmann::ordered_json value) {
  lines_.emplace_back(name, text);
  member(key, std::move(value));
}

void Report::member(std::string_view key, nlohmann::ordered_json value) {
  json_[std::string(key)] = std::move(value);
}

void Report::line(std::string_view text) { lines_.emplace_back("", text); }

void Report::print_to(bool json, bool output_taken) const {
  if (json) {
    print(json_.dump(2) + "\n");
    return;
  }
  std::size_t width = 0;
  for (const auto& [name, text] : lines_) width = std::max(width, name.size());
  const Style style(output_taken ? stderr : stdout);
  std::string out;
  for (const auto& [name, text] : lines_) {
    out += name.empty()
               ? fmt::format("{}\n", text)
               : fmt::format("{}  {}\n", style.faint(fmt::format("{:<{}}", name, width)), text);
  }
  if (output_taken) {
    std::fwrite(out.data(), 1, out.size(), stderr);
  } else {
    print(out);
  }
}

nlohmann::ordered_json keys_json(const DeviceKeys& keys) {
  return {{"identity_key", to_hex(keys.identity_key.view())},
          {"signing_key", to_hex(keys.signing_key.view())},
          {"fingerprint", fingerprint(keys)}};
}

}  // namespace smx::cli
