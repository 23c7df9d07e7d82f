#include "seeds.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "bundle_bytes.h"
#include "request_script.h"
#include "runner/input_error.h"
#include "runner/strict_json.h"
#include "temporary_directory.h"

namespace smx::vectors {
namespace {

namespace fs = std::filesystem;

std::size_t files_in(const fs::path& directory) {
  std::size_t count = 0;
  for (const fs::directory_entry& entry : fs::directory_iterator(directory)) {
    count += entry.is_regular_file() ? 1U : 0U;
  }
  return count;
}

/// A set of six cases, which is read at once.
const conformance::VectorSet& small() {
  static const conformance::VectorSet kSet = conformance::read_vector_set(
      fs::path(SMX_SOURCE_DIR) / "conformance" / "runner" / "tests" / "fixtures");
  return kSet;
}

void expect_scripts(const conformance::VectorSet& set) {
  const std::vector<Seed> seeds = seeds_of(set, SeedFormat::kDriver);
  ASSERT_EQ(seeds.size(), set.case_count());
  std::size_t i = 0;
  std::set<std::string> names;
  for (const conformance::VectorFile& file : set.files) {
    for (const conformance::Case& test : file.cases) {
      const Seed& seed = seeds[i++];
      EXPECT_EQ(seed.target, "script");
      EXPECT_TRUE(names.insert(seed.name).second) << seed.name;
      ASSERT_TRUE(read_script(seed.bytes, seed.name) == requests_of(test)) << test.id;
    }
  }
}

/// Every frame that a parser case is about, also as its repair, is among the seeds.
void expect_frames(const conformance::VectorSet& set, const std::set<std::string>& frames) {
  std::size_t repairs = 0;
  for (const conformance::VectorFile& file : set.files) {
    if (file.name != "drv1-parse-v1.json") continue;
    for (const conformance::Case& test : file.cases) {
      for (const conformance::Step& step : test.steps) {
        const Bytes bytes = unhex(step.in.at("frame").get<std::string>());
        EXPECT_TRUE(frames.contains(std::string(bytes.begin(), bytes.end()))) << test.id;
      }
      if (!test.twin || !test.twin->set.contains("frame")) continue;
      const Bytes repair = unhex(test.twin->set.at("frame").get<std::string>());
      EXPECT_TRUE(frames.contains(std::string(repair.begin(), repair.end()))) << test.id;
      ++repairs;
    }
  }
  EXPECT_GE(repairs, 40U);
}

void expect_raw(const conformance::VectorSet& set) {
  std::set<std::pair<std::string, std::string>> names;
  std::map<std::string, std::set<std::string>> bytes;
  for (const Seed& seed : seeds_of(set, SeedFormat::kRaw)) {
    EXPECT_TRUE(names.emplace(seed.target, seed.name).second) << seed.name;
    EXPECT_TRUE(bytes[seed.target].insert(seed.bytes).second) << seed.name;
    EXPECT_EQ(seed.name.find('/'), std::string::npos);
    if (seed.target != "bundle") continue;
    EXPECT_NO_THROW(bundle_members(text(seed.bytes), seed.name)) << seed.name;
  }
  // Each case of the parser suites is about bytes of its own, some of them wrong in the magic.
  EXPECT_EQ(bytes.size(), 3U);
  EXPECT_GE(bytes["smx1"].size(), 177U);
  EXPECT_GE(bytes["dr_frame"].size(), 94U);
  EXPECT_GE(bytes["bundle"].size(), 10U);
  expect_frames(set, bytes["dr_frame"]);
}

TEST(Seeds, EveryPinnedCaseIsOneScriptAndItsBytesAreThere) {
  const conformance::VectorSet pinned =
      conformance::read_vector_set(fs::path(SMX_SOURCE_DIR) / "vectors");
  expect_scripts(pinned);
  expect_raw(pinned);
}

TEST(Seeds, NamesAreThoseOfTheCases) {
  EXPECT_EQ(seed_name("hkdf/rfc5869/a1"), "hkdf+rfc5869+a1");
  EXPECT_EQ(seeds_of(small(), SeedFormat::kDriver).at(0).name,
            seed_name(small().files.at(0).cases.at(0).id) + ".jsonl");
}

TEST(Seeds, AreWrittenAndCounted) {
  const TemporaryDirectory out;
  const fs::path directory = out.path() / "seeds";
  const auto counts = export_seeds(small(), {SeedFormat::kDriver, SeedFormat::kRaw}, directory);
  EXPECT_EQ(counts.at("script"), small().case_count());
  const conformance::Json index = conformance::read_json_file(directory / "seeds.json");
  EXPECT_EQ(index["cases"], small().case_count());
  EXPECT_TRUE(index["manifest_sha256"].is_null()) << "these have no manifest";
  for (const auto& [target, count] : counts) {
    EXPECT_EQ(files_in(directory / target), count) << target;
    EXPECT_EQ(index["seeds"][target], count);
  }
}

TEST(Seeds, DoNotMixWithWhatIsThere) {
  const TemporaryDirectory out;
  out.write("old", "seed");
  EXPECT_THROW(export_seeds(small(), {SeedFormat::kRaw}, out.path()), conformance::InputError);
  EXPECT_THROW(export_seeds(small(), {SeedFormat::kRaw}, out.path() / "old" / "a"),
               conformance::InputError);
}

}  // namespace
}  // namespace smx::vectors
