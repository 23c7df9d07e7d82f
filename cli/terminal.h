#pragma once

#include <cstdio>
#include <string>
#include <string_view>

namespace smx::cli {

/// Colours for one stream: on only where it is a terminal that can show them and NO_COLOR
/// (no-color.org) is unset or empty.
class Style {
 public:
  explicit Style(std::FILE* stream);

  [[nodiscard]] bool on() const noexcept { return on_; }
  [[nodiscard]] std::string heading(std::string_view text) const { return wrap("1", text); }
  [[nodiscard]] std::string faint(std::string_view text) const { return wrap("2", text); }
  [[nodiscard]] std::string good(std::string_view text) const { return wrap("32", text); }
  [[nodiscard]] std::string warning(std::string_view text) const { return wrap("1;33", text); }
  [[nodiscard]] std::string bad(std::string_view text) const { return wrap("1;31", text); }
  /// White on red: the offending byte of a dump.
  [[nodiscard]] std::string marked(std::string_view text) const { return wrap("1;37;41", text); }

 private:
  [[nodiscard]] std::string wrap(std::string_view code, std::string_view text) const;

  bool on_;
};

/// Writes to standard output. Throws Failure (failed) when it cannot be written.
void print(std::string_view text);
/// Waits until standard output has taken everything. Throws as print.
void flush_output();
/// One line on standard error, marked as a warning.
void warn(std::string_view line);

}  // namespace smx::cli
