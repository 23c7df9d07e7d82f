#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <memory>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "tests/support/signed_bundle.h"

namespace smx::relay::test {
namespace {

void check(bool good) {
  if (!good) throw std::runtime_error("OpenSSL has no Ed25519 for the test");
}

template <class Key>
Key drawn(Random& random) {
  Key key;
  random.fill(key.bytes);
  return key;
}

}  // namespace

Bundle signed_bundle(Random& random) {
  constexpr std::string_view kName = "spk-1";
  constexpr std::string_view kLabel = "SemaFore-SPK-v1";
  std::array<std::uint8_t, 32> seed{};
  random.fill(seed);
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
      EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.data(), seed.size()),
      EVP_PKEY_free);
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        EVP_MD_CTX_free);
  Bundle bundle{
      .identity_key = drawn<X25519PublicKey>(random),
      .signing_key = {},
      .signed_prekey = {.key_id = *KeyId::parse(
                            {reinterpret_cast<const std::uint8_t*>(kName.data()), kName.size()}),
                        .public_key = drawn<X25519PublicKey>(random),
                        .signature = {}},
      .one_time_prekey = std::nullopt};
  std::size_t size = bundle.signing_key.bytes.size();
  check(key != nullptr &&
        EVP_PKEY_get_raw_public_key(key.get(), bundle.signing_key.bytes.data(), &size) == 1);
  std::vector<std::uint8_t> text(kLabel.begin(), kLabel.end());
  text.insert(text.end(), bundle.identity_key.bytes.begin(), bundle.identity_key.bytes.end());
  const auto& prekey = bundle.signed_prekey.public_key.bytes;
  text.insert(text.end(), prekey.begin(), prekey.end());
  text.insert(text.end(), kName.begin(), kName.end());
  size = bundle.signed_prekey.signature.bytes.size();
  check(EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
        EVP_DigestSign(context.get(), bundle.signed_prekey.signature.bytes.data(), &size,
                       text.data(), text.size()) == 1);
  return bundle;
}

}  // namespace smx::relay::test
