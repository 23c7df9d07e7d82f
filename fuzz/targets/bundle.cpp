// Invariant: decode_bundle accepts exactly the bytes that the clauses of the layout accept, read a
// second time (reference/wire.h); what it accepts encodes to the same bytes; what it refuses is
// `malformed`, with a fault that lies within the input. And to whatever decodes, a device starts no
// session unless the signature verifies over just these keys.
#include "smx/bundle.h"

#include <algorithm>

#include "crypto/ed25519.h"
#include "reference/wire.h"
#include "support/fault.h"
#include "support/ready.h"
#include "support/target.h"
#include "support/test_keys.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace smx;
  using fuzz::require;
  fuzz::make_ready();
  const ByteView bytes(data, size);
  Fault fault;
  const Result<Bundle> decoded = decode_bundle(bytes, &fault);
  require(decoded.has_value() == fuzz::reference::is_bundle(bytes), "both readings agree");
  require(decode_bundle(bytes).has_value() == decoded.has_value(), "the fault changes no verdict");
  if (!decoded) {
    fuzz::require_fault(decoded, fault, size);
    return 0;
  }
  require(is_bundle(bytes), "what decodes begins with the magic");
  require(std::ranges::equal(encode_bundle(*decoded), bytes), "encoding gives the same bytes");

  // Verifying costs a hundred times the decoding: one key in eight will do.
  if (decoded->identity_key.bytes.front() % 8 != 0) return 0;
  static const DeviceKeys own = test::labelled_identity("reader").keys;
  const SignedPrekey& prekey = decoded->signed_prekey;
  const Bytes message =
      signed_prekey_message(decoded->identity_key, prekey.public_key, prekey.key_id);
  const bool verifies = ed25519_verify(decoded->signing_key, message, prekey.signature).has_value();
  require(check_bundle(own, *decoded).has_value() == verifies,
          "a bundle passes exactly when its signature verifies");
  return 0;
}
