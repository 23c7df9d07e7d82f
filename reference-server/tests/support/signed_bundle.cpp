#include "tests/support/signed_bundle.h"

#include <string_view>
#include <vector>

#include "tests/support/ed25519.h"

namespace smx::relay::test {
namespace {

template <class Key>
Key drawn(Random& random) {
  Key key;
  random.fill(key.bytes);
  return key;
}

}  // namespace

Bundle signed_bundle(Random& random) {
  constexpr std::string_view kLabel = "SemaFore-SPK-v1";
  constexpr std::string_view kName = "spk-1";
  const auto* name = reinterpret_cast<const std::uint8_t*>(kName.data());
  Ed25519Seed seed{};
  random.fill(seed);
  Bundle bundle{.identity_key = drawn<X25519PublicKey>(random),
                .signing_key = ed25519_public_key(seed),
                .signed_prekey = {.key_id = *KeyId::parse({name, kName.size()}),
                                  .public_key = drawn<X25519PublicKey>(random),
                                  .signature = {}},
                .one_time_prekey = std::nullopt};
  std::vector<std::uint8_t> text(kLabel.begin(), kLabel.end());
  const auto& identity = bundle.identity_key.bytes;
  text.insert(text.end(), identity.begin(), identity.end());
  const auto& prekey = bundle.signed_prekey.public_key.bytes;
  text.insert(text.end(), prekey.begin(), prekey.end());
  text.insert(text.end(), kName.begin(), kName.end());
  bundle.signed_prekey.signature = ed25519_sign(seed, text);
  return bundle;
}

}  // namespace smx::relay::test
