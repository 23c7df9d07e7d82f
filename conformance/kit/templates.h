// The texts that a new driver is made of, as they were when the program was built.
#pragma once

#include <span>
#include <string_view>

namespace smx::conformance {

struct TemplateFile {
  std::string_view path;  ///< "cpp/main.cpp"; "README.md" is that of all languages
  std::string_view text;  ///< with @name@ and the like in it
};

/// All of them. The texts live as long as the program.
std::span<const TemplateFile> all_template_files();

}  // namespace smx::conformance
