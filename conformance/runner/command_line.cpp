#include "command_line.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <sstream>

#include "input_error.h"

namespace smx::conformance {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n'; }

bool is_executable_file(const std::filesystem::path& path) {
  std::error_code ignored;
  return std::filesystem::is_regular_file(path, ignored) && access(path.c_str(), X_OK) == 0;
}

/// Reads one word from `at` on, which stands on its first character.
std::string read_word(std::string_view text, std::size_t& at) {
  std::string word;
  char quote = '\0';
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (quote == '\0' && is_blank(c)) break;
    if (quote == '\0' && (c == '\'' || c == '"')) {
      quote = c;
    } else if (c == quote) {
      quote = '\0';
    } else if (c == '\\' && quote != '\'') {
      if (++at == text.size()) throw InputError("driver command: ends in a backslash");
      // Between double quotes a backslash is itself before anything but these.
      const bool literal = quote == '"' && text[at] != '"' && text[at] != '\\';
      if (literal) word.push_back('\\');
      word.push_back(text[at]);
    } else {
      word.push_back(c);
    }
  }
  if (quote != '\0') throw InputError("driver command: a quote is not closed");
  return word;
}

}  // namespace

std::vector<std::string> split_command(std::string_view text) {
  std::vector<std::string> words;
  std::size_t at = 0;
  while (true) {
    while (at < text.size() && is_blank(text[at])) ++at;
    if (at == text.size()) break;
    words.push_back(read_word(text, at));
  }
  if (words.empty() || words.front().empty()) throw InputError("driver command: it is empty");
  return words;
}

bool can_run(const std::string& program) {
  if (program.find('/') != std::string::npos) return is_executable_file(program);
  const char* path = std::getenv("PATH");
  std::istringstream directories(path == nullptr ? "" : path);
  for (std::string directory; std::getline(directories, directory, ':');) {
    if (is_executable_file(std::filesystem::path(directory.empty() ? "." : directory) / program)) {
      return true;
    }
  }
  return false;
}

}  // namespace smx::conformance
