// The planted bugs as their descriptions have them.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace smx::mutants {

/// One bug in one implementation: a text that occurs exactly once in one file, and the text in its
/// place.
struct Change {
  std::string description_file;  ///< "cpp/hkdf-counter-from-zero.json", for messages
  std::string file;              ///< below the implementation's directory
  std::string find;
  std::string replace;
  std::string equivalent;  ///< not empty: why no vector can show this bug here
};

/// One bug. In two languages it is still one: same name, clause, description and family.
struct Bug {
  std::string name;
  std::string clause;
  std::string description;
  std::string family;
  std::map<std::string, Change> changes;  ///< by implementation
};

/// What a bug is about, and the cases that look at it most closely.
struct Family {
  std::string_view name;
  std::string_view title;
  std::vector<std::string> globs;
};

const std::vector<Family>& families();
/// Place of a family in families(); their number for an unknown name.
std::size_t family_index(std::string_view name);

/// The implementations that bugs are planted in: the names of the folders of descriptions.
const std::vector<std::string>& implementations();

/// Reads directory/<implementation>/*.json, sorted by family and name. Throws InputError with the
/// file and the member for anything that is not a description, and for two of one name that
/// contradict each other.
std::vector<Bug> read_bugs(const std::filesystem::path& directory);

/// The text with the bug in it. Throws InputError unless the text to find occurs exactly once and
/// the replacement differs.
std::string planted(const std::string& source, const Change& change);

}  // namespace smx::mutants
