#include "build.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "pinned_files.h"
#include "recorded.h"
#include "runner/input_error.h"
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
  return {{"cpp", {SMX_DRIVER}}, directory, kTree, fs::path(SMX_SOURCE_DIR) / "docs" / "spec", {}};
}

/// Names of all pinned files.
std::vector<std::string> pinned() {
  std::vector<std::string> names;
  for (const Suite& suite : all_suites()) names.push_back(suite.file);
  for (const RecordedSuite& suite : recorded_suites()) names.push_back(suite.file);
  return names;
}

Json pinned_document(const std::string& file) { return Json::parse(read_text_file(kTree / file)); }

TEST(Build, GivesTheSameBytesTwiceAndThoseOfTheTree) {
  const TemporaryDirectory out;
  // The lock is in the order in which ids were pinned, so a build goes on from the tree's.
  fs::copy_file(kTree / "ids.lock", out.path() / "ids.lock");
  const BuildReport report = build(into(out.path()));
  EXPECT_EQ(report.files, pinned().size());
  std::map<std::string, std::string> first;
  for (const std::string& file : pinned()) {
    first[file] = read_text_file(out.path() / file);
    // Whole files are megabytes: say only which one differs.
    EXPECT_TRUE(first[file] == read_text_file(kTree / file))
        << file << " is not what the generator makes or carries";
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

TEST(Build, ARecordingThatTheDriverAnswersOtherwiseWritesNothing) {
  const TemporaryDirectory from;
  const TemporaryDirectory out;
  Json recording = pinned_document(kLiveFile);
  Json& expected = recording.at("groups").at(0).at("cases").at(0).at("steps").at(0).at("expect");
  std::string key = expected.at("ok").at("identity_key").get<std::string>();
  key[0] = key[0] == '0' ? '1' : '0';
  expected.at("ok")["identity_key"] = key;
  from.write(kLiveFile, canonical(recording));
  BuildOptions options = into(out.path());
  options.recorded = from.path();
  try {
    build(options);
    FAIL() << "the changed byte was not noticed";
  } catch (const BuildError& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("cpp: live/first-with-prekey: "));
  }
  EXPECT_TRUE(fs::is_empty(out.path()));
}

TEST(Build, ARecordingOfAnotherVersionIsRefused) {
  const TemporaryDirectory from;
  Json recording = pinned_document(kLiveFile);
  recording["adr"] = {"0004"};
  from.write(kLiveFile, canonical(recording));
  EXPECT_THROW(read_recorded_files(from.path()), conformance::InputError);
  from.write(kLiveFile, pinned_document(kLiveFile).dump(1));
  EXPECT_THROW(read_recorded_files(from.path()), conformance::InputError);
  fs::remove(from.path() / kLiveFile);
  EXPECT_THROW(read_recorded_files(from.path()), conformance::InputError);
  EXPECT_EQ(read_recorded_files(kTree).size(), recorded_suites().size());
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

/// Counted without what was recorded: a live run is wide, and none of it was made to find a bug.
TEST(PinnedVectors, AreEnoughAndNoFileIsMostOfThem) {
  std::size_t all = 0;
  std::size_t scripts = 0;
  std::size_t largest = 0;
  for (const Suite& suite : all_suites()) {
    std::size_t cases = 0;
    const Json file = pinned_document(suite.file);
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
  for (const std::string& file : pinned()) {
    EXPECT_LT(fs::file_size(kTree / file), 4'000'000U) << file;
  }
}

TEST(PinnedVectors, EveryRefusalByASessionOrDeviceLeavesItsState) {
  std::size_t refusals = 0;
  for (const std::string& name : pinned()) {
    const Json file = pinned_document(name);
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
