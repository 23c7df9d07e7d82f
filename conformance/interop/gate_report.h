// What a run of the gate came to.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absence.h"
#include "runner/strict_json.h"

namespace smx::interop {

/// Of a scenario, a cell, a step. Nothing is inferred: what was not run says why.
enum class Verdict { kPass, kFail, kNotRun };

/// "pass", "fail", "not run".
std::string_view verdict_name(Verdict verdict);

struct ScenarioResult {
  std::string name;
  Verdict verdict = Verdict::kNotRun;
  std::string message;  ///< what failed, or why it was not run
  std::size_t checks = 0;
  std::size_t messages = 0;
  std::chrono::milliseconds time{0};
  std::string folder;  ///< of a failure: what it takes to follow it
};

/// An ordered pair: the first platform starts the conversations.
struct Cell {
  std::string first;
  std::string second;
  std::string not_run;  ///< not empty: none of the scenarios was begun, and why
  std::vector<ScenarioResult> scenarios;

  /// Pass if all planned scenarios passed; fail if one failed.
  Verdict verdict() const;
  /// The first reason for a verdict that is not pass.
  std::string why() const;
};

struct GatePlatform {
  std::string name;
  std::string command;
  std::string implementation;  ///< as hello says: name, version, language, machine
  std::string not_run;         ///< why it cannot run here
};

/// A relay with a planted leak, and whether the search found it.
struct ControlResult {
  std::string leak;   ///< "store", "log", "memory", "wire"
  std::string place;  ///< where it has to be found
  Verdict verdict = Verdict::kNotRun;
  std::string message;
};

struct GateReport {
  std::string version;  ///< of the gate
  std::string started;
  std::chrono::milliseconds time{0};
  std::string seed;
  std::string relay;                 ///< its command or address
  std::vector<std::string> planned;  ///< names of the scenarios
  std::vector<GatePlatform> platforms;
  std::vector<Cell> cells;  ///< row by row, every ordered pair
  std::size_t canaries = 0;
  std::vector<PlaceSearched> places;
  std::string absence_not_run;  ///< not empty: nothing was searched, and why
  std::vector<ControlResult> controls;
  std::string controls_not_run;
  bool interrupted = false;

  std::size_t count(Verdict verdict) const;  ///< of cells
  Verdict absence() const;
  Verdict control() const;
  std::size_t messages() const;
};

/// 0: every cell that was run passed, nothing was found where it must not be, every planted leak
/// was. 1: not so. 3: no cell was run, or the search or a control could not be brought to its end.
int exit_status(const GateReport& report);

conformance::Json json_of(const GateReport& report);
/// The matrix, what failed, the search and the controls, for people.
std::string matrix_text(const GateReport& report, bool colour);
/// One file, nothing loaded.
std::string html_of(const GateReport& report);
std::string junit_of(const GateReport& report);

}  // namespace smx::interop
