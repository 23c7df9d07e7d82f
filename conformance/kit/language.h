// The languages of the driver kit: what each needs, and the commands that lead from a skeleton to a
// running driver.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace smx::conformance {

/// A file of a skeleton that a person will open.
struct KitFile {
  std::string_view path;
  std::string_view what;
  std::string_view change;  ///< when to change it
};

struct Language {
  std::string_view name;                   ///< as --lang takes it
  std::string_view needs;                  ///< in words, with versions
  std::vector<std::string_view> programs;  ///< all must be on PATH
  std::vector<std::string_view> build;     ///< commands, in the skeleton's folder; may be none
  std::string_view test;                   ///< command of the skeleton's own tests
  std::string_view driver;                 ///< command that starts the driver
  std::string_view ops_file;               ///< where operations are added
  std::string_view hello_file;             ///< where hello is put together
  std::vector<KitFile> files;
};

/// In the order of their names.
std::span<const Language> languages();

/// The language of that name; nullptr if the kit has none.
const Language* find_language(std::string_view name);

/// The first of its programs that is not on PATH; empty if all are there.
std::string missing_program(const Language& language);

}  // namespace smx::conformance
