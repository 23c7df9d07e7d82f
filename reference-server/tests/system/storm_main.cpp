#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <exception>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <random>

#include "tests/system/scenario.h"
#include "tests/system/small_disk.h"

namespace smx::relay::storm {

std::string fresh_folder(const Options& options, const std::string& name) {
  const std::string folder = std::filesystem::absolute(options.folder).string() + "/" + name;
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  return folder;
}

bench::RelayStart start_of(const std::string& program, const std::string& folder) {
  return {.program = std::filesystem::absolute(program), .folder = folder, .environment = {}};
}

}  // namespace smx::relay::storm

namespace {

using namespace smx::relay::storm;

constexpr const char* kDescription =
    "A real relay under load and under attack, each with a control that must fail";
constexpr const char* kFooter = R"(Bounded without --count and --kills. Exit codes:
  0  it holds, and what was planted was caught
  1  it does not hold, or what was planted was not caught (both are said)
  2  bad usage, or the run could not be made
  77 not run: this machine has not what it needs (it is said))";
constexpr int kNotRun = 77;

const std::map<std::string, std::function<Verdict(const Options&)>> kScenarios{
    {"takes", takes},   {"backup", backup}, {"kills", kills},   {"disk", disk},
    {"limits", limits}, {"chaos", chaos},   {"oracle", oracle}, {"logs", logs},
};

std::string_view name_of(Control control) {
  switch (control) {
    case Control::caught:
      return "caught";
    case Control::missed:
      return "missed";
    case Control::not_run:
      return "not run";
  }
  return "not run";
}

int run(const std::string& name, const Options& options, const std::string& json) {
  const auto start = std::chrono::steady_clock::now();
  const Verdict verdict = kScenarios.at(name)(options);
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  for (const std::string& problem : verdict.problems) fmt::print("  {}\n", problem);
  fmt::print("{} (seed {}): {}; control {}: {}; {:.1f} s: {}\n", name, options.seed,
             verdict.passed ? "holds" : "DOES NOT HOLD", name_of(verdict.control), verdict.planted,
             seconds, verdict.figure);
  if (!json.empty()) {
    const nlohmann::json result = {{"name", name},
                                   {"seed", options.seed},
                                   {"passed", verdict.passed},
                                   {"control", name_of(verdict.control)},
                                   {"figure", verdict.figure},
                                   {"planted", verdict.planted},
                                   {"problems", verdict.problems},
                                   {"seconds", seconds}};
    std::ofstream(json) << result.dump(2) << '\n';
  }
  return verdict.passed && verdict.control != Control::missed ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    Options options;
    std::string name;
    std::string json;
    options.seed = std::random_device()();
    CLI::App app{kDescription, "smx-relay-storm"};
    app.footer(kFooter);
    std::vector<std::string> names;
    for (const auto& [known, scenario] : kScenarios) names.push_back(known);
    app.add_option("SCENARIO", name)->required()->check(CLI::IsMember(names));
    app.add_option("--relay", options.relay, "The program smx-relay")
        ->required()
        ->check(CLI::ExistingFile);
    app.add_option("--split-relay", options.split_relay, "A relay whose takes are split (takes)")
        ->check(CLI::ExistingFile);
    app.add_option("--folder", options.folder, "For directories and logs; kept")->required();
    app.add_option("--seed", options.seed, "Of every choice (default: drawn, and said)");
    app.add_option("--count", options.count, "Takes, messages, requests, or seconds (limits)");
    app.add_option("--kills", options.kills, "Of takes and kills");
    app.add_option("--json", json, "File for the result");
    try {
      app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
      return app.exit(error) == 0 ? 0 : 2;
    }
    return run(name, options, json);
  } catch (const CannotMount& fault) {
    fmt::print("not run: {}\n", fault.why);
    return kNotRun;
  } catch (const std::exception& error) {
    fmt::print(stderr, "smx-relay-storm: {}\n", error.what());
    return 2;
  }
}
