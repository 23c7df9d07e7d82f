// An application and its notification extension: two processes over one file receive at once. No
// message is lost, none is handed over twice, and who is slower gets stale_state and tries again.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <set>

#include "folder.h"
#include "phone.h"

namespace smx_c_test {
namespace {

constexpr int kMessages = 60;
constexpr int kTries = 10'000;

/// Children leave no trace of the test's own process behind.
enum Exit { kDone = 0, kCannotOpen = 10, kCannotReceive, kTooManyTries, kCannotWrite };

StorePointer open_file(const std::string& path, MaskWrap& mask) {
  smx_store* file = nullptr;
  if (smx_store_open_sqlite(path.data(), path.size(), &file) != SMX_OK) return nullptr;
  const StorePointer owner(file);
  const smx_key_wrap wrap = mask.table();
  smx_store* sealed = nullptr;
  const smx_status status =
      smx_store_open_sealed(file, &wrap, nullptr, bytes_of("bob"), 3, &sealed);
  return status == SMX_OK ? StorePointer(sealed) : nullptr;
}

/// Receives all envelopes, each under its own id, and writes what it was the first to get: one line
/// for each. The line counts stale states at its end.
int receive_all(const std::string& path, const std::vector<Bytes>& envelopes,
                const smx_device_keys& alice, bool backwards, int start, int out) {
  MaskWrap mask;
  char go = 0;
  // Both begin at once.
  if (read(start, &go, 1) < 0) return kCannotOpen;
  const StorePointer store = open_file(path, mask);
  smx_device* device = nullptr;
  if (!store || smx_device_open(store.get(), nullptr, &device) != SMX_OK) return kCannotOpen;
  const DevicePointer owner(device);
  std::string report;
  int stale = 0;
  for (int n = 0; n < kMessages; ++n) {
    const int i = backwards ? kMessages - 1 - n : n;
    const std::string id = "message-" + std::to_string(i);
    for (int tries = 0;; ++tries) {
      if (tries == kTries) return kTooManyTries;
      std::uint8_t text[1024];
      size_t size = sizeof text;
      smx_outcome outcome{};
      outcome.struct_size = sizeof outcome;
      const Bytes& envelope = envelopes[static_cast<size_t>(i)];
      const smx_status status =
          smx_device_receive(device, bytes_of("alice"), 5, &alice, envelope.data(), envelope.size(),
                             bytes_of(id), id.size(), text, &size, &outcome);
      if (status == SMX_STALE_STATE || status == SMX_STORAGE_FAILED) {
        stale += status == SMX_STALE_STATE ? 1 : 0;
        if (smx_device_reload(device) != SMX_OK) return kCannotOpen;
        continue;
      }
      if (status != SMX_OK) return kCannotReceive;
      // Fresh: ours to show. Repeated or done: the other process has it.
      if (outcome.delivery == SMX_DELIVERY_FRESH) report += std::string(text, text + size) + "\n";
      break;
    }
  }
  report += "stale " + std::to_string(stale) + "\n";
  const auto written = write(out, report.data(), report.size());
  return written == static_cast<ssize_t>(report.size()) ? kDone : kCannotWrite;
}

std::string read_all(int file) {
  std::string out;
  char buffer[4096];
  for (ssize_t size = 0; (size = read(file, buffer, sizeof buffer)) > 0;)
    out.append(buffer, buffer + size);
  return out;
}

TEST(Processes, TwoOverOneFileLoseNothingAndHandOverNothingTwice) {
  const Folder folder;
  const std::string path = folder.file("state");
  const Phone alice("alice");
  std::vector<Bytes> envelopes(kMessages);
  {
    MaskWrap mask;
    const Phone bob("bob", open_file(path, mask));
    ASSERT_EQ(bob.created, SMX_OK);
    const smx_bundle bundle = bob.bundle();
    Bytes first;
    ASSERT_EQ(alice.send(bob, "first", first, &bundle), SMX_OK);
    std::string text;
    ASSERT_EQ(bob.receive(alice, first, text), SMX_OK);
    for (int i = 0; i < kMessages; ++i)
      ASSERT_EQ(alice.send(bob, "text " + std::to_string(i), envelopes[static_cast<size_t>(i)]),
                SMX_OK);
  }
  int start[2];
  ASSERT_EQ(pipe(start), 0);
  pid_t children[2];
  int results[2];
  const smx_device_keys keys = alice.keys();
  for (int child = 0; child < 2; ++child) {
    int result[2];
    ASSERT_EQ(pipe(result), 0);
    children[child] = fork();
    ASSERT_GE(children[child], 0);
    if (children[child] == 0) {
      close(start[1]);
      close(result[0]);
      _exit(receive_all(path, envelopes, keys, child == 1, start[0], result[1]));
    }
    close(result[1]);
    results[child] = result[0];
  }
  close(start[0]);
  close(start[1]);
  std::multiset<std::string> shown;
  int stale = 0;
  for (int child = 0; child < 2; ++child) {
    const std::string report = read_all(results[child]);
    close(results[child]);
    int status = 0;
    ASSERT_EQ(waitpid(children[child], &status, 0), children[child]);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == kDone) << status;
    for (size_t at = 0; at < report.size();) {
      const size_t end = report.find('\n', at);
      const std::string line = report.substr(at, end - at);
      at = end + 1;
      if (line.starts_with("stale ")) {
        stale += std::atoi(line.c_str() + 6);
      } else {
        shown.insert(line);
      }
    }
  }
  EXPECT_EQ(shown.size(), static_cast<size_t>(kMessages));
  for (int i = 0; i < kMessages; ++i) EXPECT_EQ(shown.count("text " + std::to_string(i)), 1U) << i;
  // One wrote while the other worked: had they not met, nothing was tried.
  EXPECT_GT(stale, 0);
}

}  // namespace
}  // namespace smx_c_test
