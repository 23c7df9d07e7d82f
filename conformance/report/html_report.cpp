#include "html_report.h"

#include <fmt/format.h>

#include <stdexcept>

#include "embedded_page.h"
#include "headline.h"
#include "html_sections.h"
#include "html_text.h"
#include "runner/hex.h"
#include "runner/sha256.h"

namespace smx::conformance {
namespace {

std::string base64(const Bytes& bytes) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto byte = [&](std::size_t at) { return at < bytes.size() ? bytes[at] : 0U; };
    const std::uint32_t group = (byte(i) << 16U) | (byte(i + 1) << 8U) | byte(i + 2);
    for (unsigned digit = 0; digit < 4; ++digit) {
      text += i + digit > bytes.size() ? '=' : kDigits[(group >> (18U - 6U * digit)) & 63U];
    }
  }
  return text;
}

/// As a Content-Security-Policy names the one style or script that is allowed.
std::string source_hash(std::string_view text) {
  return "sha256-" + base64(from_hex(sha256_hex(text)));
}

std::string value_of(std::string_view place, const ReportDocument& document) {
  if (place == "style") return std::string(embedded_page_css());
  if (place == "script") return std::string(embedded_page_js());
  if (place == "style-hash") return source_hash(embedded_page_css());
  if (place == "script-hash") return source_hash(embedded_page_js());
  if (place == "title") {
    const Headline headline = headline_of(document);
    return html(fmt::format("SMX conformance: {}, {}", headline.word, headline.score));
  }
  if (place == "sections") {
    return verdict_section(document) + matrix_section(document) + filter_section(document) +
           failures_section(document) + cases_section(document) + bugs_section(document) +
           clauses_section(document) + run_section(document);
  }
  throw std::logic_error(fmt::format("page.html has an unknown place: {}", place));
}

}  // namespace

std::string html_report(const ReportDocument& document) {
  const std::string_view page = embedded_page_html();
  std::string text;
  std::size_t at = 0;
  // In one pass: what is put in is never looked at again.
  for (std::size_t open = page.find("{{"); open != std::string_view::npos;
       open = page.find("{{", at)) {
    const std::size_t close = page.find("}}", open);
    text += page.substr(at, open - at);
    text += value_of(page.substr(open + 2, close - open - 2), document);
    at = close + 2;
  }
  text += page.substr(at);
  return text;
}

}  // namespace smx::conformance
