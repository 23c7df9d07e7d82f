#include <fmt/format.h>

#include <algorithm>

#include "html_sections.h"
#include "html_text.h"

namespace smx::conformance {
namespace {

constexpr std::size_t kLine = 16;

/// One side of the table: which value, and where its first wrong byte is.
struct Side {
  const std::string& hex;
  const std::string& other;
  std::size_t start;  ///< offset of the first byte of both in the value
  std::size_t first;  ///< offset of the first wrong byte in the value
};

std::string byte_at(const std::string& hex, std::size_t index) {
  return 2 * index + 2 <= hex.size() ? hex.substr(2 * index, 2) : std::string();
}

std::string bytes_html(const Side& side, std::size_t from, std::size_t to) {
  std::string text;
  for (std::size_t offset = from; offset < to; ++offset) {
    const std::string byte = byte_at(side.hex, offset - side.start);
    const bool same = byte == byte_at(side.other, offset - side.start);
    const std::string shown = byte.empty() ? "--" : byte;
    if (!text.empty()) text += ' ';
    if (same) {
      text += shown;
    } else {
      text +=
          fmt::format("<mark{}>{}</mark>", offset == side.first ? " class=\"first\"" : "", shown);
    }
  }
  return text;
}

std::string rows_html(const std::string& name, std::size_t from, std::size_t to, const Side& want,
                      const Side& got) {
  std::string rows;
  for (std::size_t at = from; at < to; at += kLine) {
    const std::size_t end = std::min(to, at + kLine);
    rows += fmt::format(
        "<tr><th scope=\"row\">{}</th><td>{}</td><td class=\"hex\">{}</td><td "
        "class=\"hex\">{}</td></tr>\n",
        at, at == from ? html(name) : "", bytes_html(want, at, end), bytes_html(got, at, end));
  }
  return rows;
}

}  // namespace

std::string bytes_table(const Divergence& divergence) {
  if (!divergence.excerpt || !divergence.byte) return {};
  const Excerpt& excerpt = *divergence.excerpt;
  const Side want{excerpt.want, excerpt.got, excerpt.offset, *divergence.byte};
  const Side got{excerpt.got, excerpt.want, excerpt.offset, *divergence.byte};
  const std::size_t want_end = excerpt.offset + excerpt.want.size() / 2;
  const std::size_t end = std::max(want_end, excerpt.offset + excerpt.got.size() / 2);
  const std::size_t index = *divergence.byte - std::min(*divergence.byte, excerpt.offset);
  const auto named = [](std::string byte) { return byte.empty() ? "nothing" : byte; };
  std::string text = fmt::format(
      "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Bytes of {0}\"><table "
      "class=\"bytes\"><caption>{0}, bytes {1} to {2}: {3} bytes expected, {4} given. The first "
      "wrong byte is byte {5} of {6}: expected {7}, got {8}.</caption>\n<thead><tr><th "
      "scope=\"col\">Offset</th><th scope=\"col\">Field</th><th scope=\"col\">Expected</th><th "
      "scope=\"col\">Got</th></tr></thead><tbody>\n",
      html(divergence.where), excerpt.offset, end == 0 ? 0 : end - 1, excerpt.want_size,
      excerpt.got_size, *divergence.byte, html(divergence.field),
      named(byte_at(excerpt.want, index)), named(byte_at(excerpt.got, index)));
  std::size_t at = excerpt.offset;
  for (const Field& field : excerpt.fields) {
    const std::size_t from = std::max(field.offset, at);
    const std::size_t to = std::min(field.end(), want_end);
    if (from >= to) continue;
    text += rows_html(field.offset < from ? field.name + ", continued" : field.name, from, to, want,
                      got);
    at = to;
  }
  text += rows_html(at < want_end ? "" : "past the end", at, end, want, got);
  return text + "</tbody></table></div>\n";
}

}  // namespace smx::conformance
