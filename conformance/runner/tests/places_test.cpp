#include "runner/places.h"

#include <gtest/gtest.h>

#include <fstream>

#include "test_support.h"

namespace smx::conformance {
namespace fs = std::filesystem;
namespace {

TEST(Places, ABuildUsesTheSourceTreeAndItsDrivers) {
  const test::TemporaryFolder folder;
  fs::create_directories(folder.path() / "cli");
  fs::create_directories(folder.path() / "conformance/drivers/cpp");
  std::ofstream(folder.path() / "CMakeCache.txt")
      << "CMAKE_BUILD_TYPE:STRING=Release\nsmx_SOURCE_DIR:STATIC=" << SMX_SOURCE_ROOT << '\n';
  const DefaultPlaces places = default_places(folder.path() / "cli");
  EXPECT_EQ(places.source, fs::path(SMX_SOURCE_ROOT));
  EXPECT_EQ(places.bin, folder.path() / "conformance/drivers/cpp");
  EXPECT_TRUE(fs::exists(places.platforms)) << places.platforms;
}

TEST(Places, TheBuildOfTheTestsIsFound) {
  EXPECT_EQ(default_places(program_directory()).source, fs::path(SMX_SOURCE_ROOT));
}

TEST(Places, OutsideOfABuildDataIsWhereAnInstallationHasIt) {
  const test::TemporaryFolder folder;
  const DefaultPlaces places = default_places(folder.path() / "bin");
  EXPECT_EQ(places.source, folder.path() / "share/smx");
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
