#include <fmt/format.h>

#include <filesystem>
#include <optional>
#include <set>

#include "bench/account.h"
#include "tests/system/scenario.h"
#include "tests/system/small_disk.h"

namespace smx::relay::storm {
namespace {

using namespace bench;
namespace fs = std::filesystem;

constexpr std::size_t kDisk = 4 << 20;
/// What an administrator finds to delete.
constexpr std::size_t kBallast = 2 << 20;
constexpr std::size_t kEnvelope = 4 * 1024;
/// More than the disk can hold.
constexpr std::size_t kMostSent = 2 * kDisk / kEnvelope;
constexpr std::size_t kContent = 12;
/// Tries on the full disk.
constexpr std::size_t kTries = 20;
constexpr std::chrono::seconds kRecovery{30};

struct Filling {
  std::set<std::size_t> acknowledged;
  std::set<std::size_t> arrived;
  std::size_t next = 0;
  std::size_t refused = 0;
  std::size_t before = 0;  // acknowledged before the disk was full
  std::size_t after = 0;   // after there was room again, by the same process
  std::vector<std::string> problems;
};

/// One message; its status.
Task<int> send(Filling& filling, Account& sender, const Account& receiver) {
  const std::size_t number = filling.next++;
  const Json body = message_body(fmt::format("message-{}", number), {&receiver},
                                 envelope_text(fmt::format("{:<{}}", number, kContent), kEnvelope));
  for (;;) {
    const Reply reply = co_await sender.ask("POST", "/v1/messages", body);
    if (reply.status == 429) {
      co_await sleep_until(sender.loop(), in(std::chrono::milliseconds(50)));
      continue;
    }
    if (reply.status == 200) filling.acknowledged.insert(number);
    if (reply.status == 503) ++filling.refused;
    if (reply.status != 200 && reply.status != 503) {
      filling.problems.push_back(fmt::format("a message was answered with {}", reply.status));
    }
    co_return reply.status;
  }
}

/// How many came; they are acknowledged when `take` says so.
Task<std::size_t> fetch(Filling& filling, Account& receiver, bool take) {
  const Json fetched = co_await receiver.demand("GET", "/v1/messages?limit=20");
  Json ids = Json::array();
  for (const Json& delivery : fetched.at("deliveries")) {
    const std::string text = envelope_content(delivery.at("envelope").get<std::string>(), kContent);
    filling.arrived.insert(std::stoul(text));
    ids.push_back(delivery.at("delivery_id"));
  }
  const std::size_t count = ids.size();
  if (take && count > 0) {
    Json body = {{"delivery_ids", std::move(ids)}};
    static_cast<void>(
        co_await receiver.demand("POST", "/v1/messages/acknowledge", std::move(body)));
  }
  co_return count;
}

Task<void> fill(Filling& filling, SmallDisk& disk, Account& sender, Account& receiver) {
  while (filling.next < kMostSent && co_await send(filling, sender, receiver) == 200) {
  }
  filling.before = filling.acknowledged.size();
  if (filling.refused == 0) filling.problems.emplace_back("the disk did not become full");
  // To the last byte: what a smaller write still finds is taken, too.
  disk.fill(kDisk);
  for (std::size_t i = 0; i < kTries; ++i) {
    static_cast<void>(co_await send(filling, sender, receiver));
  }
  if (co_await fetch(filling, receiver, false) == 0) {
    filling.problems.emplace_back("on a full disk nothing can be read");
  }
}

/// Until a message is taken again.
Task<void> recover(Filling& filling, Account& sender, Account& receiver) {
  const Time deadline = in(kRecovery);
  while (co_await send(filling, sender, receiver) != 200) {
    if (SteadyClock::now() > deadline) {
      filling.problems.emplace_back("with room on the disk nothing is taken");
      co_return;
    }
    co_await sleep_until(sender.loop(), in(std::chrono::milliseconds(100)));
  }
  filling.after = 1;
  for (std::size_t i = 0; i < kTries; ++i) {
    if (co_await send(filling, sender, receiver) == 200) ++filling.after;
  }
}

/// `forget`: the store as it was before the disk filled is put back at the end.
Task<void> run(Filling& filling, RelayProcess& relay, SmallDisk& disk, Loop& loop,
               const std::string& copy, bool forget) {
  disk.fill(kBallast);
  co_await relay.start();
  Accounts accounts;
  co_await populate(loop, relay, 2, 2, 1, accounts);
  Account& sender = *accounts[0];
  Account& receiver = *accounts[1];
  if (forget) {
    relay.kill();
    fs::copy(relay.data_dir(), copy, fs::copy_options::recursive);
    co_await relay.start();
    sender.follow();
    receiver.follow();
  }
  co_await fill(filling, disk, sender, receiver);
  disk.free();
  co_await recover(filling, sender, receiver);
  relay.kill();
  if (forget) {
    for (const fs::directory_entry& entry : fs::directory_iterator(relay.data_dir())) {
      fs::remove_all(entry.path());
    }
    fs::remove(copy + "/ballast");
    fs::copy(copy, relay.data_dir(),
             fs::copy_options::recursive | fs::copy_options::overwrite_existing);
  }
  co_await relay.start();
  receiver.follow();
  filling.arrived.clear();
  while (co_await fetch(filling, receiver, true) > 0) {
  }
  static_cast<void>(relay.stop());
}

std::size_t lost(const Filling& filling) {
  std::size_t count = 0;
  for (const std::size_t number : filling.acknowledged) {
    if (!filling.arrived.contains(number)) ++count;
  }
  return count;
}

Filling fill_once(const Options& options, const std::string& name, bool forget) {
  const std::string folder = fresh_folder(options, name);
  Loop loop;
  RelayProcess relay(loop, start_of(options.relay, folder));
  SmallDisk disk(relay.data_dir(), kDisk);
  Filling filling;
  loop.run(run(filling, relay, disk, loop, folder + "/copy", forget));
  return filling;
}

}  // namespace

Verdict disk(const Options& options) {
  Filling filling = fill_once(options, "disk", false);
  if (lost(filling) > 0) filling.problems.emplace_back("what was acknowledged is lost");
  const Filling planted = fill_once(options, "disk-forgotten", true);
  return {.passed = filling.problems.empty(),
          .control = lost(planted) > 0 ? Control::caught : Control::missed,
          .figure = fmt::format(
              "{} MiB: {} taken, then {} refused and the queue readable; {} taken "
              "when there was room, without a restart; {} lost",
              kDisk >> 20, filling.before, filling.refused, filling.after, lost(filling)),
          .planted = fmt::format("an earlier store was put back: {} acknowledged ones missed",
                                 lost(planted)),
          .problems = std::move(filling.problems)};
}

}  // namespace smx::relay::storm
