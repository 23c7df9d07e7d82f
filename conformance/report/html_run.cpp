#include <fmt/format.h>
#include <fmt/ranges.h>

#include "html_sections.h"
#include "html_text.h"

namespace smx::conformance {
namespace {

std::string pair(std::string_view name, const std::string& value) {
  return fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", name, value);
}

std::string code(const std::string& text) { return fmt::format("<code>{}</code>", html(text)); }

std::string seconds(std::chrono::milliseconds time) {
  return fmt::format("{:.1f} s", static_cast<double>(time.count()) / 1000);
}

std::string platform_row(const PlatformResult& platform) {
  std::string text = fmt::format("<tr><th scope=\"row\">{}</th>", html(platform.platform.name));
  if (!platform.not_run.empty()) {
    return text + fmt::format("<td colspan=\"7\">not run: {}</td></tr>\n", html(platform.not_run));
  }
  if (platform.introduction) {
    const Introduction& hello = *platform.introduction;
    text += fmt::format("<td>{} {}</td><td>{}</td><td>{}</td>", html(hello.name),
                        html(hello.version), html(hello.language), html(hello.platform));
  } else {
    text += "<td colspan=\"3\">did not introduce itself</td>";
  }
  return text + fmt::format("<td>{}</td><td>{}</td><td>{}</td><td>{} \u00b5s</td></tr>\n",
                            platform.jobs, platform.starts, seconds(platform.time),
                            platform.overhead.count());
}

std::string platform_details(const PlatformResult& platform) {
  std::string text = fmt::format("<details><summary>Driver of {}</summary>\n<dl class=\"facts\">\n",
                                 html(platform.platform.name));
  text += pair("Command", code(fmt::format("{}", fmt::join(platform.platform.command, " "))));
  if (platform.introduction) {
    const Introduction& hello = *platform.introduction;
    text += pair("Operations", html(fmt::format("{}", fmt::join(hello.ops, ", "))));
    text += pair("Features", fmt::format("injected randomness: {}, trace: {}, state digests: {}",
                                         hello.inject_random ? "yes" : "no",
                                         hello.trace ? "yes" : "no", hello.state ? "yes" : "no"));
  }
  text += "</dl>\n";
  if (!platform.diagnostics.empty()) {
    text += fmt::format("<p>The last of its standard error:</p>\n<pre>{}</pre>\n",
                        html_block(platform.diagnostics));
  }
  return text + "</details>\n";
}

std::string files_table(const std::vector<VectorNote>& notes) {
  std::string text =
      "<details><summary>Vector files</summary>\n<div class=\"scroll\" tabindex=\"0\" "
      "role=\"group\" "
      "aria-label=\"Vector files\"><table><caption>Vector files of this "
      "run</caption><thead><tr><th "
      "scope=\"col\">File</th><th scope=\"col\">Version</th><th "
      "scope=\"col\">Specification</th><th "
      "scope=\"col\">Cases in this run</th><th scope=\"col\">SHA-256</th></tr></thead><tbody>\n";
  for (const VectorNote& note : notes) {
    text += fmt::format(
        "<tr><th scope=\"row\">{}</th><td>{}</td><td>revision {}</td><td>{}</td><td>{}</td></tr>\n",
        html(note.file), note.suite_version, note.spec_revision, note.chosen, code(note.sha256));
  }
  return text + "</tbody></table></div></details>\n";
}

}  // namespace

std::string run_section(const ReportDocument& document) {
  std::string text =
      "<section id=\"run\" aria-labelledby=\"run-title\">\n<h2 id=\"run-title\">The run</h2>\n<dl "
      "class=\"facts\">\n";
  text += pair("Report digest (SHA-256)", code(document.digest));
  text += pair("Vector manifest (SHA-256)",
               code(document.run.manifest_sha256.value_or("none: nothing pins these vectors")));
  text += pair("Runner", "smx " + html(document.info.runner_version));
  text += pair("Started", html(document.info.started));
  text += pair("Took", seconds(document.info.duration));
  text += pair("Vectors from", code(document.info.vectors));
  text +=
      "</dl>\n<p class=\"faint\">The digest is over everything but this block's times, places and "
      "drivers' words. It shows an accident, not a forgery; a signature beside the report shows "
      "both.</p>\n<div class=\"scroll\" tabindex=\"0\" role=\"group\" "
      "aria-label=\"Platforms\">\n<table><caption>What the drivers say of themselves, and what the "
      "run cost</caption>\n<thead><tr><th scope=\"col\">Platform</th><th "
      "scope=\"col\">Implementation</th><th scope=\"col\">Language</th><th "
      "scope=\"col\">Machine</th><th scope=\"col\">Drivers at once</th><th "
      "scope=\"col\">Starts</th><th scope=\"col\">Time</th><th scope=\"col\">Runner's cost a "
      "case</th></tr></thead>\n<tbody>\n";
  for (const PlatformResult& platform : document.run.platforms) text += platform_row(platform);
  text += "</tbody></table></div>\n";
  for (const PlatformResult& platform : document.run.platforms) text += platform_details(platform);
  return text + files_table(document.vectors) + "</section>\n";
}

}  // namespace smx::conformance
