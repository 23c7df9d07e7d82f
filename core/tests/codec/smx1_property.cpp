#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "generators.h"
#include "smx/smx1.h"

namespace smx {
namespace {

Bytes encode(const Smx1Header& header, ByteView ciphertext) {
  Bytes bytes;
  append_smx1_header(header, bytes);
  bytes.insert(bytes.end(), ciphertext.begin(), ciphertext.end());
  return bytes;
}

// [SMX1-01] decoding what was encoded gives the same fields.
RC_GTEST_PROP(Smx1Property, EveryHeaderComesBack, ()) {
  const Smx1Header header = test::arbitrary_smx1_header();
  const Bytes ciphertext = test::arbitrary_ciphertext();
  const Bytes envelope = encode(header, ciphertext);
  const Result<Smx1> decoded = decode_smx1(envelope);
  RC_ASSERT(decoded.has_value());
  RC_ASSERT(decoded->header.ephemeral_key == header.ephemeral_key);
  RC_ASSERT(decoded->header.signed_prekey_id == header.signed_prekey_id);
  RC_ASSERT(decoded->header.one_time_prekey_id == header.one_time_prekey_id);
  RC_ASSERT(decoded->header.nonce == header.nonce);
  RC_ASSERT(decoded->header_bytes.size() == smx1_header_size(header));
  RC_ASSERT(std::ranges::equal(decoded->ciphertext, ciphertext));
}

// [SMX1-11] [ERR-05] one form for one value: what is accepted encodes to the same bytes.
RC_GTEST_PROP(Smx1Property, DamageIsRefusedInsideTheInputOrIsAnotherEnvelope, ()) {
  const Bytes envelope = encode(test::arbitrary_smx1_header(), test::arbitrary_ciphertext());
  test::check_damage(envelope, decode_smx1,
                     [](const Smx1& smx1) { return encode(smx1.header, smx1.ciphertext); });
}

RC_GTEST_PROP(Smx1Property, AnyBytesAreDecodedOrExplained, (Bytes bytes)) {
  const bool with_magic = *rc::gen::arbitrary<bool>();
  if (with_magic) bytes.insert(bytes.begin(), {0x53, 0x4D, 0x58, 0x31, 0x00});
  Fault fault;
  const Result<Smx1> decoded = decode_smx1(bytes, &fault);
  RC_ASSERT(decoded.has_value() || fault.offset <= bytes.size());
}

}  // namespace
}  // namespace smx
