#include <fmt/format.h>

#include <filesystem>
#include <fstream>

#include "tests/system/scenario.h"
#include "tests/system/traffic.h"

namespace smx::relay::storm {
namespace {

using namespace bench;

Task<void> everything(Traffic& traffic, RelayProcess& relay) {
  co_await relay.start();
  co_await traffic.populate();
  co_await traffic.run();
  // What is refused is logged, too.
  Account stranger(traffic.outage().loop(), relay, 900);
  stranger.set_token("eyJhbGciOiJub25lIn0.e30.AAAA");
  static_cast<void>(co_await stranger.ask("GET", "/v1/devices/dev_" + std::string(32, 'a')));
  static_cast<void>(co_await stranger.ask("GET", "/v1/devices/self"));
  static_cast<void>(co_await stranger.ask("POST", "/v1/nowhere/" + std::string(64, 'b')));
  static_cast<void>(relay.stop());
}

/// Lines that a log must not have, each alone added to the real one.
std::size_t planted_and_caught(const std::string& log, const Known& known, std::size_t& planted) {
  const std::string identifier = *known.identifiers.begin();
  const std::string phone = *known.secrets.begin();
  const std::string begin = R"({"time":"2026-01-01T00:00:00.000Z","level":"INFO","msg":)";
  const std::vector<std::string> lines{
      begin + R"("message_stored","message_h8":")" + identifier + R"("})",
      begin + R"("request_served","route":"/v1/users/)" + identifier + R"("})",
      begin + R"("code_requested","ip":")" + phone + R"("})",
      begin + R"("something_else"})",
      begin + R"("message_stored","text":"hello"})",
      begin + R"("message_stored","org_id":"0123abcd"})",
      "not JSON",
  };
  planted = lines.size();
  std::size_t caught = 0;
  const std::string copy = log + ".planted";
  for (const std::string& line : lines) {
    std::filesystem::copy_file(log, copy, std::filesystem::copy_options::overwrite_existing);
    std::ofstream(copy, std::ios::app) << line << '\n';
    if (!check_log(copy, known).empty()) ++caught;
  }
  return caught;
}

std::size_t lines_of(const std::string& file) {
  std::ifstream log(file);
  std::size_t lines = 0;
  for (std::string line; std::getline(log, line);) ++lines;
  return lines;
}

}  // namespace

Verdict logs(const Options& options) {
  Loop loop;
  RelayProcess relay(loop, start_of(options.relay, fresh_folder(options, "logs")));
  const std::size_t count = options.count == 0 ? 100 : options.count;
  Traffic traffic(loop, relay,
                  {.organisations = 2,
                   .messages = static_cast<std::uint32_t>(count / (2 * Traffic::kEach) + 1),
                   .seed = options.seed,
                   .late = 0});
  loop.run(everything(traffic, relay));
  const Known& known = traffic.outage().known();
  std::vector<std::string> problems = check_log(relay.log_file(), known);
  std::size_t planted = 0;
  const std::size_t caught = planted_and_caught(relay.log_file(), known, planted);
  return {.passed = problems.empty(),
          .control = caught == planted ? Control::caught : Control::missed,
          .figure = fmt::format("{} lines of a real relay, {} identifiers known, 0 raw",
                                lines_of(relay.log_file()), known.identifiers.size()),
          .planted = fmt::format("{} kinds of lines that must not be, {} caught", planted, caught),
          .problems = std::move(problems)};
}

}  // namespace smx::relay::storm
