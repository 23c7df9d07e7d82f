#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <random>

#include "bench/account.h"
#include "tests/system/log_check.h"
#include "tests/system/outage.h"
#include "tests/system/prekey_ledger.h"
#include "tests/system/scenario.h"
#include "tests/system/store_dump.h"

namespace smx::relay::storm {
namespace {

using namespace bench;

constexpr std::size_t kOrganisations = 4;
constexpr std::size_t kClients = 16;  // of each organisation: 64 in all
/// What the relay lets one device take of another at once.
constexpr std::size_t kBurst = 6;
/// Of each target beyond what its clients can take, so that something remains.
constexpr std::size_t kSpare = 4;
constexpr std::size_t kOfTarget = kClients * kBurst + kSpare;

struct Storm {
  Storm(Loop& loop, RelayProcess& relay) : outage(loop, relay) {}

  Outage outage;
  PrekeyLedger ledger;
  std::ofstream notes;  // what clients got, as they got it
  std::size_t answered = 0;
  std::size_t without = 0;
  std::size_t clients = 0;  // that are not done
};

/// Everything that one client may take, in an order of its own.
Task<void> take_all(Storm& storm, Account& client, std::vector<const Account*> targets,
                    std::uint64_t seed) {
  std::vector<const Account*> order;
  for (std::size_t i = 0; i < kBurst; ++i) {
    order.insert(order.end(), targets.begin(), targets.end());
  }
  std::mt19937_64 random(seed);
  std::ranges::shuffle(order, random);
  for (const Account* target : order) {
    const std::optional<Reply> reply = co_await storm.outage.ask(
        client, "POST", "/v1/users/" + target->user() + "/bundles", Json::object());
    // Whatever was taken for an answer that is lost is burned: it is not asked for again.
    if (!reply) continue;
    if (!reply->ok()) {
      throw LinkFault(fmt::format("a take was refused: {} {}", reply->status, reply->problem()));
    }
    ++storm.answered;
    for (const Json& device : reply->body.at("devices")) {
      const Json& bundle = device.at("bundle");
      if (!bundle.contains("one_time_prekey")) {
        ++storm.without;
        continue;
      }
      PrekeyName name(device.at("device_id").get<std::string>(),
                      bundle.at("one_time_prekey").at("key_id").get<std::string>());
      storm.notes << client.device() << ' ' << name.first << ' ' << name.second << std::endl;
      storm.ledger.issued(std::move(name));
    }
  }
  --storm.clients;
}

/// Kills spread over the run, each at a moment of its own. With `forget`, what had left is in the
/// store again after each.
Task<void> kill_now_and_then(Storm& storm, RelayProcess& relay, std::size_t kills,
                             std::size_t takes, std::uint64_t seed, bool forget) {
  std::mt19937_64 random(seed);
  for (std::size_t i = 1; i <= kills; ++i) {
    const std::size_t step = takes / (kills + 1);
    const std::size_t at = step * i - random() % (step / 2 + 1);
    while (storm.answered < at && storm.clients > 0) {
      co_await sleep_until(storm.outage.loop(),
                           in(std::chrono::milliseconds(1 + static_cast<int>(random() % 3))));
    }
    if (storm.clients == 0) co_return;
    if (forget) {
      relay.kill();
      undo_deletions(relay.data_dir(), storm.ledger.issued_names());
    }
    co_await storm.outage.strike();
  }
}

Task<void> upload(Storm& storm, Account& target) {
  co_await target.upload_prekeys("opk", kOfTarget);
  for (std::size_t i = 0; i < kOfTarget; ++i) {
    storm.ledger.uploaded({target.device(), fmt::format("opk-{}", i)});
  }
  target.disconnect();
}

Task<void> run(Storm& storm, Loop& loop, RelayProcess& relay, std::size_t targets,
               std::size_t kills, std::uint64_t seed, bool forget) {
  co_await relay.start();
  Accounts accounts;
  const std::size_t each = kClients + targets;
  co_await populate(loop, relay, kOrganisations * each, each, 1, accounts);
  for (std::size_t i = 0; i < accounts.size(); ++i) {
    if (i % each >= kClients) co_await upload(storm, *accounts[i]);
  }
  std::vector<Task<void>> work;
  std::size_t takes = 0;
  for (std::size_t i = 0; i < accounts.size(); ++i) {
    if (i % each >= kClients) continue;
    std::vector<const Account*> of_client;
    for (std::size_t t = kClients; t < each; ++t) {
      of_client.push_back(accounts[i - i % each + t].get());
    }
    takes += of_client.size() * kBurst;
    ++storm.clients;
    work.push_back(take_all(storm, *accounts[i], std::move(of_client), seed * 1000 + i));
  }
  work.push_back(kill_now_and_then(storm, relay, kills, takes, seed, forget));
  co_await together(loop, std::move(work));
  static_cast<void>(relay.stop());
  for (PrekeyName& name : remaining_prekeys(relay.data_dir())) {
    storm.ledger.remains(std::move(name));
  }
  for (const auto& account : accounts) storm.outage.know(*account);
}

struct Outcome {
  std::vector<std::string> problems;
  std::string figure;
  std::size_t again = 0;
};

Outcome storm_of(const std::string& program, const std::string& folder, std::size_t targets,
                 std::size_t kills, std::uint64_t seed, bool forget) {
  Loop loop;
  RelayProcess relay(loop, start_of(program, folder));
  Storm storm(loop, relay);
  storm.notes.open(folder + "/taken.txt");
  loop.run(run(storm, loop, relay, targets, kills, seed, forget));
  const auto sum = storm.ledger.balance();
  Outcome outcome;
  outcome.problems = storm.ledger.problems(storm.outage.lost());
  for (std::string& problem : check_log(relay.log_file(), storm.outage.known())) {
    outcome.problems.push_back(std::move(problem));
  }
  if (kills > 0 && storm.outage.strikes() == 0) {
    outcome.problems.emplace_back("the relay was never killed");
  }
  outcome.again = sum.again;
  outcome.figure = fmt::format(
      "{} uploaded = {} issued + {} burned + {} remaining; {} twice; 64 clients, {} kills, {} "
      "answers lost",
      sum.uploaded, sum.issued, sum.burned, sum.remaining, sum.again, storm.outage.strikes(),
      storm.outage.lost());
  return outcome;
}

}  // namespace

Verdict takes(const Options& options) {
  // A target is worth 4 x 16 x 6 takes over the four organisations.
  constexpr std::size_t kOfEach = kOrganisations * kOfTarget;
  const std::size_t count = options.count == 0 ? 2 * kOfEach : options.count;
  const std::size_t kills = options.kills == 0 ? 3 : options.kills;
  const std::size_t targets = std::max<std::size_t>(1, count / kOfEach);
  Outcome found =
      storm_of(options.relay, fresh_folder(options, "takes"), targets, kills, options.seed, false);
  // A build with split takes shows it best; else the store forgets what had left.
  const bool has_split = !options.split_relay.empty();
  const Outcome control = storm_of(has_split ? options.split_relay : options.relay,
                                   fresh_folder(options, "takes-control"), 1, has_split ? 0 : 1,
                                   options.seed, !has_split);
  return {
      .passed = found.problems.empty(),
      .control = control.again > 0 ? Control::caught : Control::missed,
      .figure = std::move(found.figure),
      .planted = fmt::format("{}: {} left twice",
                             has_split ? "a relay whose take reads and deletes in two transactions"
                                       : "deletions undone in the store at a kill",
                             control.again),
      .problems = std::move(found.problems)};
}

}  // namespace smx::relay::storm
