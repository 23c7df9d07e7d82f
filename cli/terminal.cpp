#include "terminal.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "failure.h"

namespace smx::cli {
namespace {

bool set_and_not_empty(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0';
}

bool shows_colours(std::FILE* stream) {
  if (set_and_not_empty("NO_COLOR")) return false;
  const char* term = std::getenv("TERM");
  if (term == nullptr || std::string_view(term) == "dumb") return false;
  return isatty(fileno(stream)) == 1;
}

}  // namespace

Style::Style(std::FILE* stream) : on_(shows_colours(stream)) {}

std::string Style::wrap(std::string_view code, std::string_view text) const {
  if (!on_) return std::string(text);
  return fmt::format("\x1b[{}m{}\x1b[0m", code, text);
}

void print(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()) {
    cannot_write("standard output", errno);
  }
}

void flush_output() {
  if (std::fflush(stdout) != 0) cannot_write("standard output", errno);
}

void warn(std::string_view line) {
  const Style style(stderr);
  const std::string text = fmt::format("smx: {} {}\n", style.warning("warning:"), line);
  std::fwrite(text.data(), 1, text.size(), stderr);
}

}  // namespace smx::cli
