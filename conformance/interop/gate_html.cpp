#include <fmt/format.h>

#include "base64.h"
#include "gate_report.h"
#include "report/embedded_page.h"
#include "report/html_text.h"
#include "runner/hex.h"
#include "runner/sha256.h"

namespace smx::interop {
namespace {

using conformance::html;

std::string tone_of(Verdict verdict) {
  return verdict == Verdict::kPass ? "good" : verdict == Verdict::kFail ? "bad" : "not_run";
}

/// A sign and the word: what a colour says is never said by the colour alone.
std::string verdict_html(Verdict verdict) {
  const char* sign = verdict == Verdict::kPass   ? "\u2713"
                     : verdict == Verdict::kFail ? "\u2717"
                                                 : "\u2013";
  const char* style = verdict == Verdict::kPass   ? "pass"
                      : verdict == Verdict::kFail ? "mismatch"
                                                  : "not_run";
  return fmt::format("<span class=\"{}\"><span aria-hidden=\"true\">{}</span> {}</span>", style,
                     sign, verdict_name(verdict));
}

std::string fact(std::string_view name, const std::string& value) {
  return fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", name, html(value));
}

std::string section(std::string_view id, std::string_view title, const std::string& body) {
  return fmt::format(
      "<section id=\"{}\" aria-labelledby=\"{}-title\">\n<h2 id=\"{}-title\">{}</h2>\n{}"
      "</section>\n",
      id, id, id, title, body);
}

std::string scrolled(std::string_view label, const std::string& table) {
  return fmt::format(
      "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"{}\">{}</div>\n", label,
      table);
}

Verdict whole(const GateReport& report) {
  const int status = exit_status(report);
  return status == 0 ? Verdict::kPass : status == 1 ? Verdict::kFail : Verdict::kNotRun;
}

std::string verdict_section(const GateReport& report) {
  const Verdict verdict = whole(report);
  const char* word = verdict == Verdict::kPass   ? "Passed"
                     : verdict == Verdict::kFail ? "Failed"
                                                 : "Not complete";
  std::string text = fmt::format(
      "<section class=\"verdict {}\">\n<h1>{}</h1>\n<p class=\"lead\">{} of {} cells passed, {} "
      "failed, {} not run</p>\n",
      tone_of(verdict), word, report.count(Verdict::kPass), report.cells.size(),
      report.count(Verdict::kFail), report.count(Verdict::kNotRun));
  if (report.interrupted) {
    text += "<ul class=\"cautions\"><li>The run was interrupted.</li></ul>\n";
  }
  text += "<dl class=\"figures\">\n";
  const auto figure = [&](std::string_view name, const std::string& value) {
    text += fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", name, value);
  };
  figure("Messages through the relay", std::to_string(report.messages()));
  figure("Plaintext absence", verdict_html(report.absence()));
  figure("Canaries", std::to_string(report.canaries));
  figure("A relay that leaks is caught", verdict_html(report.control()));
  return text + "</dl>\n</section>\n";
}

std::string matrix_section(const GateReport& report) {
  std::string text =
      "<table class=\"matrix\"><caption>The row's platform starts the conversations</caption>"
      "<thead><tr><th scope=\"col\">From</th>";
  for (const GatePlatform& platform : report.platforms) {
    text += fmt::format("<th scope=\"col\">to {}</th>", html(platform.name));
  }
  text += "</tr></thead>\n<tbody>\n";
  for (const GatePlatform& platform : report.platforms) {
    text += fmt::format("<tr><th scope=\"row\">{}</th>", html(platform.name));
    for (const Cell& cell : report.cells) {
      if (cell.first != platform.name) continue;
      text += fmt::format("<td>{}</td>", verdict_html(cell.verdict()));
    }
    text += "</tr>\n";
  }
  return section("matrix", "Platforms", scrolled("Platforms", text + "</tbody></table>"));
}

std::string failures_section(const GateReport& report) {
  std::string text;
  for (const Cell& cell : report.cells) {
    if (!cell.not_run.empty()) {
      text += fmt::format("<p>{} to {} not run: {}</p>\n", html(cell.first), html(cell.second),
                          html(cell.not_run));
    }
    for (const ScenarioResult& result : cell.scenarios) {
      if (result.verdict == Verdict::kPass) continue;
      text +=
          fmt::format("<div class=\"cause\"><h3>{} to {}: {} {}</h3><p class=\"message\">{}</p>",
                      html(cell.first), html(cell.second), html(result.name),
                      verdict_html(result.verdict), html(result.message));
      if (!result.folder.empty()) {
        text += fmt::format("<p>Transcript and logs: <code>{}</code></p>", html(result.folder));
      }
      text += "</div>\n";
    }
  }
  if (text.empty()) text = "<p>None.</p>\n";
  return section("failures", "Failures and what was not run", text);
}

std::string scenarios_section(const GateReport& report) {
  std::string text =
      "<table class=\"cases\"><caption>Every scenario of every cell: checks, messages, time"
      "</caption><thead><tr><th scope=\"col\">Scenario</th>";
  for (const Cell& cell : report.cells) {
    text += fmt::format("<th scope=\"col\">{} to {}</th>", html(cell.first), html(cell.second));
  }
  text += "</tr></thead>\n<tbody>\n";
  for (std::size_t i = 0; i < report.planned.size(); ++i) {
    text += fmt::format("<tr><th scope=\"row\">{}</th>", html(report.planned[i]));
    for (const Cell& cell : report.cells) {
      if (i >= cell.scenarios.size()) {
        text += fmt::format("<td>{}</td>", verdict_html(Verdict::kNotRun));
        continue;
      }
      const ScenarioResult& result = cell.scenarios[i];
      text += fmt::format("<td>{}<br><small>{} checks, {} messages, {} ms</small></td>",
                          verdict_html(result.verdict), result.checks, result.messages,
                          result.time.count());
    }
    text += "</tr>\n";
  }
  return section("scenarios", "Scenarios", scrolled("Scenarios", text + "</tbody></table>"));
}

std::string absence_section(const GateReport& report) {
  if (report.places.empty()) {
    return section("absence", "Plaintext absence",
                   fmt::format("<p>Not run: {}</p>\n", html(report.absence_not_run)));
  }
  std::string text = fmt::format(
      "<table><caption>{} canaries of 32 bytes, looked for raw, in hex, base64 and UTF-16</caption>"
      "<thead><tr><th scope=\"col\">Place</th><th scope=\"col\">Result</th><th scope=\"col\">Bytes"
      "</th><th scope=\"col\">Note</th></tr></thead>\n<tbody>\n",
      report.canaries);
  for (const PlaceSearched& place : report.places) {
    const Verdict verdict = place.result == PlaceSearched::Result::kClean   ? Verdict::kPass
                            : place.result == PlaceSearched::Result::kFound ? Verdict::kFail
                                                                            : Verdict::kNotRun;
    text += fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{}</td></tr>\n",
                        html(place.place), verdict_html(verdict), place.bytes,
                        html(place.why.empty() ? place.note : place.why));
  }
  return section("absence", "Plaintext absence",
                 scrolled("Plaintext absence", text + "</tbody></table>"));
}

std::string control_section(const GateReport& report) {
  std::string text =
      "<p>A relay that was built to leak one canary has to fail each search: a search that finds "
      "nothing shows nothing unless it can find.</p>\n";
  if (report.controls.empty()) {
    text += fmt::format("<p>Not run: {}</p>\n", html(report.controls_not_run));
    return section("control", "Control", text);
  }
  text +=
      "<table><thead><tr><th scope=\"col\">Leak into</th><th scope=\"col\">Caught</th><th "
      "scope=\"col\">How</th></tr></thead>\n<tbody>\n";
  for (const ControlResult& result : report.controls) {
    text += fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td></tr>\n",
                        html(result.leak), verdict_html(result.verdict), html(result.message));
  }
  return section("control", "Control", text + "</tbody></table>\n");
}

