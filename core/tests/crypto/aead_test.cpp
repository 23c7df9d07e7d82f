#include "crypto/aead.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

#include "test_data.h"

namespace smx {
namespace {

using test::bytes_of;
using test::counting_bytes;
using test::key_of;
using test::secret_of;

struct Vector {
  const char* key;
  const char* nonce;
  const char* data;
  const char* plaintext;
  const char* ciphertext_and_tag;
};

// Test cases 13 to 16 of the GCM submission that SP 800-38D adopted.
constexpr Vector kVectors[] = {
    {"0000000000000000000000000000000000000000000000000000000000000000", "000000000000000000000000",
     "", "", "530f8afbc74536b9a963b4f1c4cb738b"},
    {"0000000000000000000000000000000000000000000000000000000000000000", "000000000000000000000000",
     "", "00000000000000000000000000000000",
     "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"},
    {"feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308", "cafebabefacedbaddecaf888",
     "",
     "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b"
     "5"
     "25b16aedf5aa0de657ba637b391aafd255",
     "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828"
     "8"
     "38c5f61e6393ba7a0abcc9f662898015adb094dac5d93471bdec1a502270e3cc6c"},
    {"feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308", "cafebabefacedbaddecaf888",
     "feedfacedeadbeeffeedfacedeadbeefabaddad2",
     "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b"
     "5"
     "25b16aedf5aa0de657ba637b39",
     "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828"
     "8"
     "38c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b"},
};

Result<Bytes> seal(const AeadKey& key, const Nonce& nonce, AeadData data, ByteView plaintext) {
  Bytes out(plaintext.size() + 16);
  if (const Result<void> sealed = aead_seal(key, nonce, data, plaintext, out); !sealed) {
    return fail(sealed.error());
  }
  return out;
}

Result<Bytes> open(const AeadKey& key, const Nonce& nonce, AeadData data, ByteView ciphertext) {
  Bytes out(ciphertext.size() - 16);
  if (const Result<void> opened = aead_open(key, nonce, data, ciphertext, out); !opened) {
    return fail(opened.error());
  }
  return out;
}

// [PRIM-07] [PRIM-18] the tag follows the ciphertext.
TEST(Aead, KnownAnswers) {
  for (const Vector& vector : kVectors) {
    const auto key = secret_of<AeadKey>(vector.key);
    const auto nonce = key_of<Nonce>(vector.nonce);
    const Bytes data = bytes_of(vector.data);
    const Bytes plaintext = bytes_of(vector.plaintext);
    const Bytes sealed = bytes_of(vector.ciphertext_and_tag);
    EXPECT_EQ(seal(key, nonce, {data, {}}, plaintext).value(), sealed);
    EXPECT_EQ(open(key, nonce, {data, {}}, sealed).value(), plaintext);
  }
}

TEST(Aead, AssociatedDataIsItsTwoPiecesJoined) {
  const Vector& vector = kVectors[3];
  const auto key = secret_of<AeadKey>(vector.key);
  const auto nonce = key_of<Nonce>(vector.nonce);
  const Bytes data = bytes_of(vector.data);
  for (std::size_t cut = 0; cut <= data.size(); ++cut) {
    const AeadData pieces{ByteView(data).first(cut), ByteView(data).subspan(cut)};
    EXPECT_EQ(seal(key, nonce, pieces, bytes_of(vector.plaintext)).value(),
              bytes_of(vector.ciphertext_and_tag));
  }
}

// [PRIM-18] no bit of anything may change, and no byte comes out when one has.
TEST(Aead, RefusesEveryFlippedBitAndReleasesNothing) {
  const auto key = secret_of<AeadKey>(kVectors[2].key);
  const auto nonce = key_of<Nonce>(kVectors[2].nonce);
  const Bytes data = counting_bytes(5, 0x60);
  const Bytes plaintext = counting_bytes(7, 0x10);
  const Bytes sealed = seal(key, nonce, {data, {}}, plaintext).value();

  const auto flipped = [](Bytes bytes, std::size_t bit) {
    bytes[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
    return bytes;
  };
  const auto expect_refused = [&](const AeadKey& k, const Nonce& n, ByteView d, ByteView c) {
    Bytes out(plaintext.size(), 0xEE);
    const Result<void> opened = aead_open(k, n, {d, {}}, c, out);
    ASSERT_FALSE(opened.has_value());
    EXPECT_EQ(opened.error(), Error::decryption_failed);
    EXPECT_EQ(out, Bytes(plaintext.size()));
  };
  for (std::size_t bit = 0; bit < 8 * sealed.size(); ++bit) {
    expect_refused(key, nonce, data, flipped(sealed, bit));
  }
  for (std::size_t bit = 0; bit < 8 * data.size(); ++bit) {
    expect_refused(key, nonce, flipped(data, bit), sealed);
  }
  for (std::size_t bit = 0; bit < 96; ++bit) {
    Nonce other = nonce;
    other.bytes[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
    expect_refused(key, other, data, sealed);
  }
  for (std::size_t bit = 0; bit < 256; ++bit) {
    AeadKey other = key.duplicate();
    other.writable()[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
    expect_refused(other, nonce, data, sealed);
  }
  EXPECT_EQ(open(key, nonce, {data, {}}, sealed).value(), plaintext);
}

// [PRIM-18]
TEST(Aead, LessThanATagIsDecryptionFailed) {
  for (std::size_t size = 0; size < 16; ++size) {
    EXPECT_EQ(aead_open(AeadKey(), Nonce(), {}, Bytes(size), {}).error(), Error::decryption_failed);
  }
}

TEST(Aead, AnOutputOfAnotherSizeIsTheCallersMistake) {
  Bytes out(33);
  const AeadKey key;
  const Bytes bytes(16);
  for (const std::size_t size : {0u, 16u, 31u, 33u}) {
    const std::span<std::uint8_t> target(out.data(), size);
    EXPECT_EQ(aead_seal(key, Nonce(), {}, bytes, target).error(), Error::invalid_argument) << size;
  }
  for (const std::size_t size : {1u, 16u, 33u}) {
    const std::span<std::uint8_t> target(out.data(), size);
    EXPECT_EQ(aead_open(key, Nonce(), {}, bytes, target).error(), Error::invalid_argument) << size;
  }
}

TEST(Aead, SizesBeyondTheBackEndsCounterAreRefused) {
  // Nothing is read: the size alone decides.
  static constexpr std::uint8_t kByte = 0;
  const ByteView huge(&kByte, std::size_t{1} << 31);
  EXPECT_EQ(aead_seal(AeadKey(), Nonce(), {}, huge, {}).error(), Error::invalid_argument);
  EXPECT_EQ(aead_open(AeadKey(), Nonce(), {}, huge, {}).error(), Error::invalid_argument);
  Bytes out(16);
  EXPECT_EQ(aead_seal(AeadKey(), Nonce(), {huge, {}}, {}, out).error(), Error::invalid_argument);
  EXPECT_EQ(aead_seal(AeadKey(), Nonce(), {{}, huge}, {}, out).error(), Error::invalid_argument);
}

TEST(Aead, SealsAndOpensTheLargestPlaintext) {
  const auto key = secret_of<AeadKey>(kVectors[2].key);
  Bytes plaintext(65'536);
  for (std::size_t i = 0; i < plaintext.size(); ++i)
    plaintext[i] = static_cast<std::uint8_t>(i * 7);
  const Bytes sealed = seal(key, Nonce(), {}, plaintext).value();
  EXPECT_EQ(open(key, Nonce(), {}, sealed).value(), plaintext);
}

TEST(Aead, ThreadsDoNotDisturbEachOther) {
  std::vector<std::jthread> threads;
  for (std::uint8_t i = 0; i < 4; ++i) {
    threads.emplace_back([i] {
      AeadKey key;
      key.writable()[0] = i;
      const Bytes plaintext = counting_bytes(100, i);
      for (int round = 0; round < 200; ++round) {
        const Bytes sealed = seal(key, Nonce(), {}, plaintext).value();
        EXPECT_EQ(open(key, Nonce(), {}, sealed).value(), plaintext);
      }
    });
  }
}

}  // namespace
}  // namespace smx
