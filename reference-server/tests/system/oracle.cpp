#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>

#include "bench/account.h"
#include "bench/figures.h"
#include "tests/system/outage.h"
#include "tests/system/scenario.h"

namespace smx::relay::storm {
namespace {

using namespace bench;

constexpr std::chrono::seconds kAnswerPatience{30};
/// From so many requests of each kind on, the times are judged; with fewer they are told.
constexpr std::size_t kJudged = 10'000;
constexpr double kMostT = 5;

std::string base64url(std::span<const std::uint8_t> bytes) {
  std::string text = encode_base64(bytes);
  std::ranges::replace(text, '+', '-');
  std::ranges::replace(text, '/', '_');
  while (text.ends_with('=')) text.pop_back();
  return text;
}

std::string from_base64url(std::string text) {
  std::ranges::replace(text, '-', '+');
  std::ranges::replace(text, '_', '/');
  while (text.size() % 4 != 0) text += '=';
  const Bytes bytes = decode_base64(text);
  return {bytes.begin(), bytes.end()};
}

/// The token with other claims, signed with the relay's own key: what only the relay could make.
std::string signed_again(const std::string& token, const std::string& key,
                         const std::map<std::string, Json>& claims) {
  const std::size_t first = token.find('.');
  const std::size_t second = token.find('.', first + 1);
  Json payload = Json::parse(from_base64url(token.substr(first + 1, second - first - 1)));
  for (const auto& [name, value] : claims) payload[name] = value;
  const std::string text = payload.dump();
  const std::string head = token.substr(0, first + 1) + base64url(Bytes(text.begin(), text.end()));
  return head + "." + base64url(sign_rs256(key, head));
}

struct Case {
  std::string name;
  std::string token;
  std::string answer = {};  // without the date, which is the clock's
  std::vector<double> seconds = {};
  bool same = true;  // every answer as the first
};

std::string without_date(const std::string& raw) {
  std::string text;
  for (std::size_t begin = 0; begin < raw.size();) {
    const std::size_t end = std::min(raw.find("\r\n", begin), raw.size() - 2) + 2;
    const std::string line = raw.substr(begin, end - begin);
    if (!line.starts_with("Date:") && !line.starts_with("date:")) text += line;
    begin = end;
  }
  return text;
}

Task<void> try_token(Loop& loop, Case& tried, HttpClient& client) {
  HttpRequest request;
  request.target = "/v1/devices/self";
  request.token = tried.token;
  Time sent = SteadyClock::now();
  HttpAnswer answer = co_await client.ask(request, in(kAnswerPatience));
  // What one user may ask in a second is another matter: waited for, and not counted.
  while (answer.status == 429) {
    co_await sleep_until(loop, in(std::chrono::seconds(1)));
    sent = SteadyClock::now();
    answer = co_await client.ask(request, in(kAnswerPatience));
  }
  tried.seconds.push_back(std::chrono::duration<double>(SteadyClock::now() - sent).count());
  const std::string text = without_date(answer.raw);
  if (tried.answer.empty()) tried.answer = text;
  tried.same = tried.same && tried.answer == text;
}

Task<void> run(Loop& loop, RelayProcess& relay, std::size_t count, std::uint64_t seed,
               std::vector<Case>& cases, Known& known) {
  co_await relay.start();
  Accounts people;
  co_await populate(loop, relay, 3, 3, 1, people);
  for (const auto& account : people) known.add(*account);
  const std::string target = "/v1/devices/" + people[1]->device() + "/revoke";
  static_cast<void>(co_await people[0]->demand("POST", target, Json::object()));

  const std::string& good = people[2]->token();
  const auto forged = [](std::string token) {
    token[token.size() - 20] = token[token.size() - 20] == 'A' ? 'B' : 'A';
    return token;
  };
  const std::string unknown =
      signed_again(good, relay.token_key(), {{"dev", "dev_" + std::string(32, '7')}});
  cases.push_back({.name = "wrong token", .token = forged(good)});
  cases.push_back({.name = "unknown device", .token = unknown});
  cases.push_back({.name = "revoked device", .token = people[1]->token()});
  // Whose answer is meant to be another one.
  cases.push_back({.name = "expired token",
                   .token = signed_again(good, relay.token_key(),
                                         {{"iat", 1'600'000'000}, {"exp", 1'600'000'900}})});
  cases.push_back({.name = "wrong token of an unknown device", .token = forged(unknown)});
  std::mt19937_64 random(seed);
  HttpClient client(loop, relay.peer(), "127.0.0.1");
  std::vector<Case*> order;
  for (Case& tried : cases) order.push_back(&tried);
  for (std::size_t i = 0; i < count; ++i) {
    std::ranges::shuffle(order, random);
    for (Case* tried : order) co_await try_token(loop, *tried, client);
  }
  static_cast<void>(relay.stop());
}

}  // namespace

Verdict oracle(const Options& options) {
  const std::size_t count = options.count == 0 ? 100 : options.count;
  Loop loop;
  RelayProcess relay(loop, start_of(options.relay, fresh_folder(options, "oracle")));
  std::vector<Case> cases;
  Known known;
  loop.run(run(loop, relay, count, options.seed, cases, known));
  std::vector<std::string> problems = check_log(relay.log_file(), known);
  const Case& wrong = cases[0];
  const Case& unknown = cases[1];
  const Case& revoked = cases[2];
  const Case& nobodys = cases[4];
  for (const Case* tried : {&wrong, &unknown, &revoked, &nobodys}) {
    if (!tried->same) problems.push_back(tried->name + ": its answers are not all the same");
    if (tried->answer != wrong.answer) {
      problems.push_back(tried->name + ": not the bytes that a wrong token gets");
    }
  }
  if (!wrong.answer.starts_with("HTTP/1.1 401 ")) problems.emplace_back("not answered with 401");
  // What the time must not tell is whether somebody is there: to who has no token of the relay
  // (whatever it names, a wrong signature is refused before anything is looked up), and to who has
  // a genuine one. That a wrong signature is refused sooner than a genuine token of nobody tells
  // the asker only what it knows, who made its token; it is a difference that this must be able to
  // see.
  const double forged_t = welch_t(wrong.seconds, nobodys.seconds);
  const double genuine_t = welch_t(unknown.seconds, revoked.seconds);
  const double seen_t = welch_t(wrong.seconds, unknown.seconds);
  const bool judged = count >= kJudged;
  if (judged && std::abs(forged_t) >= kMostT) {
    problems.push_back("the time of a wrong token tells whether its device is there");
  }
  if (judged && std::abs(genuine_t) >= kMostT) {
    problems.push_back("the time of a genuine token tells whether its device was there");
  }
  const bool caught = cases[3].answer != wrong.answer && (!judged || std::abs(seen_t) >= kMostT);
  return {
      .passed = problems.empty(),
      .control = caught ? Control::caught : Control::missed,
      .figure = fmt::format("{} requests each, the same bytes; t {:.1f} of wrong tokens with and "
                            "without a device, {:.1f} of genuine ones of a revoked and an unknown "
                            "device ({}); {:.1f} of wrong against genuine",
                            count, forged_t, genuine_t,
                            judged ? "below 5" : "told, judged from 10,000 on", seen_t),
      .planted =
          "a token that is over, whose answer says so, compared as if it had to be equal; "
          "with 10,000 and more, a refusal without a look at the tables against one with it",
      .problems = std::move(problems)};
}

}  // namespace smx::relay::storm
