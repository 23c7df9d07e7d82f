#include "tests/system/outage.h"

#include <algorithm>

namespace smx::relay::storm {

using namespace bench;

namespace {
constexpr std::int64_t kLongestWait = 30;  // seconds
}  // namespace

Task<void> Outage::strike() {
  up_ = false;
  ++strikes_;
  relay_.kill();
  co_await relay_.start();
  up_ = true;
}

Task<void> Outage::wait_until_up() {
  while (!up_) co_await sleep_until(loop_, in(std::chrono::milliseconds(2)));
}

Task<std::optional<Reply>> Outage::ask(Account& account, std::string method, std::string target,
                                       Json body) {
  while (true) {
    co_await wait_until_up();
    account.follow();
    const std::size_t before = strikes_;
    Reply reply;
    bool broken = false;
    try {
      reply = co_await account.ask(method, target, body);
    } catch (const LinkFault&) {
      if (strikes_ == before) throw;
      broken = true;
    }
    if (broken) {
      ++lost_;
      co_return std::nullopt;
    }
    if (reply.problem() != "rate_limited") co_return reply;
    const std::int64_t seconds = reply.body.at("error").at("detail").value("retry_after", 1);
    if (seconds > kLongestWait) co_return reply;
    co_await sleep_until(loop_, in(std::chrono::seconds(std::max<std::int64_t>(1, seconds))));
  }
}

}  // namespace smx::relay::storm
