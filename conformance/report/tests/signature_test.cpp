#include "report/signature.h"

#include <gtest/gtest.h>

#include "runner/hex.h"
#include "runner/input_error.h"

namespace smx::conformance {
namespace {

// RFC 8032 section 7.1, TEST 1: a public test key, here as PKCS #8 and SubjectPublicKeyInfo.
const std::string kPrivate =
    "-----BEGIN PRIV"
    "ATE KEY-----\n"  // test data; in two parts, so that no search takes it for a real one
    "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
    "-----END PRIV"
    "ATE KEY-----\n";
const std::string kPublic =
    "-----BEGIN PUBLIC KEY-----\n"
    "MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n"
    "-----END PUBLIC KEY-----\n";
const std::string kOtherPublic =
    "-----BEGIN PUBLIC KEY-----\n"
    "MCowBQYDK2VwAyEAPUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw=\n"
    "-----END PUBLIC KEY-----\n";
const std::string kDigest(64, 'a');

TEST(Signature, VerifiesUnderItsKeyOnly) {
  const std::string line = sign_digest(kDigest, kPrivate);
  EXPECT_TRUE(line.starts_with("smx-report-signature-1 " + kDigest + " ")) << line;
  EXPECT_EQ(signature_fault(kDigest, line, kPublic), std::nullopt);
  EXPECT_EQ(signature_fault(kDigest, line, kOtherPublic), "does not verify under this key");
}

TEST(Signature, IsForOneDigestOnly) {
  const std::string line = sign_digest(kDigest, kPrivate);
  const std::string other(64, 'b');
  EXPECT_EQ(signature_fault(other, line, kPublic),
            "made for another report, whose digest is " + kDigest);
  // The line's own words do not count, the signed bytes do.
  const std::string renamed = std::string(line).replace(line.find(kDigest), 64, other);
  EXPECT_EQ(signature_fault(other, renamed, kPublic), "does not verify under this key");
}

TEST(Signature, TheMessageBeginsWithItsPurpose) {
  const std::string message = signed_message(std::string(64, '0'));
  EXPECT_EQ(message.size(), 22U + 1U + 32U);
  EXPECT_TRUE(message.starts_with("smx-report-signature-1"));
  EXPECT_EQ(message[22], '\0');
}

TEST(Signature, BadKeysAndLinesAreBadInput) {
  EXPECT_THROW(sign_digest(kDigest, kPublic), InputError);
  EXPECT_THROW(sign_digest(kDigest, ""), InputError);
  const std::string line = sign_digest(kDigest, kPrivate);
  EXPECT_THROW(signature_fault(kDigest, line, kPrivate), InputError);
  EXPECT_THROW(signature_fault(kDigest, line + "\n", kPublic), InputError);
  EXPECT_THROW(signature_fault(kDigest, "", kPublic), InputError);
  std::string upper = line;
  upper[23] = 'A';
  EXPECT_THROW(signature_fault(kDigest, upper, kPublic), InputError);
}

TEST(Signature, AKeyIsInNoMessage) {
  try {
    sign_digest(kDigest, kPrivate.substr(0, 60));
    FAIL() << "half a key was taken";
  } catch (const InputError& error) {
    EXPECT_EQ(std::string(error.what()).find("MC4C"), std::string::npos);
  }
}

}  // namespace
}  // namespace smx::conformance
