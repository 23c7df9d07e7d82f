#include <fmt/format.h>

#include <cmath>

#include "bench/account.h"
#include "bench/figures.h"
#include "tests/system/outage.h"
#include "tests/system/scenario.h"

namespace smx::relay::storm {
namespace {

using namespace bench;

constexpr double kRate = 30;
constexpr double kOffered = 100;
constexpr std::size_t kLargest = 16'384;
constexpr std::chrono::seconds kPatience{30};

struct Offer {
  std::size_t offered = 0;
  std::size_t accepted = 0;
  std::size_t limited = 0;
  double seconds = 0;
};

Json send_frame(const Account& to, std::int64_t request) {
  return {{"type", "send"},
          {"request", request},
          {"body",
           message_body(fmt::format("offer-{}", request), {&to}, envelope_text("offered", 256))}};
}

/// Replies that have come, until `until` or as many as were offered.
Task<void> count_replies(WebSocket& socket, Offer& offer, Time until) {
  while (offer.accepted + offer.limited < offer.offered) {
    const std::optional<std::string> text = co_await socket.receive(until);
    if (!text) co_return;
    const Json frame = Json::parse(*text);
    if (frame.at("type") != "reply") continue;
    const int status = frame.at("status").get<int>();
    if (status == 200) {
      ++offer.accepted;
    } else if (status == 429) {
      ++offer.limited;
    } else {
      throw LinkFault("an offered message was refused: " + frame.dump());
    }
  }
}

/// A hundred a second on one stream, once its first burst is spent.
Task<void> offer_messages(Account& from, const Account& to, double seconds, Offer& offer) {
  const std::unique_ptr<WebSocket> socket = co_await from.open_stream(in(kPatience));
  const auto step = std::chrono::duration_cast<SteadyClock::duration>(
      std::chrono::duration<double>(1 / kOffered));
  std::int64_t request = 0;
  // What may come at once is no rate: it is let through first and not counted.
  Offer burst;
  while (burst.limited == 0) {
    // Many together: one by one, a slow disk would be under the limit.
    for (int i = 0; i < 50; ++i) {
      ++burst.offered;
      socket->send(send_frame(to, ++request).dump());
    }
    co_await count_replies(*socket, burst, in(kPatience));
  }
  const Time start = SteadyClock::now();
  const auto total = static_cast<std::size_t>(seconds * kOffered);
  while (offer.offered < total) {
    const Time due = start + step * static_cast<int>(offer.offered);
    if (SteadyClock::now() < due) co_await count_replies(*socket, offer, due);
    if (SteadyClock::now() < due) co_await sleep_until(from.loop(), due);
    ++offer.offered;
    socket->send(send_frame(to, ++request).dump());
  }
  co_await count_replies(*socket, offer, in(kPatience));
  offer.seconds = std::chrono::duration<double>(SteadyClock::now() - start).count();
}

/// A neighbour who sends one message after the other, until told.
Task<void> neighbour(Account& from, const Account& to, bool& stop, std::vector<double>& latencies) {
  const std::unique_ptr<WebSocket> socket = co_await from.open_stream(in(kPatience));
  std::int64_t request = 0;
  while (!stop) {
    const Time sent = SteadyClock::now();
    socket->send(send_frame(to, ++request).dump());
    Offer one{.offered = 1};
    co_await count_replies(*socket, one, in(kPatience));
    latencies.push_back(std::chrono::duration<double>(SteadyClock::now() - sent).count());
    co_await sleep_until(from.loop(), in(std::chrono::milliseconds(50)));
  }
}

/// A ping that is `size` bytes long.
std::string ping(std::size_t size) {
  std::string text = R"({"type":"ping","request":1})";
  text.resize(size, ' ');
  return text;
}

/// What the relay closes with, or 0 when it answers.
Task<int> try_size(Account& account, std::size_t size) {
  const std::unique_ptr<WebSocket> socket = co_await account.open_stream(in(kPatience));
  socket->send(ping(size));
  try {
    while (true) {
      const std::optional<std::string> text = co_await socket->receive(in(kPatience));
      if (!text) throw LinkFault("a ping was not answered");
      if (Json::parse(*text).at("type") == "reply") co_return 0;
    }
  } catch (const StreamClosed& closed) {
    co_return closed.code();
  }
}

struct Found {
  Offer one;
  Offer two;  // two streams, added up
  int at_limit = -1;
  int over_limit = -1;
  std::vector<double> alone;
  std::vector<double> beside;
};

Task<void> offer_and_stop(Account& from, const Account& to, double seconds, Offer& offer,
                          bool& stop) {
  co_await offer_messages(from, to, seconds, offer);
  stop = true;
}

Task<void> stop_after(Loop& loop, double seconds, bool& stop) {
  co_await sleep_until(loop, in(std::chrono::milliseconds(static_cast<int>(seconds * 1000))));
  stop = true;
}

Task<void> run(Loop& loop, RelayProcess& relay, double seconds, Found& found, Known& known) {
  co_await relay.start();
  Accounts people;
  co_await populate(loop, relay, 5, 5, 1, people);
  for (const auto& account : people) known.add(*account);
  found.at_limit = co_await try_size(*people[4], kLargest);
  found.over_limit = co_await try_size(*people[4], kLargest + 1);
  bool stop = false;
  std::vector<Task<void>> quiet;
  quiet.push_back(neighbour(*people[1], *people[2], stop, found.alone));
  quiet.push_back(stop_after(loop, seconds / 2, stop));
  co_await together(loop, std::move(quiet));
  stop = false;
  std::vector<Task<void>> loud;
  loud.push_back(neighbour(*people[1], *people[2], stop, found.beside));
  loud.push_back(offer_and_stop(*people[0], *people[2], seconds, found.one, stop));
  co_await together(loop, std::move(loud));
  Offer left;
  Offer right;
  std::vector<Task<void>> both;
  both.push_back(offer_messages(*people[3], *people[2], seconds / 3, left));
  both.push_back(offer_messages(*people[4], *people[2], seconds / 3, right));
  co_await together(loop, std::move(both));
  found.two = {.offered = left.offered + right.offered,
               .accepted = left.accepted + right.accepted,
               .limited = left.limited + right.limited,
               .seconds = std::max(left.seconds, right.seconds)};
  static_cast<void>(relay.stop());
}

bool holds_rate(const Offer& offer) {
  const double rate = static_cast<double>(offer.accepted) / offer.seconds;
  return std::abs(rate - kRate) <= kRate / 10;
}

}  // namespace

Verdict limits(const Options& options) {
  const double seconds = options.count == 0 ? 3 : static_cast<double>(options.count);
  Loop loop;
  RelayProcess relay(loop, start_of(options.relay, fresh_folder(options, "limits")));
  Found found;
  Known known;
  loop.run(run(loop, relay, seconds, found, known));
  std::vector<std::string> problems = check_log(relay.log_file(), known);
  if (!holds_rate(found.one)) problems.emplace_back("the rate is not 30/s within a tenth");
  if (found.at_limit != 0) problems.emplace_back("16,384 bytes were not taken");
  if (found.over_limit != 1009) problems.emplace_back("16,385 bytes were not closed with 1009");
  return {
      .passed = problems.empty(),
      .control = holds_rate(found.two) ? Control::missed : Control::caught,
      .figure = fmt::format(
          "{} of {} accepted in {:.2f} s ({:.1f}/s); 16,384 bytes taken, 16,385 closed with {}; "
          "neighbour's p99 {:.1f} ms alone, {:.1f} ms beside it (not judged)",
          found.one.accepted, found.one.offered, found.one.seconds,
          static_cast<double>(found.one.accepted) / found.one.seconds, found.over_limit,
          1000 * percentile(found.alone, 0.99), 1000 * percentile(found.beside, 0.99)),
      .planted = fmt::format("two streams counted as one: {} accepted in {:.2f} s",
                             found.two.accepted, found.two.seconds),
      .problems = std::move(problems)};
}

}  // namespace smx::relay::storm
