#include "import/ruling.h"

#include <gtest/gtest.h>

#include "test_support.h"

namespace smx::wycheproof {
namespace {

struct Want {
  Class a_class;
  const char* verdict;
  const char* clause;
};

/// Holds the rulings on all tests of a file against what they have to be, in the order of the file.
void expect_rulings(const File& file, const std::vector<Want>& wants) {
  ASSERT_EQ(file.tests.size(), wants.size());
  for (std::size_t i = 0; i < wants.size(); ++i) {
    const Ruling ruling = ruling_on(file, file.tests[i]);
    SCOPED_TRACE(file.name + ": " + file.tests[i].comment + ": " + ruling.rule);
    EXPECT_EQ(class_name(ruling.a_class), class_name(wants[i].a_class));
    EXPECT_EQ(ruling.verdict(), wants[i].verdict);
    EXPECT_EQ(ruling.clause, wants[i].clause);
    EXPECT_FALSE(ruling.rule.empty());
  }
}

TEST(Ruling, X25519) {
  expect_rulings(our_file("x25519_test.json", Algorithm::kX25519),
                 {{Class::kValid, "accepted", "PRIM-07"},
                  {Class::kAcceptable, "accepted", "PRIM-09"},
                  {Class::kAcceptable, "accepted", "PRIM-09"},
                  {Class::kAcceptable, "accepted", "PRIM-09"},
                  {Class::kAcceptable, "accepted", "PRIM-09"},
                  {Class::kAcceptable, "refused", "PRIM-10"},
                  {Class::kAcceptable, "refused", "PRIM-10"},
                  {Class::kInvalid, "refused", "PRIM-10"},
                  {Class::kInvalid, "refused", "PRIM-04"},
                  {Class::kDiffers, "refused", "PRIM-10"}});
}

TEST(Ruling, X25519SaysWhichEncoding) {
  const File file = our_file("x25519_test.json", Algorithm::kX25519);
  EXPECT_EQ(ruling_on(file, file.tests.at(2)).rule, "top bit of the key ignored");
  EXPECT_EQ(ruling_on(file, file.tests.at(3)).rule, "key of 2^255-19 or more reduced");
  EXPECT_EQ(ruling_on(file, file.tests.at(4)).rule, "key of any point, also of the twist");
}

TEST(Ruling, Ed25519) {
  expect_rulings(our_file("ed25519_test.json", Algorithm::kEd25519),
                 {{Class::kValid, "accepted", "PRIM-16"},
                  {Class::kInvalid, "refused", "PRIM-13"},
                  {Class::kInvalid, "refused", "PRIM-16"},
                  {Class::kInvalid, "refused", "PRIM-17"},
                  {Class::kInvalid, "refused", "PRIM-17"},
                  {Class::kInvalid, "refused", "PRIM-15"},
                  {Class::kInvalid, "refused", "PRIM-14"},
                  {Class::kDiffers, "refused", "PRIM-15"}});
}

TEST(Ruling, OrderOfTheBasePointIsTheBound) {
  File file = our_file("ed25519_test.json", Algorithm::kEd25519);
  wycheproof::Test test = file.tests.at(0);
  const std::string r = test.members["sig"].get<std::string>().substr(0, 64);
  const std::string order_minus_one =
      "ecd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010";
  test.members["sig"] = r + order_minus_one;
  EXPECT_EQ(ruling_on(file, test).clause, "PRIM-16");
  test.members["sig"] = r + "ed" + order_minus_one.substr(2);
  EXPECT_EQ(ruling_on(file, test).clause, "PRIM-13");
  // The last canonical y, the first that is not, and a sign where x is 0.
  test.members["sig"] = "eb" + std::string(60, 'f') + "7f" + order_minus_one;
  EXPECT_EQ(ruling_on(file, test).clause, "PRIM-16");
  test.members["sig"] = "ed" + std::string(60, 'f') + "7f" + order_minus_one;
  EXPECT_EQ(ruling_on(file, test).clause, "PRIM-14");
  test.members["sig"] = "01" + std::string(60, '0') + "80" + order_minus_one;
  EXPECT_EQ(ruling_on(file, test).clause, "PRIM-14");
}

TEST(Ruling, OlderEdDsaFilesAreSignedToo) {
  const File file = our_file("eddsa_test.json", Algorithm::kEd25519);
  expect_rulings(file,
                 {{Class::kValid, "accepted", "PRIM-16"}, {Class::kInvalid, "refused", "PRIM-16"}});
  const Ruling ruling = ruling_on(file, file.tests.at(0));
  ASSERT_EQ(ruling.steps.size(), 2U);
  EXPECT_EQ(ruling.steps[1].op, "ed25519.sign");
}

TEST(Ruling, AesGcm) {
  expect_rulings(our_file("aes_gcm_test.json", Algorithm::kAesGcm),
                 {{Class::kValid, "accepted", "PRIM-07"},
                  {Class::kValid, "accepted", "PRIM-07"},
                  {Class::kValid, "accepted", "PRIM-07"},
                  {Class::kInvalid, "refused", "PRIM-18"},
                  {Class::kInvalid, "refused", "PRIM-18"},
                  {Class::kInvalid, "refused", "PRIM-18"},
                  {Class::kOutsideProfile, "refused", "PRIM-04"},
                  {Class::kOutsideProfile, "refused", "PRIM-04"},
                  {Class::kOutsideProfile, "not asked", "PRIM-18"}});
}

TEST(Ruling, Hkdf) {
  const File file = our_file("hkdf_sha256_test.json", Algorithm::kHkdfSha256);
  expect_rulings(file, {{Class::kValid, "accepted", "PRIM-07"},
                        {Class::kValid, "accepted", "PRIM-07"},
                        {Class::kOutsideProfile, "not asked", "PRIM-19"}});
  wycheproof::Test test = file.tests.at(2);
  test.members["size"] = 8160U;
  EXPECT_EQ(ruling_on(file, test).a_class, Class::kUnexplained) << "8160 bytes are not too many";
}

TEST(Ruling, Hmac) {
  const File file = our_file("hmac_sha256_test.json", Algorithm::kHmacSha256);
  expect_rulings(file, {{Class::kValid, "accepted", "PRIM-07"},
                        {Class::kValid, "accepted", "PRIM-07"},
                        {Class::kInvalid, "accepted", "PRIM-07"},
                        {Class::kInvalid, "accepted", "PRIM-07"},
                        {Class::kOutsideProfile, "not asked", "PRIM-07"}});
  // A wrong tag is refused by giving the right one.
  EXPECT_EQ(ruling_on(file, file.tests.at(2)).steps.at(0).expect.outputs["tag"],
            file.tests.at(0).members["tag"]);
  wycheproof::Test test = file.tests.at(2);
  test.members["tag"] = file.tests.at(0).members["tag"];
  EXPECT_EQ(ruling_on(file, test).a_class, Class::kUnexplained) << "a right tag called invalid";
}

TEST(Ruling, WhatNoClauseDecidesIsUnexplained) {
  const struct {
    const char* file;
    Algorithm algorithm;
    Verdict verdict;
  } cases[] = {{"x25519_test.json", Algorithm::kX25519, Verdict::kInvalid},
               {"ed25519_test.json", Algorithm::kEd25519, Verdict::kAcceptable},
               {"aes_gcm_test.json", Algorithm::kAesGcm, Verdict::kAcceptable},
               {"hkdf_sha256_test.json", Algorithm::kHkdfSha256, Verdict::kAcceptable},
               {"hkdf_sha256_test.json", Algorithm::kHkdfSha256, Verdict::kInvalid},
               {"hmac_sha256_test.json", Algorithm::kHmacSha256, Verdict::kAcceptable}};
  for (const auto& entry : cases) {
    const File file = our_file(entry.file, entry.algorithm);
    wycheproof::Test test = file.tests.at(0);
    test.verdict = entry.verdict;
    const Ruling ruling = ruling_on(file, test);
    EXPECT_EQ(ruling.a_class, Class::kUnexplained) << entry.file;
    EXPECT_FALSE(ruling.asked());
  }
}

TEST(Ruling, WhatNoLineCanHoldIsOutside) {
  const File file = our_file("hmac_sha256_test.json", Algorithm::kHmacSha256);
  wycheproof::Test test = file.tests.at(0);
  test.members["msg"] = std::string(std::size_t{1} << 20U, 'a');
  const Ruling ruling = ruling_on(file, test);
  EXPECT_EQ(ruling.a_class, Class::kOutsideProfile);
  EXPECT_EQ(ruling.clause, "driver protocol: Framing");
}

}  // namespace
}  // namespace smx::wycheproof
