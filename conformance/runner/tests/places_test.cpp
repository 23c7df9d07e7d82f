#include "runner/places.h"

#include <gtest/gtest.h>

#include "test_support.h"

namespace smx::conformance {
namespace fs = std::filesystem;
namespace {

TEST(Places, ABuildUsesTheSourceTreeAndItsDrivers) {
  const test::TemporaryFolder folder;
  fs::create_directories(folder.path() / "cli");
  fs::create_directories(folder.path() / "conformance/drivers/cpp");
  const DefaultPlaces places = default_places(folder.path() / "cli");
  EXPECT_EQ(places.source, fs::path(SMX_SOURCE_ROOT));
  EXPECT_EQ(places.bin, folder.path() / "conformance/drivers/cpp");
  EXPECT_TRUE(fs::exists(places.platforms)) << places.platforms;
}

TEST(Places, AnInstallationUsesItsOwnData) {
  const test::TemporaryFolder folder;
  fs::create_directories(folder.path() / "bin");
  fs::create_directories(folder.path() / "share/smx/vectors");
  const DefaultPlaces places = default_places(folder.path() / "bin");
  EXPECT_EQ(places.bin, folder.path() / "bin");
  EXPECT_EQ(places.vectors, folder.path() / "share/smx/vectors");
}

TEST(Places, TheProgramKnowsItsFolder) { EXPECT_TRUE(fs::is_directory(program_directory())); }

}  // namespace
}  // namespace smx::conformance
