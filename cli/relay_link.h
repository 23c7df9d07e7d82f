#pragma once

#include <chrono>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "interop/https_client.h"
#include "relay_account.h"

namespace smx::cli {

/// What the relay answered: its status, and the body as JSON (null when there is none).
struct RelayAnswer {
  int status = 0;
  nlohmann::json body;

  [[nodiscard]] bool ok() const noexcept { return status >= 200 && status < 300; }
  /// The name of a refusal, "device_mismatch"; empty when there is none.
  [[nodiscard]] std::string problem() const;
  /// What the relay says for people about a refusal, with the field or the waiting time it names.
  [[nodiscard]] std::string reason() const;
};

/// Requests to one relay. Those of an account carry its access token, which is renewed when it is
/// over; the new tokens are durable before they are used, since a refresh token serves once.
class RelayLink {
 public:
  /// Requests without an account.
  explicit RelayLink(const RelayPlace& place);
  /// Requests of the account in this directory. Throws Failure (bad_input).
  explicit RelayLink(const std::string& directory);

  [[nodiscard]] const RelayAccount& account() const noexcept { return account_; }

  /// Remembers in the account which signed prekey the directory has.
  void note_signed_prekey(const std::string& key_id);
  /// Remembers in the account that the message of this key will never be sent.
  void note_given_up(const std::string& key);

  /// Any answer, also a refusal. `wait` is how long the relay may keep the request on purpose.
  /// Throws Failure (failed: the relay cannot be reached, or answers what is no answer).
  RelayAnswer ask(const std::string& method, const std::string& target,
                  const nlohmann::json& body = nullptr,
                  std::chrono::seconds wait = std::chrono::seconds(0));
  /// The body of an answer that has to be a success; `what` says for people what was asked for.
  /// Throws Failure (refused: with the relay's own reason; failed).
  nlohmann::json demand(const std::string& what, const std::string& method,
                        const std::string& target, const nlohmann::json& body = nullptr,
                        std::chrono::seconds wait = std::chrono::seconds(0));

 private:
  RelayAnswer exchange(const std::string& method, const std::string& target,
                       const nlohmann::json& body, std::chrono::seconds wait);
  void renew();

  RelayAccount account_;
  std::string directory_;
  interop::HttpsClient client_;
};

/// Throws Failure (refused; failed: the relay's own fault) with the relay's reason, and `after` it.
[[noreturn]] void fail_with(const RelayAnswer& answer, const std::string& what,
                            std::string_view after = {});

/// Puts the four members that every answer with tokens has into the account.
void take_tokens(RelayAccount& account, const nlohmann::json& answer);

}  // namespace smx::cli