std::string run_section(const GateReport& report) {
  std::string text = "<dl class=\"facts\">\n";
  text += fact("Gate", "smx " + report.version);
  text += fact("Relay", report.relay);
  text += fact("Seed", report.seed);
  text += fact("Started", report.started);
  text += fact("Took", fmt::format("{:.1f} s", static_cast<double>(report.time.count()) / 1000));
  for (const GatePlatform& platform : report.platforms) {
    text += fact(html(platform.name),
                 platform.not_run.empty()
                     ? fmt::format("{} ({})", platform.implementation, platform.command)
                     : "not run: " + platform.not_run);
  }
  return section("run", "The run", text + "</dl>\n");
}

}  // namespace

std::string html_of(const GateReport& report) {
  const std::string_view style = conformance::embedded_page_css();
  const std::string style_hash =
      "sha256-" + to_base64(conformance::from_hex(conformance::sha256_hex(style)));
  std::string page = fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta "
      "http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src '{}'; "
      "img-src data:; base-uri 'none'; form-action 'none'\">\n<meta name=\"viewport\" "
      "content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" "
      "content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n<title>SMX "
      "interop: {}</title>\n<link rel=\"icon\" href=\"data:,\">\n<style>",
      style_hash, verdict_name(whole(report)));
  page += style;
  page +=
      "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">Skip to the results</a>\n"
      "<header>\n<p class=\"brand\">SMX live interop</p>\n<nav aria-label=\"Sections\"><ul>"
      "<li><a href=\"#matrix\">Platforms</a></li><li><a href=\"#failures\">Failures</a></li>"
      "<li><a href=\"#scenarios\">Scenarios</a></li><li><a href=\"#absence\">Absence</a></li>"
      "<li><a href=\"#control\">Control</a></li><li><a href=\"#run\">The run</a></li></ul></nav>\n"
      "</header>\n<main id=\"main\" tabindex=\"-1\">\n";
  page += verdict_section(report) + matrix_section(report) + failures_section(report) +
          scenarios_section(report) + absence_section(report) + control_section(report) +
          run_section(report);
  page +=
      "</main>\n<footer>\n<p>One file, nothing loaded, nothing sent. Made by <code>smx interop "
      "gate</code>.</p>\n</footer>\n</body>\n</html>\n";
  return page;
}

}  // namespace smx::interop
