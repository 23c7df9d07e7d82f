#include "storage/data_key.h"

#include <gtest/gtest.h>

#include "bytes/hex.h"
#include "crypto/hash.h"
#include "fakes.h"

namespace smx {
namespace {

using test::error_of;

/// A key store that answers what it is told.
class FixedWrap : public KeyWrap {
 public:
  Result<Bytes> wrap(ByteView) override { return wrapped; }
  Result<SecretBytes> unwrap(ByteView) override { return SecretBytes(key); }
  Bytes wrapped = Bytes(10, 0x77);
  Bytes key = Bytes(32, 0x11);
};

// [STO-11] [PRIM-22] drawn from the generator, wrapped by the callback, and found again.
TEST(DataKey, ComesBackFromItsStoredForm) {
  test::XorWrap wrap;
  Entropy entropy;
  entropy.inject(Draw::storage, test::counting_bytes(32, 0x60));
  const Result<DataKey> made = DataKey::make(wrap, entropy);
  ASSERT_TRUE(made.has_value());
  EXPECT_EQ(to_hex(made->sealing_key().reveal()), to_hex(test::counting_bytes(32, 0x60)));
  ASSERT_EQ(made->stored().size(), 1 + 64u);
  EXPECT_EQ(made->stored().front(), 0x01);
  EXPECT_EQ(made->stored()[1], 0x60 ^ 0x3C);

  const Result<DataKey> found = DataKey::unwrap(wrap, made->stored());
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(to_hex(found->sealing_key().reveal()), to_hex(made->sealing_key().reveal()));
  EXPECT_EQ(to_hex(found->index_key().reveal()), to_hex(made->index_key().reveal()));
}

TEST(DataKey, TheIndexKeyIsDerivedUnderALabelOfItsOwn) {
  FixedWrap wrap;
  const Result<DataKey> key = DataKey::unwrap(wrap, Bytes{0x01, 0x77});
  ASSERT_TRUE(key.has_value());
  Digest expected;
  ASSERT_TRUE(hkdf_sha256({}, Bytes(32, 0x11), test::view_of("SemaFore-store-index-v1"), expected)
                  .has_value());
  EXPECT_EQ(to_hex(key->index_key().reveal()), to_hex(expected));
}

TEST(DataKey, TwoKeysDiffer) {
  test::XorWrap wrap;
  Entropy entropy;
  EXPECT_NE(to_hex(DataKey::make(wrap, entropy)->sealing_key().reveal()),
            to_hex(DataKey::make(wrap, entropy)->sealing_key().reveal()));
}

// [STO-11] a failing callback, and one that does not keep to its interface.
TEST(DataKey, ACallbackThatFailsIsKeyUnavailable) {
  test::XorWrap broken;
  broken.broken = true;
  Entropy entropy;
  EXPECT_EQ(error_of(DataKey::make(broken, entropy)), "key_unavailable");
  EXPECT_EQ(error_of(DataKey::unwrap(broken, Bytes{0x01, 0x02})), "key_unavailable");

  FixedWrap odd;
  odd.wrapped = Bytes();
  EXPECT_EQ(error_of(DataKey::make(odd, entropy)), "key_unavailable");
  odd.wrapped = Bytes(4097);
  EXPECT_EQ(error_of(DataKey::make(odd, entropy)), "key_unavailable");
  odd.wrapped = Bytes(4096);
  EXPECT_EQ(error_of(DataKey::make(odd, entropy)), "");
  for (const std::size_t size : {0u, 31u, 33u}) {
    odd.key = Bytes(size);
    EXPECT_EQ(error_of(DataKey::unwrap(odd, Bytes{0x01, 0x02})), "key_unavailable") << size;
  }
}

// [STO-17] [STO-07]
TEST(DataKey, RefusesAnotherStoredForm) {
  FixedWrap wrap;
  EXPECT_EQ(error_of(DataKey::unwrap(wrap, {})), "storage_corrupt");
  EXPECT_EQ(error_of(DataKey::unwrap(wrap, Bytes{0x01})), "storage_corrupt");
  EXPECT_EQ(error_of(DataKey::unwrap(wrap, Bytes(4098, 0x01))), "storage_corrupt");
  EXPECT_EQ(error_of(DataKey::unwrap(wrap, Bytes(4097, 0x01))), "");
  EXPECT_EQ(error_of(DataKey::unwrap(wrap, Bytes{0x02, 0x77})), "state_too_new");
}

TEST(DataKey, FailsWhenTheGeneratorDoes) {
  test::XorWrap wrap;
  Entropy entropy;
  entropy.inject(Draw::storage, Bytes(31));
  EXPECT_EQ(error_of(DataKey::make(wrap, entropy)), "random_failed");
}

}  // namespace
}  // namespace smx
