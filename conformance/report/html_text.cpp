#include "html_text.h"

#include <fmt/format.h>

#include "shown_text.h"

namespace smx::conformance {
namespace {

constexpr std::size_t kHtmlBytes = 600;
constexpr std::size_t kShownBlockBytes = 4000;

std::string escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string_view sign_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::kPass:
      return "\u2713";
    case Outcome::kUnsupported:
    case Outcome::kNotRun:
      return "\u2013";
    default:
      return "\u2717";
  }
}

}  // namespace

std::string html(std::string_view text) { return escaped(shown_text(text, kHtmlBytes)); }

std::string html_block(std::string_view text) {
  return escaped(shown_text(text, kShownBlockBytes, true));
}

std::string html_id(std::string_view text) {
  std::string id;
  for (const char c : text.substr(0, kHtmlBytes)) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '_' || c == '.' || c == '/' || c == '-';
    id += plain ? c : '_';
  }
  return id;
}

std::string case_anchor(std::string_view id) { return "case-" + html_id(id); }

std::string failure_anchor(std::string_view id, std::string_view platform) {
  return case_anchor(id) + "@" + html_id(platform);
}

std::string outcome_html(Outcome outcome) {
  std::string words(outcome_name(outcome));
  for (char& c : words) c = c == '_' ? ' ' : c;
  return fmt::format("<span class=\"{}\"><span aria-hidden=\"true\">{}</span> {}</span>",
                     outcome_name(outcome), sign_of(outcome), words);
}

std::string counted(std::size_t count, std::string_view singular) {
  return fmt::format("{} {}{}", count, singular, count == 1 ? "" : "s");
}

}  // namespace smx::conformance
