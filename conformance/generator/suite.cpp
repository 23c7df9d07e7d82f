#include "suite.h"

#include <fmt/format.h>

#include <utility>

namespace smx::vectors {

void SuiteWriter::group(std::string id, std::string comment) {
  group(std::move(id), std::move(comment), suite_traces_);
}

void SuiteWriter::group(std::string id, std::string comment, Traces traces) {
  traces_ = traces;
  groups_.push_back(
      {{"id", std::move(id)}, {"comment", std::move(comment)}, {"cases", Json::array()}});
}

void SuiteWriter::add(CaseHead head, const std::function<void(Scenario&)>& script,
                      std::optional<Traces> traces) {
  const std::string id = head.id;
  try {
    Scenario scenario(kit_, std::move(head), traces.value_or(traces_));
    script(scenario);
    groups_.back().at("cases").push_back(scenario.finish());
  } catch (const BuildError& error) {
    errors_.emplace_back(error.what());
  } catch (const std::exception& error) {
    errors_.push_back(fmt::format("{}: {}", id, error.what()));
  }
}

const std::vector<Suite>& all_suites() {
  static const std::vector<Suite> kSuites = {
      {"x3dh-prekey",
       "x3dh-prekey-v1.json",
       1,
       {"0002", "0003", "0004", "0005", "0006", "0008", "0009", "0010", "0011", "0023"},
       Traces::kAll,
       fill_x3dh},
      {"dr-interop",
       "dr-v1-interop.json",
       1,
       {"0012", "0013", "0014", "0023"},
       Traces::kAll,
       fill_dr},
      {"smx1-parse", "smx1-parse-v1.json", 1, {"0004", "0010"}, Traces::kNone, fill_smx1_parse},
      {"drv1-parse", "drv1-parse-v1.json", 1, {"0014"}, Traces::kNone, fill_drv1_parse},
      {"spk-signature",
       "spk-signature-v1.json",
       1,
       {"0003", "0004", "0005"},
       Traces::kNone,
       fill_spk_signature},
      {"hkdf", "hkdf-v1.json", 1, {"0001", "0002"}, Traces::kNone, fill_hkdf},
      {"device",
       "device-v1.json",
       1,
       {"0004", "0006", "0007", "0009", "0011", "0016", "0018", "0019", "0023"},
       Traces::kNone,
       fill_device},
  };
  return kSuites;
}

}  // namespace smx::vectors
