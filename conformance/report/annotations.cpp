#include "annotations.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "headline.h"
#include "runner/causes.h"
#include "runner/input_error.h"
#include "runner/sha256.h"
#include "runner/strict_json.h"
#include "shown_text.h"

namespace smx::conformance {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kAnnotationBytes = 900;

std::string escaped(std::string_view text, bool property) {
  std::string out;
  for (const char c : shown_text(text, kAnnotationBytes)) {
    const bool special = c == '%' || c == '\r' || c == '\n' || (property && (c == ':' || c == ','));
    out += special ? fmt::format("%{:02X}", static_cast<unsigned>(c)) : std::string(1, c);
  }
  return out;
}

std::string command(std::string_view name, const std::string& properties, std::string_view text) {
  return fmt::format("::{}{}{}::{}\n", name, properties.empty() ? "" : " ", properties,
                     escaped(text, false));
}

std::string titled(std::string_view title) { return fmt::format("title={}", escaped(title, true)); }

const std::string* annotated_file_of(const PlatformResult& platform, const CaseResult& wanted) {
  for (const FileResult& file : platform.files) {
    for (const CaseResult& result : file.cases) {
      if (&result == &wanted) return &file.file;
    }
  }
  return nullptr;
}

std::string place_of(const std::string& file, const std::string& id, const CasePlaces& places) {
  std::string place =
      fmt::format("file={},", escaped((fs::path(places.directory) / file).string(), true));
  const auto line = places.lines.find(id);
  if (line != places.lines.end()) place += fmt::format("line={},", line->second);
  return place;
}

std::string cause_line(const PlatformResult& platform, const Cause& cause,
                       const CasePlaces& places) {
  const Finding& finding = cause.first->finding;
  const std::string* file = annotated_file_of(platform, *cause.first);
  const std::string title = fmt::format("SMX {} {}: {}", platform.platform.name,
                                        outcome_name(finding.outcome), cause.first->id);
  std::string text = finding.step ? fmt::format("step {} {}: ", *finding.step, finding.op) : "";
  text += finding.message;
  for (const std::string& clause : finding.clauses) text += fmt::format(" [{}]", clause);
  for (const LooksLike& like : cause.first->looks_like) {
    text += fmt::format("\nlooks like the planted bug {}: {} ({})", like.bug, like.description,
                        like.clause);
  }
  if (cause.count > 1) text += fmt::format("\n{} more like this", cause.count - 1);
  // The text keeps its line breaks, which the command spells %0A.
  std::string escaped_text;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    escaped_text += (at == 0 ? "" : "%0A") + escaped(text.substr(at, end - at), false);
    at = end + 1;
  }
  return fmt::format("::error {}{}::{}\n",
                     file == nullptr ? "" : place_of(*file, cause.first->id, places), titled(title),
                     escaped_text);
}

void add_lines(const std::string& text, CasePlaces& places) {
  const std::string_view mark = "\"id\": \"";
  std::size_t line = 1;
  std::size_t counted = 0;
  for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at + 1)) {
    line +=
        static_cast<std::size_t>(std::count(text.begin() + static_cast<std::ptrdiff_t>(counted),
                                            text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
    counted = at;
    const std::size_t start = at + mark.size();
    places.lines.emplace(text.substr(start, text.find('"', start) - start), line);
  }
}

}  // namespace

CasePlaces case_places(const ReportDocument& document, const std::string& directory) {
  CasePlaces places;
  std::error_code ignored;
  const fs::path relative = fs::relative(directory, ignored);
  const bool inside = !relative.empty() && *relative.begin() != "..";
  places.directory = inside ? relative.string() : directory;
  for (const VectorNote& note : document.vectors) {
    try {
      const std::string text = read_text_file(fs::path(directory) / note.file);
      if (sha256_hex(text) == note.sha256) add_lines(text, places);
    } catch (const InputError&) {
      // Without the file the annotation has no line; the file's name is known all the same.
      continue;
    }
  }
  return places;
}

std::string annotations(const ReportDocument& document, const CasePlaces& places) {
  std::string text;
  for (const PlatformResult& platform : document.run.platforms) {
    const std::string title = titled("SMX " + platform.platform.name);
    for (const Cause& cause : causes(platform)) text += cause_line(platform, cause, places);
    for (const std::string& fault : platform.faults) text += command("error", title, fault);
    if (!platform.not_run.empty()) {
      text += command("warning", title, "not run: " + platform.not_run);
    }
  }
  for (const std::string& problem : document.run.known_failure_problems) {
    text += command("error", titled("SMX known failures"), problem);
  }
  for (const std::string& fault : document.run.runner_faults) {
    text += command("error", titled("SMX runner"), fault);
  }
  const Headline headline = headline_of(document);
  return text + command("notice", titled("SMX conformance: " + headline.word), headline.line);
}

}  // namespace smx::conformance
