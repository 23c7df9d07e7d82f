#include "crypto/hash.h"

#include <gtest/gtest.h>

#include <thread>

#include "test_data.h"

namespace smx {
namespace {

using test::bytes_of;
using test::counting_bytes;
using test::view_of;

std::string sha256_hex(std::initializer_list<ByteView> parts) { return to_hex(sha256(parts)); }

std::string hmac_hex(ByteView key, std::initializer_list<ByteView> parts) {
  Digest tag;
  hmac_sha256(key, parts, tag);
  return to_hex(tag);
}

std::string hkdf_hex(ByteView salt, ByteView ikm, ByteView info, std::size_t size) {
  Bytes okm(size);
  const Result<void> result = hkdf_sha256(salt, ikm, info, okm);
  return result ? to_hex(okm) : std::string(error_name(result.error()));
}

// [PRIM-07] FIPS 180-4, the published examples.
TEST(Sha256, Fips180) {
  EXPECT_EQ(sha256_hex({}), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  const char* abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  EXPECT_EQ(sha256_hex({view_of("abc")}), abc);
  EXPECT_EQ(sha256_hex({view_of("a"), {}, view_of("bc")}), abc);
  EXPECT_EQ(sha256_hex({view_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")}),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

// [PRIM-07] RFC 4231 test cases 1 to 7; case 5 shows 128 bits of the tag.
TEST(Hmac, Rfc4231) {
  EXPECT_EQ(hmac_hex(Bytes(20, 0x0B), {view_of("Hi There")}),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(hmac_hex(view_of("Jefe"), {view_of("what do ya want "), view_of("for nothing?")}),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(hmac_hex(Bytes(20, 0xAA), {Bytes(50, 0xDD)}),
            "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
  EXPECT_EQ(hmac_hex(counting_bytes(25, 1), {Bytes(50, 0xCD)}),
            "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b");
  EXPECT_TRUE(hmac_hex(Bytes(20, 0x0C), {view_of("Test With Truncation")})
                  .starts_with("a3b6167473100ee06e0c796c2955552b"));
  EXPECT_EQ(hmac_hex(Bytes(131, 0xAA),
                     {view_of("Test Using Larger Than Block-Size Key - Hash Key First")}),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
  EXPECT_EQ(hmac_hex(Bytes(131, 0xAA),
                     {view_of("This is a test using a larger than block-size key and a larger than "
                              "block-size data. The key needs to be hashed before being used by "
                              "the HMAC algorithm.")}),
            "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2");
}

// A key of one block is used as it is, one byte more is hashed; computed with another library.
TEST(Hmac, KeysAroundTheBlockSize) {
  EXPECT_EQ(hmac_hex(Bytes(64, 'k'), {view_of("test")}),
            "d3f09b077092fce4c21e710009d500de3e2386a32b28e30a3d0ee80943cd65b7");
  EXPECT_EQ(hmac_hex(Bytes(65, 'k'), {view_of("test")}),
            "6e44a2e08af6553aeaf55a9b5ed362a5d25fdb88ce505d288d7edfd154abadcb");
}

// [PRIM-07] [PRIM-19] RFC 5869 A.1 to A.3.
TEST(Hkdf, Rfc5869) {
  EXPECT_EQ(hkdf_hex(counting_bytes(13, 0x00), Bytes(22, 0x0B), counting_bytes(10, 0xF0), 42),
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
  EXPECT_EQ(
      hkdf_hex(counting_bytes(80, 0x60), counting_bytes(80, 0x00), counting_bytes(80, 0xB0), 82),
      "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41"
      "c65e590e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87");
  EXPECT_EQ(hkdf_hex({}, Bytes(22, 0x0B), {}, 42),
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
}

// [PRIM-19]
TEST(Hkdf, AnEmptySaltIsASaltOf32Zeros) {
  EXPECT_EQ(hkdf_hex({}, view_of("test data"), view_of("info"), 64),
            hkdf_hex(Bytes(32), view_of("test data"), view_of("info"), 64));
}

// [PRIM-19] L is 0 to 8160; the last block has counter 255. Computed with another library.
TEST(Hkdf, OutputSizes) {
  EXPECT_EQ(hkdf_hex({}, {}, {}, 0), "");
  const Bytes salt(32, 0x01);
  const Bytes ikm(32, 0x02);
  const std::string longest = hkdf_hex(salt, ikm, view_of("test info"), 8160);
  EXPECT_EQ(longest.substr(longest.size() - 64),
            "e60de6f0085ad50d0692ce45e9dcc3467c2066f3f4f1283afd16c2a32946b17a");
  EXPECT_EQ(sha256_hex({bytes_of(longest)}),
            "5f03801bc5a8a70521158826b5f3fb19497c88b17127c475808c9ccd7e060923");
  for (const std::size_t size : {1u, 31u, 32u, 33u, 44u, 64u, 8159u}) {
    EXPECT_EQ(hkdf_hex(salt, ikm, view_of("test info"), size), longest.substr(0, 2 * size)) << size;
  }
  EXPECT_EQ(hkdf_hex(salt, ikm, view_of("test info"), 8161), "invalid_argument");
}

// [PRIM-03] a label is its bytes, with nothing after them.
TEST(Hash, LabelsHaveNoTerminator) {
  EXPECT_EQ(to_hex(label_bytes("SMX1")), "534d5831");
  EXPECT_TRUE(label_bytes("").empty());
}

TEST(Hash, ThreadsDoNotDisturbEachOther) {
  const std::string expected = hkdf_hex(Bytes(32, 1), Bytes(32, 2), view_of("test"), 96);
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&expected] {
      for (int round = 0; round < 200; ++round) {
        EXPECT_EQ(hkdf_hex(Bytes(32, 1), Bytes(32, 2), view_of("test"), 96), expected);
      }
    });
  }
}

}  // namespace
}  // namespace smx
