#include <fmt/format.h>

#include <algorithm>

#include "gate.h"
#include "relay_carrier.h"
#include "runner/interruption.h"

namespace smx::interop {
namespace fs = std::filesystem;

using namespace conformance;

namespace {

constexpr const char* kPlantedLeak = "SMX_RELAY_PLANTED_LEAK";

/// The search of one place says where the canary was, or why it could not be told.
ControlResult judged(const PlantedLeak& leak, const std::vector<PlaceSearched>& places) {
  ControlResult result{leak.name, fmt::format("{}", leak.places.front()), Verdict::kPass, {}};
  for (const std::string& wanted : leak.places) {
    const auto place = std::ranges::find(places, wanted, &PlaceSearched::place);
    if (place == places.end() || place->result == PlaceSearched::Result::kNotRun) {
      const std::string why = place == places.end() ? "not searched" : place->why;
      return {leak.name, wanted, Verdict::kNotRun, fmt::format("{}: not run: {}", wanted, why)};
    }
    if (place->result == PlaceSearched::Result::kClean) {
      return {leak.name, wanted, Verdict::kFail,
              fmt::format("{}: the leak was NOT found in {} bytes", wanted, place->bytes)};
    }
    result.message += fmt::format("{}caught: {}", result.message.empty() ? "" : "; ", place->why);
  }
  return result;
}

ControlResult run_control(const GateOptions& options, const Platform& platform,
                          const MessageShapes& shapes, const PlantedLeak& leak) {
  const std::string seed = options.seed + " control " + leak.name;
  Canaries canaries(seed, options.canaries_per_message);
  // The first canary that will be sent, by the same draws: what the relay is told to leak.
  Canaries foreseen(seed, options.canaries_per_message);
  foreseen.plaintext("the first message");
  const fs::path folder = options.folder / ("control-" + leak.name);
  fs::create_directories(folder);
  const std::string value = fmt::format("{}:{}", leak.name, to_hex(foreseen.all().front()));
  RelayProcess relay(RelayStart{options.control, folder, {{kPlantedLeak, value}}});
  Tap tap(relay.place().host, relay.place().port);
  Transcript transcript;
  RelayCarrier carrier(relay.place(), tap, seed, ClientTimes{}, transcript);
  carrier.begin("control " + leak.name);
  StageSettings settings;
  settings.first = platform;
  settings.second = platform;
  settings.reply_time = options.timeout;
  Stage stage(settings, carrier, canaries, Draws(seed, "stage"), transcript, shapes, open_driver);
  replies(stage);
  return judged(leak, search_relay(relay, tap, carrier.known(), canaries.all()));
}

}  // namespace

const std::vector<PlantedLeak>& planted_leaks() {
  static const std::vector<PlantedLeak> kLeaks = {{"store", {"data directory"}},
                                                  {"log", {"output and log"}},
                                                  {"memory", {"memory", "core dump"}},
                                                  {"wire", {"traffic from the relay"}}};
  return kLeaks;
}

std::vector<ControlResult> run_controls(const GateOptions& options, const Platform& platform,
                                        const MessageShapes& shapes) {
  std::vector<ControlResult> results;
  for (const PlantedLeak& leak : planted_leaks()) {
    if (interruption() != 0) {
      results.push_back({leak.name, leak.places.front(), Verdict::kNotRun, kInterrupted});
      continue;
    }
    if (options.progress) {
      options.progress("control", results.size(), planted_leaks().size(), leak.name);
    }
    try {
      results.push_back(run_control(options, platform, shapes, leak));
    } catch (const std::exception& error) {
      results.push_back({leak.name, leak.places.front(), Verdict::kNotRun,
                         fmt::format("not run: {}", error.what())});
    }
  }
  return results;
}

}  // namespace smx::interop
