#include "build.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "pinned_files.h"
#include "runner/strict_json.h"
#include "scenario.h"
#include "suite.h"
#include "temporary_directory.h"

namespace smx::vectors {
namespace {

namespace fs = std::filesystem;
using conformance::read_text_file;

const fs::path kTree = fs::path(SMX_SOURCE_DIR) / "vectors";

BuildOptions into(const fs::path& directory) {
  return {{"cpp", {SMX_DRIVER}}, directory, fs::path(SMX_SOURCE_DIR) / "docs" / "spec", {}};
}

Json document(const std::string& file) { return Json::parse(read_text_file(kTree / file)); }

TEST(Build, GivesTheSameBytesTwiceAndThoseOfTheTree) {
  const TemporaryDirectory out;
  // The lock is in the order in which ids were pinned, so a build goes on from the tree's.
  fs::copy_file(kTree / "ids.lock", out.path() / "ids.lock");
  const BuildReport report = build(into(out.path()));
  EXPECT_EQ(report.files, all_suites().size());
  std::map<std::string, std::string> first;
  for (const Suite& suite : all_suites()) {
    first[suite.file] = read_text_file(out.path() / suite.file);
    // Whole files are megabytes: say only which one differs.
    EXPECT_TRUE(first[suite.file] == read_text_file(kTree / suite.file))
        << suite.file << " is not what the generator makes";
  }
  const std::string lock = read_text_file(out.path() / "ids.lock");
  EXPECT_TRUE(lock == read_text_file(kTree / "ids.lock")) << "ids.lock";
  const std::string manifest = read_text_file(out.path() / "MANIFEST.json");

  build(into(out.path()));
  for (const auto& [file, text] : first) {
    EXPECT_TRUE(text == read_text_file(out.path() / file)) << file;
  }
  EXPECT_EQ(lock, read_text_file(out.path() / "ids.lock"));
  EXPECT_EQ(manifest, read_text_file(out.path() / "MANIFEST.json"));
}

TEST(Build, ARefusedPinWritesNothing) {
  const TemporaryDirectory out;
  // An id that no suite makes: it would be gone.
  const std::string lock = "case old/one hkdf-v1.json 1 " + std::string(64, 'a') + "\n";
  out.write("ids.lock", lock);
  try {
    build(into(out.path()));
    FAIL() << "the lost id was not noticed";
  } catch (const BuildError& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("old/one: the id is gone"));
  }
  EXPECT_EQ(read_text_file(out.path() / "ids.lock"), lock);
  EXPECT_FALSE(fs::exists(out.path() / "hkdf-v1.json"));
}

TEST(PinnedVectors, AreEnoughAndNoFileIsMostOfThem) {
  std::size_t all = 0;
  std::size_t scripts = 0;
  std::size_t largest = 0;
  for (const Suite& suite : all_suites()) {
    std::size_t cases = 0;
    const Json file = document(suite.file);
    for (const Json& group : file.at("groups")) {
      for (const Json& test_case : group.at("cases")) {
        ++cases;
        if (test_case.at("steps").size() >= 5) ++scripts;
      }
    }
    all += cases;
    largest = std::max(largest, cases);
  }
  EXPECT_GE(all, 400U);
  EXPECT_GE(scripts, 120U);
  EXPECT_LE(largest * 100, all * 40);
}

TEST(PinnedVectors, EveryFileStaysUnderFourMegabytes) {
  for (const Suite& suite : all_suites()) {
    EXPECT_LT(fs::file_size(kTree / suite.file), 4'000'000U) << suite.file;
  }
}

TEST(PinnedVectors, EveryRefusalByASessionOrDeviceLeavesItsState) {
  std::size_t refusals = 0;
  for (const Suite& suite : all_suites()) {
    const Json file = document(suite.file);
    for (const Json& group : file.at("groups")) {
      for (const Json& test_case : group.at("cases")) {
        for (const Json& step : test_case.at("steps")) {
          const auto op = step.at("op").get<std::string>();
          const bool stateful = op == "dr.encrypt" || op == "dr.decrypt" ||
                                (op.starts_with("device.") && op != "device.new");
          if (stateful && step.at("expect").contains("reject")) {
            ++refusals;
            EXPECT_TRUE(step.contains("state")) << test_case.at("id");
          }
        }
      }
    }
  }
  EXPECT_GT(refusals, 200U);
}

}  // namespace
}  // namespace smx::vectors
