#include <fmt/format.h>

#include "tests/system/scenario.h"
#include "tests/system/traffic.h"

namespace smx::relay::storm {
namespace {

using namespace bench;

Task<void> everybody(Traffic& traffic, RelayProcess& relay) {
  co_await relay.start();
  co_await traffic.populate();
  co_await traffic.run();
  static_cast<void>(relay.stop());
}

/// The checker itself: what a run could bring about, told to a ledger that then must complain.
std::size_t planted_and_caught() {
  std::size_t caught = 0;
  const auto plant = [&](auto&& fault) {
    DeliveryLedger ledger(2);
    for (std::uint32_t number = 0; number < 3; ++number) {
      ledger.offered(0, 1, number);
      ledger.stored(0, 1, number);
    }
    fault(ledger);
    if (!ledger.problems().empty()) ++caught;
  };
  plant([](DeliveryLedger& ledger) {  // the second one is lost
    ledger.arrived(1, "a", 1, 0, 0);
    ledger.arrived(1, "c", 3, 0, 2);
  });
  plant([](DeliveryLedger& ledger) {  // two change places
    ledger.arrived(1, "a", 1, 0, 0);
    ledger.arrived(1, "c", 3, 0, 2);
    ledger.arrived(1, "b", 2, 0, 1);
  });
  plant([](DeliveryLedger& ledger) {  // one has two ids
    ledger.arrived(1, "a", 1, 0, 0);
    ledger.arrived(1, "b", 2, 0, 1);
    ledger.arrived(1, "b2", 3, 0, 1);
    ledger.arrived(1, "c", 4, 0, 2);
  });
  return caught;
}

}  // namespace

Verdict chaos(const Options& options) {
  const std::size_t count = options.count == 0 ? 400 : options.count;
  // Thirty a second is what one stream may send.
  const std::size_t organisations = count > 100'000 ? 30 : 4;
  Traffic::Plan plan{
      .organisations = organisations,
      .messages = static_cast<std::uint32_t>(count / (organisations * Traffic::kEach) + 1),
      .seed = options.seed,
      .late = 0};
  Loop loop;
  RelayProcess relay(loop, start_of(options.relay, fresh_folder(options, "chaos")));
  Traffic traffic(loop, relay, plan);
  loop.run(everybody(traffic, relay));

  std::vector<std::string> problems = traffic.ledger().problems();
  for (std::string& problem : check_log(relay.log_file(), traffic.outage().known())) {
    problems.push_back(std::move(problem));
  }
  const std::size_t caught = planted_and_caught();
  return {.passed = problems.empty(),
          .control = caught == 3 ? Control::caught : Control::missed,
          .figure = fmt::format("{} messages over {} connections: {}", traffic.sent(),
                                traffic.connections(), traffic.ledger().figure()),
          .planted = fmt::format("a loss, an exchange and a second id told to the ledger: {} of 3 "
                                 "caught",
                                 caught),
          .problems = std::move(problems)};
}

}  // namespace smx::relay::storm
