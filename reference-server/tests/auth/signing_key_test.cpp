#include "auth/signing_key.h"

#include <gtest/gtest.h>

#include "tests/auth/keys.h"

namespace smx::relay::auth {
namespace {

KeyFault fault_of(std::string_view pem) {
  const auto key = SigningKey::from_pem(pem);
  EXPECT_FALSE(key.has_value());
  return key ? KeyFault{} : key.error();
}

TEST(SigningKey, SignsWhatItsPublicHalfVerifies) {
  const auto key = SigningKey::from_pem(SigningKey::generate_pem());
  ASSERT_TRUE(key.has_value());
  const auto verifying = VerifyingKey::from_pem(key->verifying_key().pem());
  ASSERT_TRUE(verifying.has_value());
  EXPECT_EQ(verifying->key_id(), key->verifying_key().key_id());
  EXPECT_EQ(verifying->key_id().size(), 16u);

  const Bytes signature = key->sign(bytes_of("text"));
  EXPECT_EQ(signature.size(), 256u);
  EXPECT_TRUE(verifying->verify(bytes_of("text"), signature));
  EXPECT_FALSE(verifying->verify(bytes_of("tezt"), signature));
  EXPECT_FALSE(verifying->verify(bytes_of("text"), {}));
  Bytes longer = signature;
  longer.push_back(0);
  EXPECT_FALSE(verifying->verify(bytes_of("text"), longer));
  longer.insert(longer.begin(), 0);
  EXPECT_FALSE(verifying->verify(bytes_of("text"), longer));
  for (std::size_t i = 0; i < signature.size(); ++i) {
    Bytes changed = signature;
    changed[i] ^= 1;
    ASSERT_FALSE(verifying->verify(bytes_of("text"), changed)) << i;
  }
}

TEST(SigningKey, RefusesWhatIsNotAnRsaKeyOf2048Bits) {
  EXPECT_EQ(fault_of(""), KeyFault::not_pem);
  EXPECT_EQ(fault_of("key"), KeyFault::not_pem);
  EXPECT_EQ(fault_of(SigningKey::generate_pem(1024)), KeyFault::too_short);
  EXPECT_EQ(fault_of(SigningKey::generate_pem(2047)), KeyFault::too_short);
  EXPECT_EQ(fault_of(test::elliptic_curve_pem()), KeyFault::not_rsa);
  EXPECT_EQ(fault_of(test::rsa_pss_pem()), KeyFault::not_rsa);
  // Not asked for at a terminal.
  EXPECT_EQ(fault_of(test::pem_with_passphrase()), KeyFault::not_pem);

  const std::string pem = SigningKey::generate_pem();
  EXPECT_EQ(fault_of(pem.substr(0, pem.size() / 2)), KeyFault::not_pem);
  const auto key = SigningKey::from_pem(pem);
  ASSERT_TRUE(key.has_value());
  EXPECT_EQ(fault_of(key->verifying_key().pem()), KeyFault::not_pem);
  EXPECT_EQ(VerifyingKey::from_pem(pem).error(), KeyFault::not_pem);
}

TEST(SigningKey, AFaultSaysWhatIsNeeded) {
  for (const KeyFault fault :
       {KeyFault::not_pem, KeyFault::not_rsa, KeyFault::too_short, KeyFault::broken}) {
    EXPECT_FALSE(key_fault_text(fault).empty());
  }
}

}  // namespace
}  // namespace smx::relay::auth
