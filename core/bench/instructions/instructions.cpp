// A few calls of the public API, each many times between two marks for callgrind: ci/instructions
// runs this and counts the instructions of our own code in each. Alone it does the work and says
// nothing.

#include <valgrind/callgrind.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "smx/device.h"
#include "smx/init.h"
#include "smx/memory_store.h"
#include "smx/sealed_store.h"

namespace {

using namespace smx;

/// What a work does between its marks; ci/bench_tools/instructions.py divides by it.
constexpr std::size_t kCalls = 32;

/// The value, or the end: a work that fails has no count.
template <class T>
T must(Result<T> result) {
  if (!result) {
    std::cerr << "smx-instructions: " << error_name(result.error()) << '\n';
    std::exit(1);
  }
  return std::move(*result);
}

const Bytes& text() {
  static const Bytes made(64, std::uint8_t{'m'});
  return made;
}

/// Keeps the data key as it is: what is counted is the sealing.
class NoWrap : public KeyWrap {
 public:
  Result<Bytes> wrap(ByteView data_key) override { return Bytes(data_key.begin(), data_key.end()); }
  Result<SecretBytes> unwrap(ByteView wrapped) override {
    return SecretBytes(Bytes(wrapped.begin(), wrapped.end()));
  }
};

Device make_device(Store& store) {
  return must(Device::create(store, {.now = 1, .one_time_prekeys = 0}));
}

struct Party {
  MemoryStore store;
  Device device = make_device(store);
};

/// Two devices in the middle of a conversation; the second lives in a store of the caller's.
class Pair {
 public:
  explicit Pair(Store& store) : second_(make_device(store)) {
    const Bundle bundle = second_.bundle();
    deliver(must(first_.device.send("second", text(), {.bundle = &bundle, .delivery_id = {}})));
    answer();
    deliver(must(first_.device.send("second", text())));
    answer();
  }

  Device& first() { return first_.device; }
  Device& second() { return second_; }

  void deliver(const Sent& sent) {
    must(second_.receive("first", first_.device.keys(), sent.envelope));
  }
  void answer() {
    const Sent sent = must(second_.send("first", text()));
    must(first_.device.receive("second", second_.keys(), sent.envelope));
  }
  std::vector<Sent> messages(std::size_t count) {
    std::vector<Sent> made;
    for (std::size_t i = 0; i < count; ++i)
      made.push_back(must(first_.device.send("second", text())));
    return made;
  }

 private:
  Party first_;
  Device second_;
};

/// Only what happens while this lives is counted, under the name of the work.
class Counted {
 public:
  explicit Counted(std::string name) : name_(std::move(name)) {
    CALLGRIND_ZERO_STATS;
    CALLGRIND_START_INSTRUMENTATION;
  }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;
  ~Counted() {
    CALLGRIND_STOP_INSTRUMENTATION;
    CALLGRIND_DUMP_STATS_AT(name_.c_str());
  }

 private:
  std::string name_;
};

void encrypt() {
  MemoryStore store;
  Pair pair(store);
  must(pair.first().send("second", text()));
  const Counted counted("encrypt");
  for (std::size_t i = 0; i < kCalls; ++i) must(pair.first().send("second", text()));
}

/// Receives, in the store given: in memory or sealed.
void decrypt(const char* name, Store& store) {
  Pair pair(store);
  const std::vector<Sent> sent = pair.messages(kCalls + 1);
  pair.deliver(sent.front());
  const Counted counted(name);
  for (std::size_t i = 1; i <= kCalls; ++i) pair.deliver(sent[i]);
}

/// The newest first, which stores the keys of all others; then those are used.
void late() {
  MemoryStore store;
  Pair pair(store);
  std::vector<Sent> sent = pair.messages(kCalls + 1);
  std::ranges::reverse(sent);
  pair.deliver(sent.front());
  const Counted counted("late");
  for (std::size_t i = 1; i <= kCalls; ++i) pair.deliver(sent[i]);
}

/// One message each way, so that each turns the ratchet.
void ping_pong() {
  MemoryStore store;
  Pair pair(store);
  const Counted counted("ping-pong");
  for (std::size_t i = 0; i < kCalls; i += 2) {
    pair.deliver(must(pair.first().send("second", text())));
    pair.answer();
  }
}

void initiator() {
  std::vector<std::unique_ptr<Party>> peers;
  std::vector<Bundle> bundles;
  for (std::size_t i = 0; i < kCalls; ++i) {
    peers.push_back(std::make_unique<Party>());
    bundles.push_back(must(peers.back()->device.bundle_with_one_time_prekey()));
  }
  Party own;
  const Counted counted("initiator");
  for (const Bundle& bundle : bundles)
    must(own.device.send("peer", text(), {.bundle = &bundle, .delivery_id = {}}));
}

void responder() {
  Party own;
  std::vector<std::unique_ptr<Party>> peers;
  std::vector<Sent> sent;
  for (std::size_t i = 0; i < kCalls; ++i) {
    const Bundle bundle = must(own.device.bundle_with_one_time_prekey());
    peers.push_back(std::make_unique<Party>());
    sent.push_back(
        must(peers.back()->device.send("own", text(), {.bundle = &bundle, .delivery_id = {}})));
  }
  const Counted counted("responder");
  for (std::size_t i = 0; i < kCalls; ++i)
    must(own.device.receive("peer", peers[i]->device.keys(), sent[i].envelope));
}

/// Reads the whole state of a device with a session.
void open() {
  MemoryStore store;
  const Pair pair(store);
  const Counted counted("open");
  for (std::size_t i = 0; i < kCalls; ++i) must(Device::open(store));
}

void decrypt_sealed() {
  MemoryStore inner;
  NoWrap wrap;
  const auto store =
      must(SealedStore::open(inner, wrap, {.device_name = "counted", .rollback_counter = nullptr}));
  decrypt("decrypt-sealed", *store);
}

}  // namespace

int main() {
  if (!smx::init()) return 2;
  encrypt();
  MemoryStore store;
  decrypt("decrypt", store);
  late();
  ping_pong();
  initiator();
  responder();
  open();
  decrypt_sealed();
}
