#include <fmt/format.h>

#include <filesystem>
#include <random>

#include "tests/system/scenario.h"
#include "tests/system/traffic.h"

namespace smx::relay::storm {
namespace {

using namespace bench;
namespace fs = std::filesystem;

/// Kills spread over what is sent, each at a moment of its own. With `forget`, the store of the
/// first kill is put back at the last one.
Task<void> kill_now_and_then(Traffic& traffic, RelayProcess& relay, std::size_t kills,
                             std::uint64_t seed, bool forget) {
  std::mt19937_64 random(seed);
  const std::string copy = relay.data_dir() + ".copy";
  for (std::size_t i = 1; i <= kills; ++i) {
    const std::size_t step = traffic.total() / (kills + 1);
    const std::size_t at = step * i - random() % (step / 2 + 1);
    while (traffic.sent() < at && !traffic.done()) {
      co_await sleep_until(traffic.outage().loop(),
                           in(std::chrono::milliseconds(1 + static_cast<int>(random() % 3))));
    }
    if (traffic.done()) co_return;
    if (forget) {
      relay.kill();
      if (i == 1) fs::copy(relay.data_dir(), copy, fs::copy_options::recursive);
      if (i == kills) {
        fs::remove_all(relay.data_dir());
        fs::copy(copy, relay.data_dir(), fs::copy_options::recursive);
      }
    }
    co_await traffic.outage().strike();
  }
}

Task<void> everybody(Traffic& traffic, RelayProcess& relay, std::size_t kills, std::uint64_t seed,
                     bool forget) {
  co_await relay.start();
  co_await traffic.populate();
  std::vector<Task<void>> work;
  work.push_back(traffic.run());
  work.push_back(kill_now_and_then(traffic, relay, kills, seed, forget));
  co_await together(traffic.outage().loop(), std::move(work));
  static_cast<void>(relay.stop());
}

}  // namespace

Verdict kills(const Options& options) {
  const std::size_t strikes = options.kills == 0 ? 3 : options.kills;
  const std::size_t count = options.count == 0 ? 300 : options.count;
  Traffic::Plan plan{.organisations = 4,
                     .messages = static_cast<std::uint32_t>(count / (4 * Traffic::kEach)),
                     .seed = options.seed,
                     .late = 3};
  std::vector<std::string> problems;
  std::string figure;
  {
    Loop loop;
    RelayProcess relay(loop, start_of(options.relay, fresh_folder(options, "kills")));
    Traffic traffic(loop, relay, plan);
    loop.run(everybody(traffic, relay, strikes, options.seed, false));
    problems = traffic.ledger().problems();
    for (std::string& problem : check_log(relay.log_file(), traffic.outage().known())) {
      problems.push_back(std::move(problem));
    }
    if (traffic.outage().strikes() < strikes) problems.emplace_back("too few kills");
    figure = fmt::format("{} kills: {}", traffic.outage().strikes(), traffic.ledger().figure());
  }
  // A disk that forgets what was acknowledged; people who fetch late must miss it.
  Loop loop;
  RelayProcess relay(loop, start_of(options.relay, fresh_folder(options, "kills-forgotten")));
  plan.messages = 30;
  Traffic traffic(loop, relay, plan);
  loop.run(everybody(traffic, relay, 2, options.seed, true));
  const std::size_t lost = traffic.ledger().sum().lost;
  return {.passed = problems.empty(),
          .control = lost > 0 ? Control::caught : Control::missed,
          .figure = std::move(figure),
          .planted = fmt::format(
              "the store of an earlier kill was put back: {} acknowledged ones missed", lost),
          .problems = std::move(problems)};
}

}  // namespace smx::relay::storm
