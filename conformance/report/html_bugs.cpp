#include <fmt/format.h>
#include <fmt/ranges.h>

#include "html_sections.h"
#include "html_text.h"

namespace smx::conformance {
namespace {

std::string bug_row(const PlantedBug& bug) {
  return fmt::format(
      "<tr{}><th scope=\"row\"><code>{}</code></th><td><a href=\"#clause-{}\">{}</a></td><td "
      "class=\"says\">{}</td><td>{}</td><td>{}</td></tr>\n",
      bug.kills == 0 ? " class=\"bad\"" : "", html(bug.name), html_id(bug.clause), html(bug.clause),
      html(bug.description), html(fmt::format("{}", fmt::join(bug.implementations, ", "))),
      bug.kills == 0 ? "\u2717 survives" : fmt::format("{}", bug.kills));
}

std::string blind_html(const BlindNaming& naming) {
  std::string text =
      fmt::format("<p>Planted blind, {} of {} were named from their symptoms alone.</p>\n",
                  naming.right, naming.of);
  if (naming.ambiguous.empty()) return text;
  text += "<details><summary>Pairs that no case tells apart</summary>\n<ul>\n";
  for (const auto& [one, other] : naming.ambiguous) {
    text += fmt::format("<li><code>{}</code> and <code>{}</code></li>\n", html(one), html(other));
  }
  return text + "</ul></details>\n";
}

}  // namespace

std::string bugs_section(const ReportDocument& document) {
  std::string text =
      "<section id=\"bugs\" aria-labelledby=\"bugs-title\">\n<h2 id=\"bugs-title\">Planted "
      "bugs</h2>\n";
  if (!document.mutation) {
    return text + "<p>No score of planted bugs is pinned in this program.</p>\n</section>\n";
  }
  const Mutation& mutation = *document.mutation;
  text += fmt::format(
      "<p><strong>{} of {}</strong> planted protocol bugs make at least one case fail{}.</p>\n",
      mutation.killed(), mutation.bugs.size(),
      mutation.current ? "" : ", measured with other vectors than those of this report");
  if (mutation.blind) text += blind_html(*mutation.blind);
  text +=
      "<details><summary>All planted bugs</summary>\n<div class=\"scroll\" tabindex=\"0\" "
      "role=\"group\" aria-label=\"Planted bugs\">\n<table class=\"bugs\"><caption>What was "
      "planted, "
      "and how many cases fail with it</caption>\n<thead><tr><th scope=\"col\">Bug</th><th "
      "scope=\"col\">Clause</th><th scope=\"col\">What is wrong</th><th scope=\"col\">Planted "
      "in</th><th scope=\"col\">Cases that fail</th></tr></thead>\n<tbody>\n";
  for (const PlantedBug& bug : mutation.bugs) text += bug_row(bug);
  return text + "</tbody></table></div></details>\n</section>\n";
}

}  // namespace smx::conformance
