#pragma once

#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "bench/http_client.h"
#include "bench/primitives.h"
#include "bench/relay_process.h"
#include "bench/web_socket.h"

namespace smx::relay::bench {

using Json = nlohmann::json;

struct Reply {
  int status = 0;
  Json body;
  [[nodiscard]] bool ok() const noexcept { return status >= 200 && status < 300; }
  /// Of a refusal, or empty.
  [[nodiscard]] std::string problem() const;
};

/// One person with one device, as its app would talk to the relay.
class Account {
 public:
  /// `number` gives the phone and the address that it connects from, so must be its own.
  Account(Loop& loop, RelayProcess& relay, std::uint32_t number);

  /// Once, as it is. `token` false: as somebody without one.
  Task<Reply> ask(std::string method, std::string target, Json body = nullptr);
  /// Waits as told while limited. Throws LinkFault for every other refusal.
  Task<Json> demand(std::string method, std::string target, Json body = nullptr);
  Task<std::unique_ptr<WebSocket>> open_stream(Time deadline);
  /// To where the relay is now, after a restart.
  void follow() {
    if (http_.peer().port != relay_.peer().port || http_.peer().trust != relay_.peer().trust) {
      http_.move_to(relay_.peer());
    }
  }
  void disconnect() { http_.close(); }

  /// Founds an organisation and is its administrator.
  Task<void> found();
  /// Asks for a code and shows it: a device that waits, unless it is an organisation's first.
  Task<void> verify_phone();
  /// Asks for a code and shows it for another device of the same person, which `device` becomes.
  Task<void> add_device(Account& device);
  /// Invites, lets join, approves.
  Task<void> admit(Account& member);
  /// `count` of them, with the ids PREFIX-0, PREFIX-1, ...
  Task<void> upload_prekeys(std::string prefix, std::size_t count);

  [[nodiscard]] const std::string& phone() const noexcept { return phone_; }
  [[nodiscard]] const std::string& organisation() const noexcept { return organisation_; }
  [[nodiscard]] const std::string& user() const noexcept { return user_; }
  [[nodiscard]] const std::string& device() const noexcept { return device_; }
  [[nodiscard]] const std::string& token() const noexcept { return token_; }
  void set_token(std::string token) { token_ = std::move(token); }
  [[nodiscard]] const std::string& source() const noexcept { return http_.source(); }
  [[nodiscard]] Loop& loop() const noexcept { return loop_; }
  [[nodiscard]] RelayProcess& relay() const noexcept { return relay_; }

 private:
  Task<void> show_code(std::string phone, std::string code);

  Loop& loop_;
  RelayProcess& relay_;
  HttpClient http_;
  std::string phone_;
  Identity identity_;
  std::string organisation_;
  std::string user_;
  std::string device_;
  std::string token_;
};

using Accounts = std::vector<std::unique_ptr<Account>>;

/// Organisations of `each` people with one device each until there are `count` accounts, `together`
/// of them at a time; numbered from `first`. The first of each organisation administers it.
Task<void> populate(Loop& loop, RelayProcess& relay, std::size_t count, std::size_t each,
                    std::uint32_t first, Accounts& accounts);

/// A body for POST /v1/messages: `envelope` for one device of one person each.
[[nodiscard]] Json message_body(std::string idempotency_key,
                                const std::vector<const Account*>& recipients,
                                std::string_view envelope);

/// What the relay takes for an envelope, of `size` bytes (61 at least): a frame's header, then
/// `content` and zeros, in base64.
[[nodiscard]] std::string envelope_text(std::string_view content, std::size_t size);
/// `content` again, which must have `length` bytes.
[[nodiscard]] std::string envelope_content(std::string_view envelope, std::size_t length);

}  // namespace smx::relay::bench
