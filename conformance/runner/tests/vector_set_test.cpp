#include "runner/vector_set.h"

#include <gtest/gtest.h>

#include "runner/input_error.h"
#include "runner/sha256.h"
#include "test_support.h"

namespace smx::conformance {
namespace {

using test::TemporaryFolder;

std::string small_text() { return read_text_file(test::fixtures() / "small-v1.json"); }

Json manifest_of(const std::string& text, std::size_t cases) {
  return {{"schema", "smx-manifest-1"},
          {"spec_revision", 1},
          {"spec_sha256", std::string(64, '0')},
          {"files", Json::array({{{"file", "small-v1.json"},
                                  {"sha256", sha256_hex(text)},
                                  {"suite", "small"},
                                  {"suite_version", 1},
                                  {"spec_revision", 1},
                                  {"adr", {"0001"}},
                                  {"cases", cases},
                                  {"agreed_by", {"cpp"}}}})}};
}

std::string fault_of(const std::filesystem::path& folder) {
  try {
    read_vector_set(folder);
  } catch (const InputError& error) {
    return error.what();
  }
  return {};
}

TEST(VectorSet, ReadsAFolderWithoutAManifest) {
  const VectorSet set = read_vector_set(test::fixtures());
  EXPECT_FALSE(set.manifest_sha256);
  EXPECT_EQ(set.case_count(), 6U);
  EXPECT_EQ(set.files[0].sha256, sha256_hex(small_text()));
}

TEST(VectorSet, HoldsFilesToTheManifest) {
  const TemporaryFolder folder;
  folder.write("small-v1.json", small_text());
  const std::string manifest = manifest_of(small_text(), 6).dump();
  folder.write("MANIFEST.json", manifest);
  EXPECT_EQ(read_vector_set(folder.path()).manifest_sha256, sha256_hex(manifest));

  folder.write("small-v1.json", small_text() + " ");
  EXPECT_NE(fault_of(folder.path()).find("small-v1.json: its SHA-256 is not"), std::string::npos);

  folder.write("small-v1.json", small_text());
  folder.write("MANIFEST.json", manifest_of(small_text(), 7).dump());
  EXPECT_NE(fault_of(folder.path()).find("6 cases, MANIFEST.json says 7"), std::string::npos);
}

TEST(VectorSet, EveryFileIsListed) {
  const TemporaryFolder folder;
  folder.write("small-v1.json", small_text());
  folder.write("MANIFEST.json", manifest_of(small_text(), 6).dump());
  folder.write("more-v1.json", small_text());
  EXPECT_NE(fault_of(folder.path()).find("more-v1.json: MANIFEST.json does not list it"),
            std::string::npos);
}

TEST(VectorSet, IdsAreUniqueOverAllFiles) {
  const TemporaryFolder folder;
  folder.write("a-v1.json", small_text());
  folder.write("b-v1.json", small_text());
  EXPECT_NE(fault_of(folder.path()).find("b-v1.json: case small/hkdf-a1 exists already in a-v1"),
            std::string::npos);
}

TEST(VectorSet, NamesTheFileAndTheFault) {
  const TemporaryFolder folder;
  EXPECT_NE(fault_of(folder.path()), "") << "an empty folder";
  EXPECT_NE(fault_of(folder.path() / "absent"), "");

  Json file = test::small_json();
  file["groups"][0]["cases"][0]["steps"][0]["in"]["ikm"] = "0B";
  folder.write("small-v1.json", file.dump());
  EXPECT_NE(fault_of(folder.path()).find("small-v1.json: [groups][0][cases][0][steps][0]"),
            std::string::npos)
      << fault_of(folder.path());

  file = test::small_json();
  file["groups"][0]["cases"][0]["flags"] = {"Unknown"};
  folder.write("small-v1.json", file.dump());
  EXPECT_NE(fault_of(folder.path()).find("case small/hkdf-a1: flag Unknown has no note"),
            std::string::npos);
}

TEST(VectorSet, ARequestIsCompleteOnceItsMembersAreResolved) {
  const TemporaryFolder folder;
  Json file = test::small_json();
  file["groups"][1]["cases"][0]["steps"][3]["in"].erase("session");
  folder.write("small-v1.json", file.dump());
  EXPECT_NE(fault_of(folder.path()).find("session"), std::string::npos) << fault_of(folder.path());
}

}  // namespace
}  // namespace smx::conformance
