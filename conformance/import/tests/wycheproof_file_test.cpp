#include "import/wycheproof_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "import/wycheproof_folder.h"
#include "runner/input_error.h"
#include "runner/strict_json.h"
#include "test_support.h"

namespace smx::wycheproof {
namespace {

using conformance::InputError;
using testing::ElementsAre;
using testing::HasSubstr;

/// The fault that reading the folder gives, or nothing.
std::string fault_of(const Scratch& scratch) {
  try {
    read_folder(scratch.path());
  } catch (const InputError& error) {
    return error.what();
  }
  return {};
}

/// The small HKDF file with one edit.
std::string edited(const std::string& from, const std::string& to) {
  std::string text = conformance::read_text_file(kCheckout / "hkdf_sha256_test.json");
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(WycheproofFolder, FindsFilesByWhatTheySayTheyAre) {
  const Folder folder = read_folder(kCheckout.parent_path());
  std::vector<std::string> names;
  for (const File& file : folder.files) names.push_back(file.name);
  EXPECT_THAT(names,
              ElementsAre("aes_gcm_test.json", "ed25519_test.json", "eddsa_test.json",
                          "hkdf_sha256_test.json", "hmac_sha256_test.json", "x25519_test.json"));
  EXPECT_THAT(folder.others,
              ElementsAre("hkdf_sha512_test.json", "x25519_asn_test.json", "x448_test.json"));
  EXPECT_THAT(folder.not_ours, ElementsAre("list.json"));
  EXPECT_EQ(folder.directory, kCheckout);
}

TEST(WycheproofFolder, AnotherNameIsFine) {
  const Scratch scratch;
  scratch.write("mine.json", edited("RFC", "RFC"));
  EXPECT_EQ(read_folder(scratch.path()).files.at(0).tests.size(), 3U);
}

TEST(WycheproofFolder, AFileThatIsNotWhatItsNameSaysIsAFault) {
  const Scratch scratch;
  scratch.write("hkdf_sha256_test.json", edited("HKDF-SHA-256", "HKDF-SHA-1"));
  EXPECT_THAT(fault_of(scratch), HasSubstr("says algorithm HKDF-SHA-1, schema hkdf_test_schema"));
  scratch.write("hkdf_sha256_test.json", "[1, 2]");
  EXPECT_THAT(fault_of(scratch), HasSubstr("not a file in Wycheproof's layout"));
}

TEST(WycheproofFolder, NothingOfOursIsAFault) {
  const Scratch scratch;
  EXPECT_THAT(fault_of(scratch), HasSubstr("holds none of x25519_test.json"));
  EXPECT_THROW(read_folder(scratch.path() / "absent"), InputError);
}

TEST(WycheproofFile, WhatIsWrongIsNamed) {
  const struct {
    const char* from;
    const char* to;
    const char* fault;
  } edits[] = {
      {"\"numberOfTests\": 3", "\"numberOfTests\": 4", "numberOfTests is 4, there are 3"},
      {"\"tcId\": 2", "\"tcId\": 1", "tcId 1 occurs twice"},
      {"\"tcId\": 2", "\"tcId\": -2", "testGroups[0]: a test without a tcId"},
      {"\"valid\"", "\"fine\"", "tcId 1: result is not valid, invalid or acceptable"},
      {"\"HkdfTest\"", "\"Hkdf\"", "testGroups[0]: type is not HkdfTest"},
      {"\"flags\": []", "\"flags\": 7", "tcId 1: comment is no text, or flags no list of texts"},
      {"\"tests\"", "\"test\"", "testGroups[0]: no list tests"},
      {"\"testGroups\"", "\"groups\"", "no list testGroups"},
      {"\"size\": 42", "\"size\": 42, \"size\": 43", "member \"size\" occurs twice"},
  };
  for (const auto& edit : edits) {
    const Scratch scratch;
    scratch.write("hkdf_sha256_test.json", edited(edit.from, edit.to));
    EXPECT_THAT(fault_of(scratch), HasSubstr(edit.fault));
    EXPECT_THAT(fault_of(scratch), HasSubstr("hkdf_sha256_test.json: "));
  }
}

TEST(WycheproofFile, MembersAreHeldToTheirForm) {
  const File file = our_file("hkdf_sha256_test.json", Algorithm::kHkdfSha256);
  wycheproof::Test test = file.tests.at(0);
  EXPECT_EQ(size_member(file, test, "size"), 42U);
  test.members["size"] = "42";
  EXPECT_THROW(size_member(file, test, "size"), InputError);
  test.members["ikm"] = "0B";
  EXPECT_THROW(hex_member(file, test, "ikm"), InputError);
  test.members.erase("ikm");
  EXPECT_THROW(hex_member(file, test, "ikm"), InputError);
  EXPECT_THROW(group_size(file, test, "tagSize"), InputError);
}

TEST(WycheproofFile, AnotherCurveIsNoFileOfOurs) {
  EXPECT_FALSE(read_file(kCheckout / "x448_test.json", Algorithm::kX25519));
  EXPECT_FALSE(algorithm_of({"XDH", "xdh_asn_comp_schema_v1.json"}));
  EXPECT_FALSE(algorithm_of({"XDH", "xdh_comp_schemata.json"}));
  EXPECT_TRUE(algorithm_of({"XDH", "xdh_comp_schema.json"}));
}

TEST(WycheproofFile, CurvesAreNotMixed) {
  std::string text = conformance::read_text_file(kCheckout / "ed25519_test.json");
  const std::size_t at = text.rfind("edwards25519");
  const Scratch scratch;
  scratch.write("ed25519_test.json", text.replace(at, 12, "edwards448"));
  EXPECT_THAT(fault_of(scratch), HasSubstr("some groups are of curve edwards25519, others not"));
}

}  // namespace
}  // namespace smx::wycheproof
