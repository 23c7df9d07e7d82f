// What the gate says of a run, and the exit status: nothing that was not run looks like a pass.

#include "interop/gate_report.h"

#include <gtest/gtest.h>

#include "interop/gate.h"

namespace smx::interop {
namespace {

GateReport good() {
  GateReport report;
  report.seed = "the seed";
  report.relay = "smx-relay --dev";
  report.planned = {"replies", "crossed"};
  report.platforms = {{"cpp", "driver", "smx-core 1", ""}, {"go", "other", "smx-go 1", ""}};
  for (const char* first : {"cpp", "go"}) {
    for (const char* second : {"cpp", "go"}) {
      Cell cell{first, second, "", {}};
      for (const std::string& name : report.planned) {
        cell.scenarios.push_back(
            {name, Verdict::kPass, "", 10, 5, std::chrono::milliseconds(20), ""});
      }
      report.cells.push_back(cell);
    }
  }
  report.canaries = 40;
  report.places = {{"memory", PlaceSearched::Result::kClean, "", 1000, {}, "9 mappings"}};
  report.controls = {{"store", "data directory", Verdict::kPass, "caught"}};
  return report;
}

TEST(interop_gate_report, a_good_run) {
  const GateReport report = good();
  EXPECT_EQ(exit_status(report), 0);
  EXPECT_EQ(matrix_text(report, false),
            "from     to cpp      to go\n"
            "cpp      pass 2/2    pass 2/2\n"
            "go       pass 2/2    pass 2/2\n"
            "plaintext absence: pass (40 canaries: raw, hex, base64, UTF-16)\n"
            "  memory                   none in 1000 bytes; 9 mappings\n"
            "control, a relay that leaks: pass\n"
            "  leak into store          caught\n"
            "cells 4: 4 pass, 0 fail, 0 not run; 40 messages in 0.0 s\n"
            "seed the seed\n");
}

TEST(interop_gate_report, one_failure_fails_its_cell_and_the_run) {
  GateReport report = good();
  ScenarioResult& failed = report.cells[1].scenarios[1];
  failed.verdict = Verdict::kFail;
  failed.message = "bob-1: want <its> plaintext";
  failed.folder = "failed/cpp-go/crossed";
  EXPECT_EQ(exit_status(report), 1);
  EXPECT_EQ(report.cells[1].verdict(), Verdict::kFail);
  EXPECT_EQ(report.count(Verdict::kPass), 3U);
  const std::string text = matrix_text(report, false);
  EXPECT_NE(text.find("cpp to go crossed fail: bob-1"), std::string::npos);
  EXPECT_NE(text.find("see failed/cpp-go/crossed"), std::string::npos);
  EXPECT_NE(junit_of(report).find("<failure message=\"bob-1: want &lt;its&gt; plaintext\"/>"),
            std::string::npos);
  EXPECT_NE(html_of(report).find("bob-1: want &lt;its&gt; plaintext"), std::string::npos);
  EXPECT_EQ(json_of(report).at("cells")[1].at("result"), "fail");
}

TEST(interop_gate_report, a_platform_that_is_not_here_is_not_run_and_says_why) {
  GateReport report = good();
  report.platforms[1].not_run = "go is not on PATH";
  for (Cell& cell : report.cells) {
    if (cell.first == "go" || cell.second == "go") {
      cell.not_run = "go: go is not on PATH";
      cell.scenarios.clear();
    }
  }
  EXPECT_EQ(exit_status(report), 0);
  EXPECT_EQ(report.count(Verdict::kNotRun), 3U);
  EXPECT_NE(matrix_text(report, false).find("cpp to go not run: go: go is not on PATH"),
            std::string::npos);
  EXPECT_EQ(json_of(report).at("cells")[3].at("result"), "not run");
}

TEST(interop_gate_report, what_was_not_run_is_no_pass) {
  GateReport report = good();
  report.cells[0].scenarios[0].verdict = Verdict::kNotRun;
  EXPECT_EQ(report.cells[0].verdict(), Verdict::kNotRun);
  EXPECT_EQ(exit_status(report), 3);
  GateReport none = good();
  for (Cell& cell : none.cells) cell.scenarios.clear();
  EXPECT_EQ(none.count(Verdict::kPass), 0U);
  EXPECT_EQ(exit_status(none), 3);
}

TEST(interop_gate_report, a_place_that_was_not_searched_is_not_clean) {
  GateReport report = good();
  report.places.push_back({"core dump", PlaceSearched::Result::kNotRun, "no core", 0, {}, ""});
  EXPECT_EQ(report.absence(), Verdict::kNotRun);
  EXPECT_EQ(exit_status(report), 3);
  report.places.clear();
  EXPECT_EQ(report.absence(), Verdict::kNotRun);
  EXPECT_EQ(exit_status(report), 3);
}

TEST(interop_gate_report, a_canary_that_was_found_fails_the_run) {
  GateReport report = good();
  report.places[0].result = PlaceSearched::Result::kFound;
  report.places[0].why = "canary 3 (hex) at 17 of the relay's memory";
  EXPECT_EQ(exit_status(report), 1);
  EXPECT_NE(matrix_text(report, false).find("FOUND: canary 3 (hex)"), std::string::npos);
}

TEST(interop_gate_report, a_leak_that_was_not_found_fails_the_run) {
  GateReport report = good();
  report.controls.push_back({"log", "output and log", Verdict::kFail, "NOT found"});
  EXPECT_EQ(exit_status(report), 1);
  report.controls.back().verdict = Verdict::kNotRun;
  EXPECT_EQ(exit_status(report), 3);
  report.controls.clear();
  report.controls_not_run = "no relay that leaks was named";
  EXPECT_EQ(exit_status(report), 0);
  EXPECT_NE(matrix_text(report, false).find("control: not run: no relay"), std::string::npos);
}

TEST(interop_gate_report, every_leak_has_a_place_to_be_found_in) {
  ASSERT_EQ(planted_leaks().size(), 4U);
  for (const PlantedLeak& leak : planted_leaks()) EXPECT_FALSE(leak.places.empty()) << leak.name;
}

}  // namespace
}  // namespace smx::interop
