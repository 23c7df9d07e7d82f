#include "store/file_blob_store.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "tests/support/temporary_folder.h"

namespace smx::relay::store {
namespace {

using Bytes = std::vector<std::uint8_t>;

class FileBlobStoreTest : public testing::Test {
 protected:
  static Bytes bytes(std::string_view text) { return {text.begin(), text.end()}; }
  static std::vector<std::string> names(const std::function<void(const BlobStore::Visit&)>& walk) {
    std::vector<std::string> names;
    walk([&](const std::string& name, std::uint64_t) { names.push_back(name); });
    return names;
  }
  std::vector<std::string> uploads() {
    return names([&](const auto& visit) { store_.for_each_upload(visit); });
  }
  std::vector<std::string> blobs() {
    return names([&](const auto& visit) { store_.for_each_blob(visit); });
  }

  test::TemporaryFolder folder_;
  std::string path_ = folder_.file("attachments");
  FileBlobStore store_{path_};
};

TEST_F(FileBlobStoreTest, AnUploadGrowsAndBecomesABlob) {
  EXPECT_EQ(store_.upload_size("upl_1"), std::nullopt);
  store_.write("upl_1", 0, bytes("hello "));
  store_.write("upl_1", 6, bytes("world"));
  EXPECT_EQ(store_.upload_size("upl_1"), 11u);
  EXPECT_EQ(store_.upload_digest("upl_1", 11),
            "b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9");
  store_.finish("upl_1", 11, "blob");
  EXPECT_EQ(store_.upload_size("upl_1"), std::nullopt);
  EXPECT_EQ(store_.size("blob"), 11u);
  EXPECT_EQ(store_.read("blob", 0, 100), bytes("hello world"));
  EXPECT_EQ(store_.read("blob", 6, 3), bytes("wor"));
  EXPECT_TRUE(store_.read("blob", 11, 3).empty());
  EXPECT_EQ(store_.digest("blob"),
            "b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9");
  EXPECT_EQ(store_.total_bytes(), 11u);
}

// After a crash the file may hold more than was counted: it is written again and cut.
TEST_F(FileBlobStoreTest, WritesAgainFromWhereTheCountStands) {
  store_.write("upl_1", 0, bytes("abcdef--"));
  store_.write("upl_1", 3, bytes("DEF"));
  store_.finish("upl_1", 6, "blob");
  EXPECT_EQ(store_.read("blob", 0, 100), bytes("abcDEF"));
}

// The end of an upload must not read all of it again on the storage's thread.
TEST_F(FileBlobStoreTest, ADigestIsMadeWhileThePiecesCome) {
  const std::string kWorld = "b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9";
  store_.write("upl_1", 0, bytes("hello "));
  store_.write("upl_1", 6, bytes("world"));
  const auto spoil = [&] {
    std::ofstream(path_ + "/uploads/upl_1", std::ios::in | std::ios::out) << "J";
  };
  spoil();
  EXPECT_EQ(store_.upload_digest("upl_1", 11), kWorld) << "the file was read";
  EXPECT_EQ(store_.upload_digest("upl_1", 11), kWorld);
  // Of a part of it, after a start and after a piece that came again the file is what counts.
  FileBlobStore again(path_);
  EXPECT_NE(again.upload_digest("upl_1", 11), kWorld);
  EXPECT_NE(store_.upload_digest("upl_1", 5), kWorld);
  store_.write("upl_1", 6, bytes("world"));
  EXPECT_NE(store_.upload_digest("upl_1", 11), kWorld);
  store_.write("upl_1", 0, bytes("hello world"));
  EXPECT_EQ(store_.upload_digest("upl_1", 11), kWorld);
  store_.abandon("upl_1");
  store_.write("upl_1", 0, bytes("hello_world"));
  EXPECT_NE(store_.upload_digest("upl_1", 11), kWorld);
}

TEST_F(FileBlobStoreTest, ADigestIsOfWhatFollowsWithoutAGap) {
  store_.write("upl_1", 0, bytes("hello world"));
  store_.write("upl_1", 0, bytes("HEL"));
  store_.write("upl_1", 5, bytes("__"));
  store_.write("other", 0, bytes("HELlo"));
  EXPECT_EQ(store_.upload_digest("upl_1", 5), store_.upload_digest("other", 5));
}

TEST_F(FileBlobStoreTest, TakesNoHoleAndNoShortFile) {
  EXPECT_THROW(store_.write("upl_1", 1, bytes("x")), StorageError);
  store_.write("upl_1", 0, bytes("abc"));
  EXPECT_THROW(store_.write("upl_1", 4, bytes("x")), StorageError);
  EXPECT_THROW(store_.finish("upl_1", 4, "blob"), StorageError);
  EXPECT_THROW((void)store_.upload_digest("upl_1", 4), StorageError);
  EXPECT_EQ(store_.size("blob"), std::nullopt);
}

// A crash between `finish` and the commit that follows repeats it.
TEST_F(FileBlobStoreTest, FinishesTwice) {
  store_.write("upl_1", 0, bytes("abc"));
  store_.finish("upl_1", 3, "blob");
  store_.finish("upl_1", 3, "blob");
  EXPECT_EQ(store_.read("blob", 0, 9), bytes("abc"));
  EXPECT_THROW(store_.finish("upl_2", 3, "other"), StorageError);
}

TEST_F(FileBlobStoreTest, RemovesAndAbandons) {
  store_.write("upl_1", 0, bytes("abc"));
  store_.write("upl_2", 0, bytes("abc"));
  store_.finish("upl_1", 3, "blob");
  store_.abandon("upl_2");
  store_.abandon("upl_2");
  store_.remove("blob");
  store_.remove("blob");
  EXPECT_EQ(store_.total_bytes(), 0u);
  EXPECT_THROW((void)store_.read("blob", 0, 1), StorageError);
}

TEST_F(FileBlobStoreTest, IsThereAfterAStart) {
  store_.write("upl_1", 0, bytes("abc"));
  store_.write("upl_2", 0, bytes("de"));
  store_.finish("upl_1", 3, "blob");
  FileBlobStore again(path_);
  EXPECT_EQ(again.read("blob", 0, 9), bytes("abc"));
  EXPECT_EQ(again.upload_size("upl_2"), 2u);
  EXPECT_EQ(again.total_bytes(), 5u);
  EXPECT_EQ(uploads(), std::vector<std::string>{"upl_2"});
  EXPECT_EQ(blobs(), std::vector<std::string>{"blob"});
}

TEST_F(FileBlobStoreTest, NoNameLeadsOut) {
  for (const char* name : {"", ".", "..", "../x", "a/b", "/etc/passwd", "A", "a.b", "a b", "a\n"}) {
    EXPECT_THROW(store_.write(name, 0, bytes("x")), std::invalid_argument) << name;
    EXPECT_THROW((void)store_.read(name, 0, 1), std::invalid_argument) << name;
    EXPECT_THROW(store_.remove(name), std::invalid_argument) << name;
  }
  EXPECT_THROW((void)store_.size(std::string(81, 'a')), std::invalid_argument);
  EXPECT_THROW((void)store_.size(std::string_view("a\0b", 3)), std::invalid_argument);
}

TEST_F(FileBlobStoreTest, FollowsNoLinkAndWaitsForNoPipe) {
  const std::string secret = folder_.file("secret");
  std::ofstream(secret) << "secret";
  std::filesystem::create_symlink(secret, path_ + "/blobs/blob");
  std::filesystem::create_symlink(secret, path_ + "/uploads/upl_1");
  ASSERT_EQ(mkfifo((path_ + "/blobs/pipe").c_str(), 0600), 0);
  EXPECT_THROW((void)store_.read("blob", 0, 9), StorageError);
  EXPECT_THROW((void)store_.read("pipe", 0, 9), StorageError);
  EXPECT_THROW(store_.write("upl_1", 0, bytes("overwritten")), StorageError);
  std::ifstream in(secret);
  std::string content;
  std::getline(in, content);
  EXPECT_EQ(content, "secret");
  const std::string other = folder_.file("other");
  std::filesystem::create_directory(other);
  std::filesystem::create_directory_symlink("/", other + "/blobs");
  EXPECT_THROW(FileBlobStore{other}, StorageError);
}

TEST_F(FileBlobStoreTest, IsPrivate) {
  store_.write("upl_1", 0, bytes("abc"));
  struct stat status{};
  ASSERT_EQ(stat((path_ + "/uploads/upl_1").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  ASSERT_EQ(stat(path_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0700u);
}

/// No file of this process grows beyond `bytes` while this lives: a disk with so much left.
class SizeLimit {
 public:
  explicit SizeLimit(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    EXPECT_EQ(getrlimit(RLIMIT_FSIZE, &before_), 0);
    rlimit limit = before_;
    limit.rlim_cur = bytes;
    EXPECT_EQ(setrlimit(RLIMIT_FSIZE, &limit), 0);
  }
  SizeLimit(const SizeLimit&) = delete;
  SizeLimit& operator=(const SizeLimit&) = delete;
  ~SizeLimit() {
    setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  rlimit before_{};
  void (*handler_)(int);
};

// A piece that does not fit leaves nothing behind, what was durable stays, and it goes on
// afterwards.
TEST_F(FileBlobStoreTest, APieceThatDoesNotFitIsUndone) {
  store_.write("upl_1", 0, bytes("abcd"));
  {
    const SizeLimit limit(10);
    EXPECT_THROW(store_.write("upl_1", 4, bytes("0123456789")), StorageError);
    EXPECT_EQ(store_.upload_size("upl_1"), 4u);
    EXPECT_THROW(store_.write("upl_2", 0, bytes("0123456789a")), StorageError);
    EXPECT_EQ(store_.total_bytes(), 4u);
  }
  store_.write("upl_1", 4, bytes("0123456789"));
  store_.finish("upl_1", 14, "blob");
  EXPECT_EQ(store_.read("blob", 0, 99), bytes("abcd0123456789"));
}

// The device that is always full says what a full disk says.
TEST(FileError, AFullDiskIsSaid) {
  const FileDescriptor full(::open("/dev/full", O_WRONLY | O_CLOEXEC));
  ASSERT_GE(full.get(), 0);
  const Bytes bytes(10, 0);
  try {
    full.write_at(0, bytes);
    FAIL() << "a full device took bytes";
  } catch (const StorageError& error) {
    EXPECT_EQ(error.code(), 13);  // SQLITE_FULL
  }
}

TEST(ReplaceFile, ReplacesAndReads) {
  const test::TemporaryFolder folder;
  const std::string path = folder.file("f");
  EXPECT_EQ(read_file(path, 100), std::nullopt);
  replace_file(path, "one");
  replace_file(path, "two");
  EXPECT_EQ(read_file(path, 100), "two");
  EXPECT_THROW((void)read_file(path, 2), StorageError);
  EXPECT_THROW(replace_file(folder.file("absent/f"), "x"), StorageError);
}

}  // namespace
}  // namespace smx::relay::store
