#include "bench/account.h"

#include <fmt/format.h>

#include <algorithm>

namespace smx::relay::bench {
namespace {

constexpr std::chrono::seconds kPatience{60};
constexpr std::size_t kFrameHeader = 45;
constexpr std::size_t kSmallestFrame = kFrameHeader + 16;
/// Organisations that are made at the same time.
constexpr std::size_t kTogether = 8;

Json prekey_json(const Identity& identity) {
  return {{"key_id", identity.prekey_id},
          {"public_key", encode_base64(identity.prekey)},
          {"signature", encode_base64(identity.signature)}};
}

/// Every address below 127.0.0.0/8 is this machine's.
std::string source_of(std::uint32_t number) {
  return fmt::format("127.{}.{}.{}", 1 + (number >> 16) % 250, (number >> 8) & 255,
                     1 + number % 250);
}

}  // namespace

std::string Reply::problem() const {
  if (!body.is_object() || !body.contains("error")) return {};
  return body.at("error").value("code", "");
}

Account::Account(Loop& loop, RelayProcess& relay, std::uint32_t number)
    : loop_(loop),
      relay_(relay),
      http_(loop, relay.peer(), source_of(number)),
      phone_(fmt::format("+4477{:08}", number)),
      identity_(make_identity()) {}

Task<Reply> Account::ask(std::string method, std::string target, Json body) {
  HttpRequest request;
  request.method = std::move(method);
  request.target = std::move(target);
  request.token = token_;
  if (!body.is_null()) request.body = body.dump();
  const HttpAnswer answer = co_await http_.ask(std::move(request), in(kPatience));
  Reply reply;
  reply.status = answer.status;
  if (!answer.body.empty()) {
    reply.body = Json::parse(answer.body, nullptr, false);
    if (reply.body.is_discarded()) throw LinkFault("the answer is not JSON");
  }
  co_return reply;
}

Task<Json> Account::demand(std::string method, std::string target, Json body) {
  const Time deadline = in(kPatience);
  while (true) {
    Reply reply = co_await ask(method, target, body);
    if (reply.ok()) co_return std::move(reply.body);
    if (reply.problem() != "rate_limited" || SteadyClock::now() > deadline) {
      throw LinkFault(fmt::format("{} {}: {} {}", method, target, reply.status, reply.body.dump()));
    }
    const std::int64_t seconds = reply.body.at("error").at("detail").value("retry_after", 1);
    co_await sleep_until(loop_, in(std::chrono::seconds(std::clamp<std::int64_t>(seconds, 1, 10))));
  }
}

Task<std::unique_ptr<WebSocket>> Account::open_stream(Time deadline) {
  std::unique_ptr<WebSocket> socket = co_await WebSocket::open(loop_, relay_.peer(), http_.source(),
                                                               "/v1/stream", token_, deadline);
  co_return socket;
}

Task<void> Account::show_code(std::string phone, std::string code) {
  Json body = {{"phone", phone},
               {"code", code},
               {"device",
                {{"class", "linux"},
                 {"bundle",
                  {{"identity_key", encode_base64(identity_.identity_key)},
                   {"signing_key", encode_base64(identity_.signing_key)},
                   {"signed_prekey", prekey_json(identity_)}}}}}};
  const Json answer = co_await demand("POST", "/v1/auth/verify", std::move(body));
  organisation_ = answer.at("organisation_id").get<std::string>();
  user_ = answer.at("user_id").get<std::string>();
  device_ = answer.at("device_id").get<std::string>();
  token_ = answer.at("access_token").get<std::string>();
  phone_ = std::move(phone);
}

Task<void> Account::found() {
  Json body = {{"name", "Organisation of " + phone_}, {"phone", phone_}};
  static_cast<void>(co_await demand("POST", "/v1/organisations", std::move(body)));
  std::string code = co_await relay_.code_for(phone_, in(kPatience));
  co_await show_code(phone_, std::move(code));
}

Task<void> Account::verify_phone() {
  Json body = {{"phone", phone_}};
  static_cast<void>(co_await demand("POST", "/v1/auth/code", std::move(body)));
  std::string code = co_await relay_.code_for(phone_, in(kPatience));
  co_await show_code(phone_, std::move(code));
}

Task<void> Account::add_device(Account& device) {
  Json body = {{"phone", phone_}};
  static_cast<void>(co_await demand("POST", "/v1/auth/code", std::move(body)));
  std::string code = co_await relay_.code_for(phone_, in(kPatience));
  co_await device.show_code(phone_, std::move(code));
}

Task<void> Account::admit(Account& member) {
  Json invitation = {{"phone", member.phone_}};
  static_cast<void>(co_await demand("POST", "/v1/members/invitations", std::move(invitation)));
  co_await member.verify_phone();
  const std::string target = "/v1/devices/" + member.device_ + "/approve";
  static_cast<void>(co_await demand("POST", target, Json::object()));
}

Task<void> Account::upload_prekeys(std::string prefix, std::size_t count) {
  // What one request may hold.
  constexpr std::size_t kUpload = 200;
  for (std::size_t done = 0; done < count;) {
    Json keys = Json::array();
    for (; done < count && keys.size() < kUpload; ++done) {
      Bytes key = random_bytes(32);
      key.back() &= 0x7f;
      keys.push_back(
          {{"key_id", fmt::format("{}-{}", prefix, done)}, {"public_key", encode_base64(key)}});
    }
    Json body = {{"one_time_prekeys", std::move(keys)}};
    static_cast<void>(co_await demand("POST", "/v1/keys/one-time-prekeys", std::move(body)));
  }
}

namespace {

/// Makes organisations until none is left to make.
Task<void> found_some(Loop& loop, RelayProcess& relay, std::size_t each, std::uint32_t first,
                      std::size_t& next, Accounts& accounts) {
  while (next < accounts.size()) {
    const std::size_t begin = next;
    const std::size_t end = std::min(begin + each, accounts.size());
    next = end;
    for (std::size_t i = begin; i < end; ++i) {
      accounts[i] = std::make_unique<Account>(loop, relay, first + static_cast<std::uint32_t>(i));
      if (i == begin) {
        co_await accounts[i]->found();
      } else {
        co_await accounts[begin]->admit(*accounts[i]);
      }
    }
    // A thousand open connections of their own would be another test.
    for (std::size_t i = begin; i < end; ++i) accounts[i]->disconnect();
  }
}

}  // namespace

Task<void> populate(Loop& loop, RelayProcess& relay, std::size_t count, std::size_t each,
                    std::uint32_t first, Accounts& accounts) {
  accounts.clear();
  accounts.resize(count);
  std::size_t next = 0;
  std::vector<Task<void>> work;
  for (std::size_t i = 0; i < kTogether; ++i) {
    work.push_back(found_some(loop, relay, each, first, next, accounts));
  }
  co_await together(loop, std::move(work));
}

Json message_body(std::string idempotency_key, const std::vector<const Account*>& recipients,
                  std::string_view envelope) {
  Json users = Json::array();
  for (const Account* recipient : recipients) {
    Json devices = Json::array();
    devices.push_back({{"device_id", recipient->device()}, {"envelope", envelope}});
    users.push_back({{"user_id", recipient->user()}, {"devices", std::move(devices)}});
  }
  return {{"idempotency_key", std::move(idempotency_key)}, {"recipients", std::move(users)}};
}

std::string envelope_text(std::string_view content, std::size_t size) {
  constexpr std::string_view magic = "DRV1";
  Bytes bytes(std::max({size, kSmallestFrame, kFrameHeader + content.size()}));
  std::ranges::copy(magic, bytes.begin());
  // Any ratchet key will do.
  bytes[5] = 9;
  std::ranges::copy(content, bytes.begin() + kFrameHeader);
  return encode_base64(bytes);
}

std::string envelope_content(std::string_view envelope, std::size_t length) {
  const Bytes bytes = decode_base64(envelope);
  if (bytes.size() < kFrameHeader + length) throw LinkFault("an envelope came back shorter");
  const auto begin = bytes.begin() + static_cast<std::ptrdiff_t>(kFrameHeader);
  return {begin, begin + static_cast<std::ptrdiff_t>(length)};
}

}  // namespace smx::relay::bench
