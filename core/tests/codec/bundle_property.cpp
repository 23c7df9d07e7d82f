#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "generators.h"
#include "smx/bundle.h"

namespace smx {
namespace {

// [KEY-25]
RC_GTEST_PROP(BundleProperty, EveryBundleComesBack, ()) {
  const Bundle bundle = test::arbitrary_bundle();
  const Bytes bytes = encode_bundle(bundle);
  const Result<Bundle> decoded = decode_bundle(bytes);
  RC_ASSERT(decoded.has_value());
  RC_ASSERT(decoded->keys() == bundle.keys());
  RC_ASSERT(decoded->signed_prekey.key_id == bundle.signed_prekey.key_id);
  RC_ASSERT(decoded->signed_prekey.public_key == bundle.signed_prekey.public_key);
  RC_ASSERT(decoded->signed_prekey.signature == bundle.signed_prekey.signature);
  RC_ASSERT(decoded->one_time_prekey.has_value() == bundle.one_time_prekey.has_value());
  RC_ASSERT(encode_bundle(*decoded) == bytes);
}

// [KEY-25] one form for one value.
RC_GTEST_PROP(BundleProperty, DamageIsRefusedInsideTheInputOrIsAnotherBundle, ()) {
  test::check_damage(encode_bundle(test::arbitrary_bundle()), decode_bundle, encode_bundle);
}

RC_GTEST_PROP(BundleProperty, AnyBytesAreDecodedOrExplained, (Bytes bytes)) {
  const bool with_magic = *rc::gen::arbitrary<bool>();
  if (with_magic) bytes.insert(bytes.begin(), {0x53, 0x4D, 0x58, 0x42, 0x01, 0x01});
  Fault fault;
  const Result<Bundle> decoded = decode_bundle(bytes, &fault);
  RC_ASSERT(decoded.has_value() || fault.offset <= bytes.size());
}

}  // namespace
}  // namespace smx
