#include "spec_pages.h"

#include <fmt/format.h>

#include <regex>

#include "runner/input_error.h"
#include "runner/sha256.h"
#include "runner/strict_json.h"

namespace smx::vectors {
namespace fs = std::filesystem;
namespace {

/// A clause is defined where a line begins with its id in bold: **[DR-12]**.
void read_page(const fs::path& path, Spec& spec) {
  static const std::regex kDefinition(R"(\*\*\[([A-Z0-9]+-[0-9]{2,3})\]\*\*)");
  const std::string text = conformance::read_text_file(path);
  const std::string name = path.filename().string();
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string line = text.substr(at, std::min<std::size_t>(end - at, 24));
    std::smatch match;
    if (std::regex_search(line, match, kDefinition, std::regex_constants::match_continuous)) {
      spec.page_of[match[1].str()] = name;
      spec.pages[name] = text;
    }
    at = end + 1;
  }
}

void read_decisions(const fs::path& directory, Spec& spec) {
  static const std::regex kRecord(R"(([0-9]{4})-.+\.md)");
  if (!fs::is_directory(directory)) return;
  for (const fs::directory_entry& entry : fs::directory_iterator(directory)) {
    const std::string name = entry.path().filename().string();
    std::smatch match;
    if (std::regex_match(name, match, kRecord)) spec.decisions.insert(match[1].str());
  }
}

}  // namespace

std::string Spec::sha256(const std::set<std::string>& cited) const {
  std::set<std::string> names;
  for (const std::string& clause : cited) {
    const auto found = page_of.find(clause);
    if (found != page_of.end()) names.insert(found->second);
  }
  std::string all;
  for (const std::string& name : names) all += pages.at(name);
  return conformance::sha256_hex(all);
}

Spec read_spec(const fs::path& directory) {
  if (!fs::is_directory(directory)) {
    throw conformance::InputError(
        fmt::format("{}: no such directory; --spec names the clause pages", directory.string()));
  }
  Spec spec;
  for (const fs::directory_entry& entry : fs::directory_iterator(directory)) {
    if (entry.path().extension() == ".md") read_page(entry.path(), spec);
  }
  if (spec.page_of.empty()) {
    throw conformance::InputError(
        fmt::format("{}: no page here defines a clause", directory.string()));
  }
  read_decisions(directory / "decisions", spec);
  return spec;
}

}  // namespace smx::vectors
