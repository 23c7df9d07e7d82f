// [PRIM-20] What a message computes takes the same time for every key and every plaintext: a chain
// step, the expansion, AES-256-GCM both ways, a public key and a turn of the root chain, under
// valgrind with all keys and the plaintext marked secret. The permitted reports are those of
// declassified.supp. With the argument "leak" the program branches on a message key, and valgrind
// must say so.

#include <array>
#include <cstdio>
#include <string_view>

#include "bytes/try.h"
#include "crypto/x25519.h"
#include "ct/undefined.h"
#include "ratchet/root_chain.h"
#include "ratchet/symmetric_chain.h"
#include "smx/init.h"

namespace {

using namespace smx;

template <class SecretType>
SecretType secret_key(unsigned factor) {
  SecretType key;
  for (std::size_t i = 0; i < SecretType::kSize; ++i)
    key.writable()[i] = static_cast<std::uint8_t>(factor * i + 1);
  ct::mark_secret(key.reveal());
  return key;
}

/// Both ways, and once refused.
Result<void> seal_and_open(const MessageKey& key, AeadData data, std::size_t size) {
  SecretBytes plaintext(size);
  ct::mark_secret(plaintext.reveal());
  Bytes sealed(size + limits::kTagSize);
  SMX_TRY(seal_message(key, data, plaintext.reveal(), sealed));

  // What is sent is public, and so is the opening's verdict.
  ct::mark_public(sealed);
  SMX_TRY(open_message(key, data, sealed, plaintext.writable()));
  sealed[3] ^= 1;
  const Result<void> refused = open_message(key, data, sealed, plaintext.writable());
  if (refused || refused.error() != Error::decryption_failed) return fail(Error::malformed);
  return {};
}

Result<void> run(bool leak) {
  const auto root_key = secret_key<RootKey>(5);
  const auto own = secret_key<X25519PrivateKey>(7);
  const X25519PublicKey published = x25519_public_key(own);
  ct::mark_public(published.view());
  X25519PublicKey remote;
  remote.bytes[0] = 9;
  SMX_ASSIGN(const RootStep turned, turn_root_chain(root_key, own, remote));
  const ChainStep step(turned.chain_key);
  if (leak && step.message_key.reveal()[0] == 0) std::puts("the message key begins with 00");

  const std::array<std::uint8_t, limits::kAssociatedDataSize> ad{};
  const std::array<std::uint8_t, limits::kFrameHeaderSize> header{};
  // One size for each of the two libraries that seal.
  for (const std::size_t size : {std::size_t{1000}, std::size_t{1100}})
    SMX_TRY(seal_and_open(step.message_key, {ad, header}, size));
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  if (!smx::init()) return 2;
  return run(argc == 2 && std::string_view(argv[1]) == "leak") ? 0 : 1;
}
