// A value of each type of secret is moved twice, by construction and by assignment.
#include <vector>

#include "crypto/guarded.h"
#include "secrets/draws.h"
#include "secrets/scenarios.h"
#include "storage/record_index.h"
#include "support/results.h"
#include "test_data.h"

namespace smx::secrets {
namespace {

using test::must;

/// The values in the order they were made, on the heap: the stack is not looked at.
template <class SecretType>
struct Places {
  std::array<std::unique_ptr<SecretType>, 3> place;
};

std::uint8_t next_filling() {
  static std::uint8_t filling = 0;
  return ++filling;
}

/// 32 bytes that are nowhere else.
template <class SecretType>
void fill(SecretType& secret) {
  const std::uint8_t filling = next_filling();
  for (std::size_t i = 0; i < 32; ++i)
    secret.writable()[i] = static_cast<std::uint8_t>(filling * 17 + 7 * i * i + 3 * i);
}

template <class SecretType>
Alive move_twice(Noted& noted, std::string_view name, SecretType first, SecretType last) {
  auto places = std::make_shared<Places<SecretType>>();
  places->place[0] = std::make_unique<SecretType>(std::move(first));
  places->place[1] = std::make_unique<SecretType>(std::move(*places->place[0]));
  places->place[2] = std::make_unique<SecretType>(std::move(last));
  *places->place[2] = std::move(*places->place[1]);
  noted.secret(name, std::span(places->place[2]->reveal()).first(32), Copies::one);
  return places;
}

template <class SecretType>
Alive move_plain(Noted& noted, std::string_view name) {
  SecretType secret;
  fill(secret);
  return move_twice(noted, name, std::move(secret), SecretType());
}

Alive move_guarded(Noted& noted) {
  using Guarded = GuardedSecret<X25519PrivateKey, 32>;
  Guarded secret = must(Guarded::make());
  fill(secret);
  return move_twice(noted, "guarded", std::move(secret), must(Guarded::make()));
}

Alive move_slot(Noted& noted) {
  RootKey secret;
  fill(secret);
  return move_twice(noted, "root_key_slot", must(GuardedRootKey::copy_of(secret)),
                    must(GuardedRootKey::copy_of(RootKey())));
}

Alive move_bytes(Noted& noted) {
  SecretBytes secret(32);
  fill(secret);
  return move_twice(noted, "bytes", std::move(secret), SecretBytes(32));
}

}  // namespace

Alive move_each(Noted& noted) {
  auto alive = std::make_shared<std::vector<Alive>>();
  alive->push_back(move_plain<X25519PrivateKey>(noted, "x25519_private"));
  alive->push_back(move_plain<Ed25519PrivateKey>(noted, "ed25519_private"));
  alive->push_back(move_plain<DhOutput>(noted, "dh_output"));
  alive->push_back(move_plain<SharedSecret>(noted, "shared_secret"));
  alive->push_back(move_plain<RootKey>(noted, "root_key"));
  alive->push_back(move_plain<BootstrapKey>(noted, "bootstrap_key"));
  alive->push_back(move_plain<ChainKey>(noted, "chain_key"));
  alive->push_back(move_plain<MessageKey>(noted, "message_key"));
  alive->push_back(move_plain<AeadKey>(noted, "aead_key"));
  alive->push_back(move_plain<IndexKey>(noted, "index_key"));
  alive->push_back(move_guarded(noted));
  alive->push_back(move_slot(noted));
  alive->push_back(move_bytes(noted));
  return alive;
}

}  // namespace smx::secrets
