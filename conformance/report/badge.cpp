#include "badge.h"

#include <fmt/format.h>

#include <algorithm>

#include "headline.h"
#include "html_text.h"

namespace smx::conformance {
namespace {

constexpr std::string_view kLabel = "SMX conformance";

// Of Verdana at 11 pixels, the mean of letters and digits, rounded up: textLength makes it fit.
constexpr double kAdvance = 6.6;
constexpr double kPadding = 8;

double width_of(std::string_view text) {
  return static_cast<double>(text.size()) * kAdvance + 2 * kPadding;
}

// White text has a contrast of at least 4.5 on each.
std::string_view colour_of(Headline::Tone tone) {
  switch (tone) {
    case Headline::Tone::kGood:
      return "#1c6b3c";
    case Headline::Tone::kBad:
      return "#a61e2d";
    case Headline::Tone::kNone:
      return "#5a646b";
  }
  return "#5a646b";
}

std::string word_svg(double left, double width, std::string_view text) {
  return fmt::format("  <text x=\"{:.1f}\" y=\"14\" textLength=\"{:.1f}\">{}</text>\n",
                     left + width / 2, width - 2 * kPadding, html(text));
}

}  // namespace

std::string badge_svg(const ReportDocument& document) {
  const Headline headline = headline_of(document);
  std::string score = headline.score;
  const auto run = std::ranges::count_if(
      document.run.platforms,
      [](const PlatformResult& platform) { return platform.not_run.empty(); });
  if (run > 1) score += fmt::format(" \u00d7 {}", run);
  if (headline.tone == Headline::Tone::kNone && run > 0) score += " partial";
  const double left = width_of(kLabel);
  const double right = width_of(score);
  return fmt::format(
             "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0:.0f}\" height=\"20\" "
             "viewBox=\"0 0 {0:.0f} 20\" role=\"img\" aria-labelledby=\"t d\">\n"
             "  <title id=\"t\">SMX conformance: {1}</title>\n"
             "  <desc id=\"d\">{2}. {3}</desc>\n"
             "  <clipPath id=\"r\"><rect width=\"{0:.0f}\" height=\"20\" rx=\"3\"/></clipPath>\n"
             "  <g clip-path=\"url(#r)\">\n"
             "    <rect width=\"{4:.1f}\" height=\"20\" fill=\"#3b4348\"/>\n"
             "    <rect x=\"{4:.1f}\" width=\"{5:.1f}\" height=\"20\" fill=\"{6}\"/>\n"
             "  </g>\n"
             "  <g fill=\"#fff\" text-anchor=\"middle\" font-size=\"11\" "
             "font-family=\"Verdana, DejaVu Sans, sans-serif\">\n",
             left + right, html(score), html(headline.word), html(headline.line), left, right,
             colour_of(headline.tone)) +
         word_svg(0, left, kLabel) + word_svg(left, right, score) + "  </g>\n</svg>\n";
}

}  // namespace smx::conformance
