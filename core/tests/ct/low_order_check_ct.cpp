// [PRIM-11] The all-zero check of X25519 takes the same time for every output: run under valgrind
// with the private key marked secret. Its one permitted report is the branch on the check's final
// bit (declassified.supp). With the argument "leak" the program compares the output as nobody
// should, and valgrind must say so: that shows that this test can fail.

#include <array>
#include <cstdio>
#include <cstring>
#include <string_view>

#include "crypto/x25519.h"
#include "ct/undefined.h"
#include "smx/init.h"

namespace {

using namespace smx;

X25519PrivateKey secret_private_key() {
  X25519PrivateKey key;
  for (std::size_t i = 0; i < X25519PrivateKey::kSize; ++i)
    key.writable()[i] = static_cast<std::uint8_t>(7 * i + 1);
  ct::mark_secret(key.reveal());
  return key;
}

/// The planted leak: how long it takes tells where the first byte that is not zero stands.
bool leaks_early_exit(ByteView output) {
  for (const std::uint8_t byte : output) {
    if (byte != 0) return false;
  }
  return true;
}

int run(bool leak) {
  const X25519PrivateKey key = secret_private_key();
  X25519PublicKey ordinary;
  ordinary.bytes[0] = 9;
  const X25519PublicKey low_order;  // u = 0

  const auto shared = x25519(key, ordinary);
  const auto refused = x25519(key, low_order);
  if (!shared || refused) return 1;
  if (leak && leaks_early_exit(shared->reveal())) std::puts("all zero");
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (!smx::init()) return 2;
  return run(argc == 2 && std::string_view(argv[1]) == "leak");
}
