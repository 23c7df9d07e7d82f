#include "tests/support/accounts.h"

#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <stdexcept>

#include "relay/codes.h"
#include "relay/devices.h"
#include "relay/invitations.h"
#include "relay/organisations.h"
#include "relay/schema_accounts.h"
#include "relay/schema_attachments.h"
#include "relay/schema_messages.h"
#include "relay/tokens.h"

namespace smx::relay::test {
namespace {

template <class T>
T good(Outcome<T> outcome) {
  if (!outcome) throw std::runtime_error(std::string(problem_name(outcome.error().problem)));
  return std::move(*outcome);
}

/// One for the whole process: making it takes longer than most tests.
const auth::SigningKey& signing_key() {
  static const auto key = *auth::SigningKey::from_pem(auth::SigningKey::generate_pem());
  return key;
}

}  // namespace

Accounts::Accounts()
    : database({kAccountsSchema, kMessagesSchema, kAttachmentsSchema}),
      tokens(signing_key(), "relay.test"),
      secret(*auth::CodeSecret::from_bytes(auth::Bytes(32, 7))) {
  database.policy.signup_open = true;
}

auth::PhoneNumber Accounts::new_phone() {
  return *auth::PhoneNumber::parse(fmt::format("+447700900{:03}", phones_++));
}

std::optional<std::string> Accounts::code_for(const auth::PhoneNumber& phone) {
  auto sent = in([&](Context& context) { return send_code(context, secret, phone); });
  if (!sent || effects.codes.empty()) return std::nullopt;
  return effects.codes.front().code;
}

Outcome<Registration> Accounts::verify(const auth::PhoneNumber& phone, std::string_view code,
                                       const Bundle& bundle) {
  return in([&](Context& context) {
    return register_device(context, tokens, secret, phone, code,
                           {.device_class = "linux", .name = "desk"}, bundle);
  });
}

Person Accounts::registered(const auth::PhoneNumber& phone, const Bundle& bundle,
                            std::string_view code) {
  Registration registration = good(verify(phone, code, bundle));
  Caller caller = good(authorise(registration.tokens.access_token));
  return {.phone = phone,
          .bundle = bundle,
          .registration = std::move(registration),
          .caller = std::move(caller)};
}

Person Accounts::found(std::string_view name) {
  const auth::PhoneNumber phone = new_phone();
  static_cast<void>(
      good(in([&](Context& context) { return request_founding(context, secret, name, phone); })));
  const std::string code = effects.codes.at(0).code;
  return registered(phone, signed_bundle(database.random), code);
}

Person Accounts::join(const Person& administrator, Role role, bool approved) {
  const auth::PhoneNumber phone = new_phone();
  static_cast<void>(good(in([&](Context& context) {
    return invite(context,
                  {.organisation = administrator.caller.organisation,
                   .invited_by = administrator.caller.user,
                   .device = administrator.caller.device},
                  phone, role, database.policy.invitation_seconds);
  })));
  Person person =
      registered(phone, signed_bundle(database.random), code_for(phone).value_or("none"));
  if (approved) {
    static_cast<void>(good(in([&](Context& context) {
      return approve_device(context, administrator.caller, person.caller.device);
    })));
    person.caller = good(authorise(person.access_token()));
  }
  return person;
}

Person Accounts::add_device(const Person& person) {
  return registered(person.phone, signed_bundle(database.random),
                    code_for(person.phone).value_or("none"));
}

Outcome<Caller> Accounts::authorise(std::string_view access_token) {
  const auto claims = tokens.open(access_token);
  if (!claims) return refuse(Problem::unauthenticated);
  return in([&](Context& context) { return relay::authorise(context, *claims); });
}

Outcome<TokenPair> Accounts::refresh(std::string_view refresh_token) {
  return in([&](Context& context) { return refresh_session(context, tokens, refresh_token); });
}

std::int64_t Accounts::count(std::string_view sql) {
  auto row = database.database().prepare(sql);
  return row.step() ? row.integer(0) : 0;
}

std::string Accounts::stored_bytes() {
  std::string bytes;
  for (const char* suffix : {"", "-wal"}) {
    std::ifstream file(database.database().path() + suffix, std::ios::binary);
    bytes.append(std::istreambuf_iterator<char>(file), {});
  }
  return bytes;
}

}  // namespace smx::relay::test
