#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "auth/access_token.h"
#include "auth/one_time_code.h"
#include "relay/registration.h"
#include "tests/support/signed_bundle.h"
#include "tests/support/temporary_database.h"

namespace smx::relay::test {

/// Somebody with a device, and what the relay gave them.
struct Person {
  auth::PhoneNumber phone;
  Bundle bundle;
  Registration registration;
  Caller caller;

  [[nodiscard]] const std::string& access_token() const { return registration.tokens.access_token; }
  [[nodiscard]] const std::string& refresh_token() const {
    return registration.tokens.refresh_token;
  }
};

/// A relay's tables with open signup, and the operations on people that most tests begin with.
class Accounts {
 public:
  Accounts();

  /// The next phone number of nobody yet.
  [[nodiscard]] auth::PhoneNumber new_phone();

  /// Runs an operation as store::Executor would; what it does after the commit is in `effects`.
  template <class Operation>
  auto in(Operation&& operation) {
    using Result = std::invoke_result_t<Operation, Context&>;
    if constexpr (std::is_void_v<Result> || requires(Result result) { result.error(); }) {
      return call(database, &effects, std::forward<Operation>(operation));
    } else {
      std::optional<Result> result;
      call(database, &effects, [&](Context& context) { result.emplace(operation(context)); });
      return std::move(*result);
    }
  }

  /// Asks for a code; what was sent, or nothing.
  std::optional<std::string> code_for(const auth::PhoneNumber& phone);
  Outcome<Registration> verify(const auth::PhoneNumber& phone, std::string_view code,
                               const Bundle& bundle);

  /// Throws std::runtime_error when any of it is refused.
  Person found(std::string_view name = "Acme");
  Person join(const Person& administrator, Role role = Role::member, bool approved = true);
  /// Another device of the same person, pending.
  Person add_device(const Person& person);
  Person registered(const auth::PhoneNumber& phone, const Bundle& bundle, std::string_view code);

  Outcome<Caller> authorise(std::string_view access_token);
  Outcome<TokenPair> refresh(std::string_view refresh_token);
  /// The number that a query without parameters gives.
  std::int64_t count(std::string_view sql);
  /// All bytes of the database's file and its log.
  [[nodiscard]] std::string stored_bytes();

  TemporaryDatabase database;
  Effects effects;
  auth::AccessTokens tokens;
  auth::CodeSecret secret;

 private:
  int phones_ = 0;
};

/// The problem of a refusal; a failure of the test when there is none.
template <class T>
[[nodiscard]] std::string problem_of(const Outcome<T>& outcome) {
  return outcome ? "no refusal" : std::string(problem_name(outcome.error().problem));
}

}  // namespace smx::relay::test
