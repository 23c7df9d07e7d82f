#include <fmt/format.h>

#include <algorithm>

#include "gate_report.h"

namespace smx::interop {
namespace {

std::string toned(const std::string& text, Verdict verdict, bool colour) {
  if (!colour) return text;
  const int code = verdict == Verdict::kPass ? 32 : verdict == Verdict::kFail ? 31 : 2;
  return fmt::format("\x1b[{}m{}\x1b[0m", code, text);
}

std::string cell_word(const Cell& cell) {
  if (cell.verdict() != Verdict::kPass || cell.scenarios.empty()) {
    return std::string(verdict_name(cell.verdict()));
  }
  return fmt::format("pass {}/{}", cell.scenarios.size(), cell.scenarios.size());
}

std::string table(const GateReport& report, bool colour) {
  std::size_t name_width = 5;
  std::size_t width = 10;
  for (const GatePlatform& platform : report.platforms) {
    name_width = std::max(name_width, platform.name.size());
  }
  width = std::max(width, name_width + 3);
  std::string text = fmt::format("{:<{}}", "from", name_width + 2);
  for (const GatePlatform& platform : report.platforms) {
    text += fmt::format("  {:<{}}", "to " + platform.name, width);
  }
  while (text.ends_with(' ')) text.pop_back();
  text += "\n";
  for (const GatePlatform& platform : report.platforms) {
    text += fmt::format("{:<{}}", platform.name, name_width + 2);
    for (const Cell& cell : report.cells) {
      if (cell.first != platform.name) continue;
      const std::string word = cell_word(cell);
      const std::string padding(word.size() < width ? width - word.size() : 0, ' ');
      text += "  " + toned(word, cell.verdict(), colour) + padding;
    }
    while (text.ends_with(' ')) text.pop_back();
    text += "\n";
  }
  return text;
}

std::string reasons(const GateReport& report, bool colour) {
  std::string text;
  for (const Cell& cell : report.cells) {
    if (!cell.not_run.empty()) {
      text += fmt::format("{} to {} not run: {}\n", cell.first, cell.second, cell.not_run);
      continue;
    }
    for (const ScenarioResult& result : cell.scenarios) {
      if (result.verdict == Verdict::kPass) continue;
      text += fmt::format("{} to {} {} {}: {}\n", cell.first, cell.second, result.name,
                          toned(std::string(verdict_name(result.verdict)), result.verdict, colour),
                          result.message);
      if (!result.folder.empty()) text += fmt::format("    see {}\n", result.folder);
    }
  }
  return text;
}

std::string size_text(std::uint64_t bytes) {
  if (bytes < 10'000) return fmt::format("{} bytes", bytes);
  if (bytes < 10'000'000) return fmt::format("{} kB", bytes / 1000);
  return fmt::format("{} MB", bytes / 1'000'000);
}

std::string absence_text(const GateReport& report, bool colour) {
  if (report.places.empty()) {
    return fmt::format("plaintext absence: not run: {}\n", report.absence_not_run);
  }
  std::string text =
      fmt::format("plaintext absence: {} ({} canaries: raw, hex, base64, UTF-16)\n",
                  toned(std::string(verdict_name(report.absence())), report.absence(), colour),
                  report.canaries);
  for (const PlaceSearched& place : report.places) {
    switch (place.result) {
      case PlaceSearched::Result::kClean:
        text += fmt::format("  {:<24} none in {}{}\n", place.place, size_text(place.bytes),
                            place.note.empty() ? "" : "; " + place.note);
        break;
      case PlaceSearched::Result::kFound:
        text += fmt::format("  {:<24} {}: {}\n", place.place,
                            toned("FOUND", Verdict::kFail, colour), place.why);
        break;
      case PlaceSearched::Result::kNotRun:
        text += fmt::format("  {:<24} not run: {}\n", place.place, place.why);
        break;
    }
  }
  return text;
}

std::string control_text(const GateReport& report, bool colour) {
  if (report.controls.empty()) {
    return fmt::format("control: not run: {}\n", report.controls_not_run);
  }
  std::string text =
      fmt::format("control, a relay that leaks: {}\n",
                  toned(std::string(verdict_name(report.control())), report.control(), colour));
  for (const ControlResult& result : report.controls) {
    text += fmt::format("  {:<24} {}\n", "leak into " + result.leak, result.message);
  }
  return text;
}

}  // namespace

std::string matrix_text(const GateReport& report, bool colour) {
  std::string text = reasons(report, colour);
  if (!text.empty()) text += "\n";
  text += table(report, colour);
  text += absence_text(report, colour);
  text += control_text(report, colour);
  text += fmt::format("cells {}: {} pass, {} fail, {} not run; {} messages in {:.1f} s\n",
                      report.cells.size(), report.count(Verdict::kPass),
                      report.count(Verdict::kFail), report.count(Verdict::kNotRun),
                      report.messages(), static_cast<double>(report.time.count()) / 1000);
  text += fmt::format("seed {}\n", report.seed);
  if (report.interrupted) text += "interrupted: what had not been run by then was not run\n";
  return text;
}

}  // namespace smx::interop
