#include <fmt/format.h>

#include <filesystem>

#include "bench/account.h"
#include "tests/system/outage.h"
#include "tests/system/prekey_ledger.h"
#include "tests/system/scenario.h"

namespace smx::relay::storm {
namespace {

using namespace bench;
namespace fs = std::filesystem;

constexpr std::size_t kTakers = 4;
constexpr std::size_t kTargets = 6;
constexpr std::size_t kUpload = 40;

struct Restore {
  Restore(Loop& loop, RelayProcess& started) : relay(started), outage(loop, started) {}

  RelayProcess& relay;
  Outage outage;
  PrekeyLedger ledger;
  std::size_t first = 0;   // taken after the copy was made
  std::size_t second = 0;  // taken after it was put back
  std::size_t fresh = 0;   // of those that were uploaded after that
  bool noticed = true;     // every target saw another epoch
  std::vector<std::string> problems;
};

/// Two takes of each target by each taker: of what is there, or nothing.
Task<std::size_t> take_round(Restore& restore, const Accounts& accounts) {
  std::size_t taken = 0;
  for (std::size_t i = 0; i < 2 * kTakers; ++i) {
    for (std::size_t t = kTakers; t < accounts.size(); ++t) {
      const std::optional<Reply> reply = co_await restore.outage.ask(
          *accounts[i % kTakers], "POST", "/v1/users/" + accounts[t]->user() + "/bundles",
          Json::object());
      if (!reply || !reply->ok()) throw LinkFault("a take was refused");
      const Json& device = reply->body.at("devices").at(0);
      if (!device.at("bundle").contains("one_time_prekey")) continue;
      ++taken;
      restore.ledger.issued({device.at("device_id").get<std::string>(),
                             device.at("bundle").at("one_time_prekey").at("key_id")});
    }
  }
  co_return taken;
}

Task<void> upload(Restore& restore, Account& target, std::string prefix) {
  target.follow();
  co_await target.upload_prekeys(prefix, kUpload);
  for (std::size_t i = 0; i < kUpload; ++i) {
    restore.ledger.uploaded({target.device(), fmt::format("{}-{}", prefix, i)});
  }
}

Task<Json> key_state(Restore& restore, Account& target) {
  const std::optional<Reply> reply = co_await restore.outage.ask(target, "GET", "/v1/keys");
  if (!reply || !reply->ok()) throw LinkFault("the state of the keys was refused");
  co_return reply->body;
}

void copy(const std::string& from, const std::string& to) {
  fs::remove_all(to);
  fs::copy(from, to, fs::copy_options::recursive);
}

/// `with_epoch`: the epoch's second copy is put back as well, so that nothing tells the relay.
Task<void> run(Restore& restore, Loop& loop, bool with_epoch) {
  RelayProcess& relay = restore.relay;
  co_await relay.start();
  Accounts accounts;
  co_await populate(loop, relay, kTakers + kTargets, kTakers + kTargets, 1, accounts);
  for (std::size_t t = kTakers; t < accounts.size(); ++t) {
    co_await upload(restore, *accounts[t], "old");
  }
  static_cast<void>(co_await take_round(restore, accounts));
  const Json before = co_await key_state(restore, *accounts.back());
  static_cast<void>(relay.stop());
  const std::string copied = relay.data_dir() + ".copy";
  const std::string copied_epoch = relay.epoch_file() + ".copy";
  copy(relay.data_dir(), copied);
  copy(relay.epoch_file(), copied_epoch);

  co_await relay.start();
  restore.first = co_await take_round(restore, accounts);
  relay.kill();
  copy(copied, relay.data_dir());
  if (with_epoch) copy(copied_epoch, relay.epoch_file());

  co_await relay.start();
  for (std::size_t t = kTakers; t < accounts.size(); ++t) {
    const Json state = co_await key_state(restore, *accounts[t]);
    if (state.at("epoch") == before.at("epoch")) restore.noticed = false;
  }
  restore.second = co_await take_round(restore, accounts);
  if (!with_epoch) {
    for (std::size_t t = kTakers; t < accounts.size(); ++t) {
      co_await upload(restore, *accounts[t], "new");
    }
    restore.fresh = co_await take_round(restore, accounts);
  }
  static_cast<void>(relay.stop());
  for (const auto& account : accounts) restore.outage.know(*account);
}

struct Restored {
  std::size_t again = 0;
  std::string figure;
  std::vector<std::string> problems;
};

Restored restore_of(const std::string& program, const std::string& folder, bool with_epoch) {
  Loop loop;
  RelayProcess relay(loop, start_of(program, folder));
  Restore restore(loop, relay);
  loop.run(run(restore, loop, with_epoch));
  Restored found;
  found.again = restore.ledger.balance().again;
  found.problems = check_log(relay.log_file(), restore.outage.known());
  const auto problem = [&](bool wrong, std::string what) {
    if (wrong) found.problems.push_back(std::move(what));
  };
  problem(restore.first == 0, "nothing was taken after the copy was made");
  problem(!with_epoch && found.again > 0, "one-time prekeys were issued again");
  problem(!with_epoch && !restore.noticed, "a device was not told of a new epoch");
  problem(!with_epoch && restore.second > 0, "a prekey of the restored store left");
  problem(!with_epoch && restore.fresh == 0, "what was uploaded after it was not given");
  found.figure =
      fmt::format("{} taken after the copy, {} again after it was put back, {} of {} uploaded anew",
                  restore.first, found.again, restore.fresh, kTargets * kUpload);
  return found;
}

}  // namespace

Verdict backup(const Options& options) {
  Restored found = restore_of(options.relay, fresh_folder(options, "backup"), false);
  const Restored control = restore_of(options.relay, fresh_folder(options, "backup-both"), true);
  return {.passed = found.problems.empty(),
          .control = control.again > 0 ? Control::caught : Control::missed,
          .figure = std::move(found.figure),
          .planted = fmt::format("the epoch's second copy was put back, too: {} issued again",
                                 control.again),
          .problems = std::move(found.problems)};
}

}  // namespace smx::relay::storm
