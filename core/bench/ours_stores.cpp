// A device that receives 1 KiB, by where it commits: in memory, in a SQLite file (WAL and
// synchronous=FULL, as SqliteStore does it), and in such a file behind SealedStore, which is how
// the command smx keeps a device. The file is in a folder made below TMPDIR or /tmp; the wait for
// its disk is in the real time, not in the CPU time.
#include <filesystem>
#include <string>

#include "ours.h"
#include "smx/init.h"
#include "smx/sealed_store.h"
#include "smx/sqlite_store.h"
#include "works_messages.h"

namespace smx::bench {
namespace {

constexpr std::size_t kTextSize = 1024;
constexpr std::size_t kBatch = 64;

/// A folder that goes with its owner.
class TemporaryFolder {
 public:
  TemporaryFolder()
      : path_((std::filesystem::temp_directory_path() / "smx-bench-XXXXXX").string()) {
    if (mkdtemp(path_.data()) == nullptr) {
      std::cerr << "no folder " << path_ << '\n';
      std::exit(1);
    }
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }

  [[nodiscard]] std::string file() const { return path_ + "/device.db"; }

 private:
  std::string path_;
};

/// Stands for a platform's key store; used once, when the store is opened.
class NoWrap : public KeyWrap {
 public:
  Result<Bytes> wrap(ByteView data_key) override { return Bytes(data_key.begin(), data_key.end()); }
  Result<SecretBytes> unwrap(ByteView wrapped) override { return SecretBytes(wrapped); }
};

void receive(benchmark::State& state, Store& store) {
  const Buffer text = text_of(kTextSize);
  Ours::Pair pair(store);
  std::vector<Sent> messages(kBatch);
  warm_up(state, pair, text, messages[0]);
  {
    Meter meter(state);
    while (state.KeepRunningBatch(kBatch)) {
      meter.pause();
      for (Sent& message : messages) pair.seal(Side::first, text, message);
      meter.resume();
      for (const Sent& message : messages) pair.open(Side::second, message);
    }
  }
  check_text(state, pair.text(Side::second), text);
}

void receive_memory(benchmark::State& state) {
  MemoryStore store;
  receive(state, store);
}

void receive_sqlite(benchmark::State& state) {
  const TemporaryFolder folder;
  const auto store = must(SqliteStore::open(folder.file()), "open");
  receive(state, *store);
}

void receive_sealed_sqlite(benchmark::State& state) {
  // Sealing begins before there is a device.
  must(init(), "start the library");
  const TemporaryFolder folder;
  const auto inner = must(SqliteStore::open(folder.file()), "open");
  NoWrap wrap;
  const auto store = must(SealedStore::open(*inner, wrap, {.device_name = "bench"}), "seal");
  receive(state, *store);
}

BENCHMARK(receive_memory)->Name("ours/receive-memory");
BENCHMARK(receive_sqlite)->Name("ours/receive-sqlite");
BENCHMARK(receive_sealed_sqlite)->Name("ours/receive-sealed-sqlite");

}  // namespace
}  // namespace smx::bench
