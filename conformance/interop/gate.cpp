#include "gate.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <fstream>

#include "relay_carrier.h"
#include "runner/input_error.h"
#include "runner/interruption.h"
#include "runner/reach.h"

namespace smx::interop {
namespace fs = std::filesystem;

using namespace conformance;

namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* kNotOurs = "the relay was not started by the gate: what it holds is not seen";

std::vector<Scenario> chosen_scenarios(const GateOptions& options) {
  std::vector<Scenario> chosen;
  for (const std::string& name : options.scenarios) {
    const auto found = std::ranges::find(all_scenarios(), name, &Scenario::name);
    if (found == all_scenarios().end()) {
      throw InputError(fmt::format("--scenario {}: there is none of that name", name));
    }
  }
  for (const Scenario& scenario : all_scenarios()) {
    if (options.scenarios.empty() ||
        std::ranges::find(options.scenarios, scenario.name) != options.scenarios.end()) {
      chosen.push_back(scenario);
    }
  }
  return chosen;
}

void write_file(const fs::path& path, const std::string& text) {
  std::ofstream out(path, std::ios::binary);
  out << text;
  out.flush();
  if (!out) throw InputError(fmt::format("{}: cannot be written", path.string()));
}

/// What a driver says of itself, for the report; why it does not, if it does not.
std::string introduction_of(const Platform& platform, const GateOptions& options,
                            const MessageShapes& shapes) {
  Driver driver(open_driver(platform), shapes, options.timeout);
  const Reply hello = driver.introduce(3 * options.timeout);
  if (hello.answer != Answer::kOk) return fmt::format("hello: {}", hello.message);
  const Introduction& said = driver.introduction();
  std::string text =
      fmt::format("{} {}, {}, {}", said.name, said.version, said.language, said.platform);
  driver.part(std::chrono::milliseconds(2'000));
  return text;
}

/// A run over one relay.
class Run {
 public:
  Run(const GateOptions& options, GateReport& report)
      : options_(options), report_(report), canaries_(options.seed, options.canaries_per_message) {}

  void play();

 private:
  void prepare();
  void start_relay();
  void play_cell(Cell& cell);
  ScenarioResult play_scenario(const Cell& cell, const Scenario& scenario);
  void leave_folder(const Cell& cell, ScenarioResult& result, Stage& stage);
  void search();
  const Platform& platform(const std::string& name) const {
    return *std::ranges::find(options_.platforms, name, &Platform::name);
  }

  const GateOptions& options_;
  GateReport& report_;
  MessageShapes shapes_;
  Canaries canaries_;
  Transcript transcript_;
  std::vector<Scenario> scenarios_;
  std::unique_ptr<RelayProcess> relay_;
  std::unique_ptr<Tap> tap_;
  std::unique_ptr<RelayCarrier> carrier_;
  std::size_t done_ = 0;
  std::size_t planned_ = 0;
};

void Run::prepare() {
  scenarios_ = chosen_scenarios(options_);
  for (const Scenario& scenario : scenarios_) report_.planned.push_back(scenario.name);
  for (const Platform& entry : options_.platforms) {
    GatePlatform here;
    here.name = entry.name;
    here.command = fmt::format("{}", fmt::join(entry.command, " "));
    here.not_run = why_not_runnable(entry);
    if (here.not_run.empty()) here.implementation = introduction_of(entry, options_, shapes_);
    report_.platforms.push_back(std::move(here));
  }
  for (const GatePlatform& first : report_.platforms) {
    for (const GatePlatform& second : report_.platforms) {
      Cell cell;
      cell.first = first.name;
      cell.second = second.name;
      for (const GatePlatform* side : {&second, &first}) {
        if (!side->not_run.empty()) cell.not_run = fmt::format("{}: {}", side->name, side->not_run);
      }
      if (cell.not_run.empty()) planned_ += scenarios_.size();
      report_.cells.push_back(std::move(cell));
    }
  }
}

void Run::start_relay() {
  RelayPlace place;
  if (options_.relay) {
    place = *options_.relay;
    report_.relay = fmt::format("https://{}:{}", place.host, place.port);
  } else {
    const fs::path folder = options_.folder / "relay";
    fs::create_directories(folder);
    relay_ = std::make_unique<RelayProcess>(RelayStart{options_.relay_command, folder, {}});
    place = relay_->place();
    report_.relay = fmt::format("{} --dev", fmt::join(options_.relay_command, " "));
  }
  tap_ = std::make_unique<Tap>(place.host, place.port);
  carrier_ =
      std::make_unique<RelayCarrier>(place, *tap_, options_.seed, ClientTimes{}, transcript_);
}

void Run::play() {
  prepare();
  if (planned_ > 0) {
    start_relay();
    for (Cell& cell : report_.cells) {
      if (cell.not_run.empty()) play_cell(cell);
    }
  }
  report_.interrupted = interruption() != 0;
  search();
}

void Run::play_cell(Cell& cell) {
  for (const Scenario& scenario : scenarios_) {
    if (options_.progress) {
      options_.progress(fmt::format("{} to {}", cell.first, cell.second), done_, planned_,
                        scenario.name);
    }
    ++done_;
    if (interruption() != 0) {
      cell.scenarios.push_back({scenario.name, Verdict::kNotRun, kInterrupted, 0, 0, {}, {}});
    } else {
      cell.scenarios.push_back(play_scenario(cell, scenario));
    }
  }
}

ScenarioResult Run::play_scenario(const Cell& cell, const Scenario& scenario) {
  ScenarioResult result;
  result.name = scenario.name;
  const auto start = Clock::now();
  const std::string label = fmt::format("{}-{}-{}", cell.first, cell.second, scenario.name);
  transcript_.clear();
  carrier_->begin(label);
  StageSettings settings;
  settings.first = platform(cell.first);
  settings.second = platform(cell.second);
  settings.burst = options_.burst;
  settings.reply_time = options_.timeout;
  settings.now = static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::seconds>(
                                                std::chrono::system_clock::now().time_since_epoch())
                                                .count());
  Stage stage(settings, *carrier_, canaries_, Draws(options_.seed, label), transcript_, shapes_,
              open_driver);
  try {
    scenario.play(stage);
    result.verdict = Verdict::kPass;
  } catch (const NotRun& reason) {
    result.message = reason.what();
  } catch (const Interrupted& reason) {
    result.message = reason.what();
  } catch (const std::exception& failure) {
    result.verdict = Verdict::kFail;
    result.message = failure.what();
  }
  result.checks = stage.checks();
  result.messages = stage.messages();
  result.time = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start);
  if (result.verdict == Verdict::kFail) leave_folder(cell, result, stage);
  return result;
}

void Run::leave_folder(const Cell& cell, ScenarioResult& result, Stage& stage) {
  const fs::path folder =
      options_.folder / "failed" / fmt::format("{}-{}", cell.first, cell.second) / result.name;
  fs::create_directories(folder);
  result.folder = folder.string();
  write_file(folder / "transcript.jsonl", transcript_.text());
  for (const auto& [name, text] : stage.diagnostics()) {
    write_file(folder / fmt::format("driver-{}.err", name), text);
  }
  if (relay_) {
    fs::copy_file(relay_->output(), folder / "relay.out", fs::copy_options::overwrite_existing);
    fs::copy_file(relay_->log(), folder / "relay.err", fs::copy_options::overwrite_existing);
  }
  const GateReport& report = report_;
  Json versions{{"gate", report.version},
                {"relay", report.relay},
                {"seed", report.seed},
                {"message", result.message}};
  for (const GatePlatform& entry : report.platforms) {
    versions["platforms"][entry.name] = entry.implementation;
  }
  versions["again"] =
      fmt::format("smx interop gate --seed {} --scenario {}", report.seed, result.name);
  write_file(folder / "versions.json", versions.dump(2) + "\n");
}

void Run::search() {
  report_.canaries = canaries_.all().size();
  if (planned_ == 0 || canaries_.all().empty()) {
    report_.absence_not_run = "no message was sent";
  } else if (report_.interrupted) {
    report_.absence_not_run = kInterrupted;
  } else if (relay_) {
    report_.places = search_relay(*relay_, *tap_, carrier_->known(), canaries_.all());
  } else {
    report_.places = search_traffic(tap_->streams(), carrier_->client_key_log(), carrier_->known(),
                                    CanarySearch(canaries_.all()));
    report_.absence_not_run = kNotOurs;
  }
}

}  // namespace

std::unique_ptr<Transport> open_driver(const Platform& platform) { return reach(platform); }

GateReport run_gate(const GateOptions& options) {
  const auto start = Clock::now();
  GateReport report;
  report.version = options.version;
  report.started = options.started;
  report.seed = options.seed;
  Run(options, report).play();
  const auto able = std::ranges::find_if(
      report.platforms, [](const GatePlatform& platform) { return platform.not_run.empty(); });
  if (options.control.empty()) {
    report.controls_not_run = "no relay that leaks was named (--control)";
  } else if (able == report.platforms.end()) {
    report.controls_not_run = "no platform can run here";
  } else if (report.interrupted) {
    report.controls_not_run = kInterrupted;
  } else {
    const MessageShapes shapes;
    report.controls = run_controls(
        options, *std::ranges::find(options.platforms, able->name, &Platform::name), shapes);
  }
  report.interrupted = report.interrupted || interruption() != 0;
  report.time = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start);
  return report;
}

}  // namespace smx::interop
