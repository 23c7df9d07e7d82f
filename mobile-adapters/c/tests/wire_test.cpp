#include <gtest/gtest.h>

#include "phone.h"

namespace smx_c_test {
namespace {

template <class Header>
Header sized() {
  Header header{};
  header.struct_size = sizeof header;
  return header;
}

TEST(Wire, HeadersTellWhereTheCiphertextLies) {
  const Phone alice("alice");
  const Phone bob("bob");
  Bytes envelope;
  const smx_bundle bundle = bob.bundle();
  ASSERT_EQ(alice.send(bob, "words", envelope, &bundle), SMX_OK);
  auto header = sized<smx_envelope_header>();
  ASSERT_EQ(smx_envelope_decode(envelope.data(), envelope.size(), &header, nullptr), SMX_OK);
  EXPECT_EQ(header.has_one_time_prekey, 1);
  EXPECT_EQ(header.one_time_prekey_id.size, bundle.one_time_prekey.key_id.size);
  EXPECT_EQ(header.ciphertext_offset + header.ciphertext_size, envelope.size());

  std::string text;
  ASSERT_EQ(bob.receive(alice, envelope, text), SMX_OK);
  ASSERT_EQ(bob.send(alice, "back", envelope), SMX_OK);
  auto frame = sized<smx_frame_header>();
  ASSERT_EQ(smx_frame_decode(envelope.data(), envelope.size(), &frame, nullptr), SMX_OK);
  EXPECT_EQ(frame.number, 0U);
  EXPECT_EQ(frame.ciphertext_offset, static_cast<size_t>(SMX_FRAME_HEADER_SIZE));
  EXPECT_EQ(frame.ciphertext_size, 4U + SMX_TAG_SIZE);
}

TEST(Wire, FaultsNameFieldAndKind) {
  const std::uint8_t wrong[] = {'S', 'M', 'X', '2', 0};
  auto header = sized<smx_envelope_header>();
  auto fault = sized<smx_fault>();
  ASSERT_EQ(smx_envelope_decode(wrong, sizeof wrong, &header, &fault), SMX_MALFORMED);
  EXPECT_STREQ(fault.field, SMX_FIELD_MAGIC);
  EXPECT_STREQ(fault.kind, SMX_FAULT_WRONG_MAGIC);
  EXPECT_EQ(fault.offset, 3U);
  ASSERT_EQ(smx_envelope_decode(nullptr, 0, &header, &fault), SMX_MALFORMED);
  EXPECT_STREQ(fault.kind, SMX_FAULT_TRUNCATED);
  auto frame = sized<smx_frame_header>();
  ASSERT_EQ(smx_frame_decode(wrong, sizeof wrong, &frame, &fault), SMX_MALFORMED);
  EXPECT_STREQ(fault.kind, SMX_FAULT_WRONG_MAGIC);
  smx_bundle bundle;
  ASSERT_EQ(smx_bundle_decode(wrong, sizeof wrong, &bundle, &fault), SMX_MALFORMED);
  EXPECT_STREQ(fault.field, SMX_FIELD_MAGIC);
}

TEST(Wire, DecodersRefuseBadArgumentsAndTouchNothing) {
  const std::uint8_t bytes[64] = {};
  auto header = sized<smx_envelope_header>();
  auto frame = sized<smx_frame_header>();
  auto fault = sized<smx_fault>();
  EXPECT_EQ(smx_envelope_decode(nullptr, 1, &header, nullptr), SMX_INVALID_ARGUMENT);
  EXPECT_EQ(smx_envelope_decode(bytes, 64, nullptr, nullptr), SMX_INVALID_ARGUMENT);
  EXPECT_EQ(smx_envelope_decode(bytes, SIZE_MAX, &header, nullptr), SMX_INVALID_ARGUMENT);
  EXPECT_EQ(smx_envelope_decode(reinterpret_cast<std::uint8_t*>(&header), 4, &header, nullptr),
            SMX_INVALID_ARGUMENT);
  EXPECT_EQ(smx_frame_decode(nullptr, 1, &frame, nullptr), SMX_INVALID_ARGUMENT);
  EXPECT_EQ(smx_frame_decode(bytes, 64, nullptr, nullptr), SMX_INVALID_ARGUMENT);
  EXPECT_EQ(smx_frame_decode(reinterpret_cast<std::uint8_t*>(&fault), 4, &frame, &fault),
            SMX_INVALID_ARGUMENT);
  smx_bundle bundle{};
  EXPECT_EQ(smx_bundle_decode(bytes, 64, nullptr, nullptr), SMX_INVALID_ARGUMENT);
  EXPECT_EQ(smx_bundle_decode(nullptr, 1, &bundle, nullptr), SMX_INVALID_ARGUMENT);
  EXPECT_EQ(smx_bundle_decode(reinterpret_cast<std::uint8_t*>(&bundle), 4, &bundle, nullptr),
            SMX_INVALID_ARGUMENT);
  for (const size_t size : {size_t{0}, sizeof fault - 1, sizeof fault + 8}) {
    fault.struct_size = size;
    EXPECT_EQ(smx_envelope_decode(bytes, 64, &header, &fault), SMX_INVALID_ARGUMENT);
    EXPECT_EQ(smx_frame_decode(bytes, 64, &frame, &fault), SMX_INVALID_ARGUMENT);
    EXPECT_EQ(smx_bundle_decode(bytes, 64, &bundle, &fault), SMX_INVALID_ARGUMENT);
  }
  header.struct_size = 8;
  EXPECT_EQ(smx_envelope_decode(bytes, 64, &header, nullptr), SMX_INVALID_ARGUMENT);
  frame.struct_size = 0;
  EXPECT_EQ(smx_frame_decode(bytes, 64, &frame, nullptr), SMX_INVALID_ARGUMENT);
}

TEST(Wire, BundlesGoThroughTheirBytes) {
  const Phone bob("bob");
  for (const std::uint32_t kind : {SMX_BUNDLE_PLAIN, SMX_BUNDLE_ONE_TIME}) {
    const smx_bundle bundle = bob.bundle(kind);
    EXPECT_EQ(smx_bundle_verify(&bundle), SMX_OK);
    EXPECT_EQ(smx_signed_prekey_verify(&bundle.keys, &bundle.signed_prekey), SMX_OK);
    size_t size = 0;
    ASSERT_EQ(smx_bundle_encode(&bundle, nullptr, &size), SMX_BUFFER_TOO_SMALL);
    Bytes encoded(size, 0xEE);
    size = encoded.size() - 1;
    ASSERT_EQ(smx_bundle_encode(&bundle, encoded.data(), &size), SMX_BUFFER_TOO_SMALL);
    EXPECT_EQ(size, encoded.size());
    EXPECT_EQ(encoded, Bytes(size, 0xEE));
    ASSERT_EQ(smx_bundle_encode(&bundle, encoded.data(), &size), SMX_OK);
    EXPECT_LE(size, static_cast<size_t>(SMX_MAX_BUNDLE_SIZE));
    smx_bundle again;
    ASSERT_EQ(smx_bundle_decode(encoded.data(), size, &again, nullptr), SMX_OK);
    EXPECT_EQ(std::memcmp(&again, &bundle, sizeof bundle), 0);
    again.signed_prekey.signature[0] ^= 1;
    EXPECT_EQ(smx_bundle_verify(&again), SMX_BAD_SIGNATURE);
    EXPECT_EQ(smx_signed_prekey_verify(&again.keys, &again.signed_prekey), SMX_BAD_SIGNATURE);
  }
}

TEST(Wire, BundlesThatNobodyCanWrite) {
  const smx_bundle good = Phone("bob").bundle();
  Bytes out(SMX_MAX_BUNDLE_SIZE);
  const auto status_of = [&](const smx_bundle& bundle) {
    size_t size = out.size();
    return smx_bundle_encode(&bundle, out.data(), &size);
  };
  for (const std::uint8_t size : {std::uint8_t{0}, std::uint8_t{65}, std::uint8_t{255}}) {
    smx_bundle bundle = good;
    bundle.signed_prekey.key_id.size = size;
    EXPECT_EQ(status_of(bundle), SMX_INVALID_ARGUMENT);
    EXPECT_EQ(smx_bundle_verify(&bundle), SMX_MALFORMED);
    EXPECT_EQ(smx_signed_prekey_verify(&bundle.keys, &bundle.signed_prekey), SMX_MALFORMED);
    bundle = good;
    bundle.one_time_prekey.key_id.size = size;
    EXPECT_EQ(status_of(bundle), SMX_INVALID_ARGUMENT);
    // Where there is none nobody looks at it.
    bundle.has_one_time_prekey = 0;
    EXPECT_EQ(status_of(bundle), SMX_OK);
  }
  smx_bundle bundle = good;
  bundle.signed_prekey.key_id.bytes[0] = 0xFF;
  EXPECT_EQ(status_of(bundle), SMX_MALFORMED);
  bundle = good;
  bundle.has_one_time_prekey = 2;
  EXPECT_EQ(status_of(bundle), SMX_INVALID_ARGUMENT);
  EXPECT_EQ(smx_bundle_verify(&bundle), SMX_INVALID_ARGUMENT);
  size_t size = sizeof bundle;
  EXPECT_EQ(smx_bundle_encode(nullptr, out.data(), &size), SMX_INVALID_ARGUMENT);
  EXPECT_EQ(smx_bundle_encode(&good, out.data(), nullptr), SMX_INVALID_ARGUMENT);
  EXPECT_EQ(smx_bundle_encode(&good, nullptr, &size), SMX_INVALID_ARGUMENT);
  EXPECT_EQ(smx_bundle_encode(&bundle, reinterpret_cast<std::uint8_t*>(&bundle), &size),
            SMX_INVALID_ARGUMENT);
  size = SIZE_MAX;
  EXPECT_EQ(smx_bundle_encode(&good, out.data(), &size), SMX_INVALID_ARGUMENT);
  EXPECT_EQ(smx_bundle_verify(nullptr), SMX_INVALID_ARGUMENT);
  EXPECT_EQ(smx_signed_prekey_verify(nullptr, &good.signed_prekey), SMX_INVALID_ARGUMENT);
  EXPECT_EQ(smx_signed_prekey_verify(&good.keys, nullptr), SMX_INVALID_ARGUMENT);
}

}  // namespace
}  // namespace smx_c_test
