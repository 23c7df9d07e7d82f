// A vector file in the making: groups of cases, filled by one function per suite.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "scenario.h"

namespace smx::vectors {

class SuiteWriter {
 public:
  /// `traces`: what cases pin unless they say otherwise.
  SuiteWriter(Kit& kit, Traces traces) : kit_(kit), suite_traces_(traces), traces_(traces) {}

  /// Opens a group; the cases added next belong to it, and pin `traces` unless they say otherwise.
  void group(std::string id, std::string comment);
  void group(std::string id, std::string comment, Traces traces);
  /// Builds one case. A failure is kept in errors() and the next case goes on.
  void add(CaseHead head, const std::function<void(Scenario&)>& script,
           std::optional<Traces> traces = {});

  const Json& groups() const { return groups_; }
  const std::vector<std::string>& errors() const { return errors_; }
  Kit& kit() { return kit_; }

 private:
  Kit& kit_;
  Traces suite_traces_;
  Traces traces_;
  Json groups_ = Json::array();
  std::vector<std::string> errors_;
};

struct Suite {
  std::string name;              ///< "smx1-parse"
  std::string file;              ///< "smx1-parse-v1.json"
  int version = 1;               ///< raised, with a decision record, when a case's bytes change
  std::vector<std::string> adr;  ///< numbers of the decision records behind the bytes
  Traces traces = Traces::kNone;
  void (*fill)(SuiteWriter&) = nullptr;
};

/// All suites, in the order of the manifest.
const std::vector<Suite>& all_suites();

void fill_x3dh(SuiteWriter& out);
void fill_dr(SuiteWriter& out);
void fill_smx1_parse(SuiteWriter& out);
void fill_drv1_parse(SuiteWriter& out);
void fill_spk_signature(SuiteWriter& out);
void fill_hkdf(SuiteWriter& out);
void fill_device(SuiteWriter& out);

}  // namespace smx::vectors
