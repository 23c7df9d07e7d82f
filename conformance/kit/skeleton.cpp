#include "skeleton.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <stdexcept>

#include "runner/input_error.h"
#include "templates.h"

namespace smx::conformance {
namespace {

namespace fs = std::filesystem;
using Marks = std::map<std::string, std::string>;

constexpr std::string_view kSharedReadme = "README.md";
constexpr std::size_t kLongestName = 40;

/// "@name@" becomes the value of "name". A '@' that begins no mark stays.
std::string filled(std::string_view text, const Marks& marks) {
  std::string out;
  while (!text.empty()) {
    const std::size_t start = text.find('@');
    out += text.substr(0, start);
    if (start == std::string_view::npos) break;
    text.remove_prefix(start);
    const std::size_t end = text.find('@', 1);
    const bool is_mark = end != std::string_view::npos && end > 1 &&
                         std::ranges::all_of(text.substr(1, end - 1), [](char c) {
                           return c == '_' || (c >= 'a' && c <= 'z');
                         });
    if (is_mark) {
      const auto value = marks.find(std::string(text.substr(1, end - 1)));
      if (value == marks.end()) {
        throw std::logic_error(fmt::format("nothing fills {}", text.substr(0, end + 1)));
      }
      out += value->second;
    } else {
      out += '@';
    }
    text.remove_prefix(is_mark ? end + 1 : 1);
  }
  return out;
}

std::string commands_text(const std::vector<NextCommand>& commands) {
  std::string text;
  for (const NextCommand& next : commands) {
    text += fmt::format("{}{}", text.empty() ? "" : "\n", next.command);
  }
  return text;
}

std::string files_table(const Language& language) {
  std::string text;
  for (const KitFile& file : language.files) {
    text += fmt::format("{}| `{}` | {} | {} |", text.empty() ? "" : "\n", file.path, file.what,
                        file.change);
  }
  return text;
}

void write_file(const fs::path& path, const std::string& text) {
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  std::ofstream out(path, std::ios::binary);
  out << text;
  out.flush();
  if (!out) throw InputError(fmt::format("{}: cannot be written", path.string()));
}

}  // namespace

std::string name_fault(const std::string& name) {
  if (name.empty() || name.size() > kLongestName) return "must have 1 to 40 characters";
  if (name.front() < 'a' || name.front() > 'z') return "must begin with a letter from a to z";
  if (name.back() == '-') return "must not end with '-'";
  const bool allowed = std::ranges::all_of(
      name, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
  return allowed ? "" : "may hold a to z, 0 to 9 and '-' only";
}

std::string shell_word(const std::string& word) {
  const bool is_plain = !word.empty() && std::ranges::all_of(word, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-_./+=:,@%").find(c) != std::string_view::npos;
  });
  if (is_plain) return word;
  std::string out = "'";
  for (const char c : word) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

std::vector<NextCommand> next_commands(const Language& language, const std::string& smx) {
  const std::string program = shell_word(smx);
  const std::string driver = shell_word(std::string(language.driver));
  std::vector<NextCommand> commands;
  for (const std::string_view build : language.build) {
    commands.push_back({"build it", std::string(build)});
  }
  commands.push_back({"run its own tests", std::string(language.test)});
  commands.push_back({"let the doctor see it: it must find it healthy",
                      fmt::format("{} conformance doctor -- {}", program, language.driver)});
  commands.push_back(
      {"the first passing file: 94 cases",
       fmt::format("{} conformance run --driver {} --filter 'drv1-parse/*'", program, driver)});
  commands.push_back(
      {"the next file, as far as it goes",
       fmt::format("{} conformance run --driver {} --filter 'hkdf/*' --allow-unsupported", program,
                   driver)});
  return commands;
}

std::vector<SkeletonFile> skeleton_files(const Language& language, const std::string& name,
                                         const std::string& smx) {
  const Marks marks = {{"name", name},
                       {"lang", std::string(language.name)},
                       {"needs", std::string(language.needs)},
                       {"driver", std::string(language.driver)},
                       {"ops_file", "`" + std::string(language.ops_file) + "`"},
                       {"hello_file", "`" + std::string(language.hello_file) + "`"},
                       {"files", files_table(language)},
                       {"steps", commands_text(next_commands(language, smx))}};
  const std::string folder = std::string(language.name) + "/";
  std::vector<SkeletonFile> files;
  for (const TemplateFile& file : all_template_files()) {
    if (file.path == kSharedReadme) {
      files.push_back({file.path, filled(file.text, marks)});
    } else if (file.path.starts_with(folder)) {
      files.push_back({file.path.substr(folder.size()), filled(file.text, marks)});
    }
  }
  return files;
}

void write_skeleton(const fs::path& directory, const std::vector<SkeletonFile>& files) {
  std::error_code error;
  const fs::file_status status = fs::status(directory, error);
  if (fs::exists(status) && !fs::is_directory(status)) {
    throw InputError(fmt::format("{}: is there and is no directory", directory.string()));
  }
  if (fs::exists(status) && !fs::is_empty(directory, error)) {
    throw InputError(fmt::format("{}: is there and is not empty", directory.string()));
  }
  fs::create_directories(directory, error);
  if (error) throw InputError(fmt::format("{}: {}", directory.string(), error.message()));
  for (const SkeletonFile& file : files) write_file(directory / file.path, file.text);
}

}  // namespace smx::conformance
