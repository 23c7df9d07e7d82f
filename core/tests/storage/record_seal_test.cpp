#include "storage/record_seal.h"

#include <gtest/gtest.h>

#include "crypto/aead.h"
#include "fakes.h"

namespace smx {
namespace {

using test::bytes_of;
using test::view_of;

AeadKey test_key() {
  return test::secret_of<AeadKey>(
      "101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f");
}

// [STO-12] [STO-13] the stored form and the associated data, put together by hand.
TEST(RecordSeal, StoredFormIsThatOfTheSpecification) {
  Entropy entropy;
  entropy.inject(Draw::storage, bytes_of("a0a1a2a3a4a5a6a7a8a9aaab"));
  const Result<SecretBytes> stored = RecordSeal("my phone")
                                         .seal(test_key(), entropy, "session/0000000000000007",
                                               0x0102030405060708, view_of("test value"));
  ASSERT_TRUE(stored.has_value());
  ASSERT_EQ(stored->size(), RecordSeal::kOverhead + 10);
  EXPECT_EQ(to_hex(stored->reveal().first(21)),
            "01"
            "0102030405060708"
            "a0a1a2a3a4a5a6a7a8a9aaab");

  const std::string text = "SemaFore-store-v1" + std::string("\0\x08", 2) + "my phone" +
                           std::string("\0\x18", 2) + "session/0000000000000007" +
                           std::string("\1\2\3\4\5\6\7\x08", 8);
  Bytes value(10);
  ASSERT_TRUE(aead_open(test_key(), test::key_of<Nonce>("a0a1a2a3a4a5a6a7a8a9aaab"),
                        {view_of(text), {}}, stored->reveal().subspan(21), value)
                  .has_value());
  EXPECT_EQ(value, Bytes(view_of("test value").begin(), view_of("test value").end()));
}

// [STO-12] the nonce is another one each time.
TEST(RecordSeal, SealsTheSameValueDifferentlyEachTime) {
  Entropy entropy;
  const RecordSeal seal("d");
  const Result<SecretBytes> a = seal.seal(test_key(), entropy, "id", 1, view_of("v"));
  const Result<SecretBytes> b = seal.seal(test_key(), entropy, "id", 1, view_of("v"));
  EXPECT_NE(to_hex(a->reveal()), to_hex(b->reveal()));
}

TEST(RecordSeal, OpensWhatItSealed) {
  Entropy entropy;
  const RecordSeal seal("d");
  for (const std::string_view value : {"", "x", "a longer value"}) {
    const Result<SecretBytes> stored = seal.seal(test_key(), entropy, "id", 9, view_of(value));
    ASSERT_TRUE(stored.has_value());
    const Result<RecordSeal::Opened> opened = seal.open(test_key(), "id", stored->reveal());
    ASSERT_TRUE(opened.has_value());
    EXPECT_EQ(opened->generation, 9u);
    EXPECT_EQ(test::text_of(opened->value), value);
  }
}

// [STO-13] [STO-17] key, device, id, generation and every byte are bound.
TEST(RecordSeal, RefusesEveryChange) {
  Entropy entropy;
  const RecordSeal seal("device");
  const SecretBytes stored =
      std::move(*seal.seal(test_key(), entropy, "record", 258, view_of("test value")));
  const auto error = [&](const AeadKey& key, std::string_view device, std::string_view id,
                         ByteView bytes) {
    return test::error_of(RecordSeal(device).open(key, id, bytes));
  };
  EXPECT_EQ(error(test_key(), "device", "record", stored.reveal()), "");
  EXPECT_EQ(error(AeadKey(), "device", "record", stored.reveal()), "storage_corrupt");
  EXPECT_EQ(error(test_key(), "devic", "erecord", stored.reveal()), "storage_corrupt");
  EXPECT_EQ(error(test_key(), "device", "recorD", stored.reveal()), "storage_corrupt");
  for (std::size_t size = 0; size < stored.size(); ++size) {
    EXPECT_EQ(error(test_key(), "device", "record", stored.reveal().first(size)), "storage_corrupt")
        << size;
  }
  for (std::size_t bit = 0; bit < 8 * stored.size(); ++bit) {
    Bytes changed(stored.reveal().begin(), stored.reveal().end());
    changed[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
    EXPECT_EQ(error(test_key(), "device", "record", changed), "storage_corrupt") << bit;
  }
  Bytes longer(stored.reveal().begin(), stored.reveal().end());
  longer.push_back(0);
  EXPECT_EQ(error(test_key(), "device", "record", longer), "storage_corrupt");
}

TEST(RecordSeal, FailsWithoutANonce) {
  Entropy entropy;
  entropy.inject(Draw::storage, bytes_of("00"));  // another size: no value for this draw
  EXPECT_EQ(test::error_of(RecordSeal("d").seal(test_key(), entropy, "id", 1, {})),
            "random_failed");
}

}  // namespace
}  // namespace smx
