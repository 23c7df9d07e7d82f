#include "server/secret_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <string>

#include "tests/support/temporary_folder.h"

namespace smx::relay::server {
namespace {

class SecretFile : public testing::Test {
 protected:
  std::string write(const std::string& name, mode_t mode, const std::string& content = "secret") {
    const std::string path = folder_.file(name);
    std::ofstream(path) << content;
    ::chmod(path.c_str(), mode);
    return path;
  }
  test::TemporaryFolder folder_;
};

TEST_F(SecretFile, IsReadWhenOnlyItsOwnerMay) {
  EXPECT_EQ(read_secret_file(write("a", 0600), ""), "secret");
  EXPECT_EQ(read_secret_file(write("b", 0400), ""), "secret");
}

TEST_F(SecretFile, AnyPermissionOfGroupOrOthersRefusesIt) {
  for (const mode_t bit : {0040u, 0020u, 0010u, 0004u, 0002u, 0001u}) {
    const auto read = read_secret_file(write("a" + std::to_string(bit), 0600 | bit), "");
    ASSERT_FALSE(read) << bit;
    EXPECT_NE(read.error().find("chmod 600"), std::string::npos);
    EXPECT_EQ(read.error().find("secret"), std::string::npos);
  }
}

TEST_F(SecretFile, SystemdShowsTheGroupsBitInItsOwnFolderOnly) {
  const std::string path = write("credential", 0440);
  const std::string folder = path.substr(0, path.rfind('/'));
  EXPECT_TRUE(read_secret_file(path, folder));
  EXPECT_FALSE(read_secret_file(path, folder + "/deeper"));
  EXPECT_FALSE(read_secret_file(path, folder.substr(0, folder.rfind('/'))));
  EXPECT_FALSE(read_secret_file(write("open", 0444), folder));
  EXPECT_FALSE(read_secret_file(write("writable", 0460), folder));
}

TEST_F(SecretFile, MustBeARegularFileOfBoundedLength) {
  const std::string path = write("long", 0600, std::string(65, 'x'));
  EXPECT_EQ(read_secret_file(path, "", 64).error(), "the file is too long");
  EXPECT_TRUE(read_secret_file(path, "", 65));
  EXPECT_EQ(read_secret_file(path.substr(0, path.rfind('/')), "").error(), "not a regular file");
  const std::string fifo = folder_.file("fifo");
  ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
  EXPECT_EQ(read_secret_file(fifo, "").error(), "not a regular file") << "and nothing waits for it";
  EXPECT_NE(read_secret_file(folder_.file("none"), "").error().find("cannot be opened"),
            std::string::npos);
}

}  // namespace
}  // namespace smx::relay::server
