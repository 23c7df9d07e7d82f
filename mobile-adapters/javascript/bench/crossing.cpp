// The C++ side of crossing.mjs: on each line of its input it sends and receives a batch of messages
// of 1 KiB, and prints the CPU time of one of each in ns. Ends with its input.

#include <ctime>
#include <iostream>
#include <string>
#include <vector>

#include "smx/device.h"
#include "smx/init.h"
#include "smx/memory_store.h"

namespace {

constexpr std::size_t kMessageSize = 1024;
constexpr int kBatch = 100;
constexpr int kBatches = 50;

double cpu_ns() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

/// One message of the established session, there; false when something failed.
bool carry(smx::Device& from, const char* to_label, smx::Device& to, const char* from_label,
           const smx::Bytes& plaintext, const smx::SendOptions& options = {}) {
  const auto sent = from.send(to_label, plaintext, options);
  return sent && to.receive(from_label, from.keys(), sent->envelope);
}

bool run(smx::Device& alice, smx::Device& bob) {
  const smx::Bytes plaintext(kMessageSize, 7);
  const auto bundle = bob.bundle_with_one_time_prekey();
  if (!bundle ||
      !carry(alice, "bob", bob, "alice", plaintext, {.bundle = &*bundle, .delivery_id = {}}))
    return false;
  if (!carry(bob, "alice", alice, "bob", plaintext)) return false;
  std::string line;
  while (std::getline(std::cin, line)) {
    double sending = 0;
    double receiving = 0;
    for (int batch = 0; batch < kBatches; ++batch) {
      std::vector<smx::Sent> sent;
      const double start = cpu_ns();
      for (int i = 0; i < kBatch; ++i) {
        auto message = alice.send("bob", plaintext);
        if (!message) return false;
        sent.push_back(std::move(*message));
      }
      const double middle = cpu_ns();
      for (const smx::Sent& message : sent) {
        if (!bob.receive("alice", alice.keys(), message.envelope)) return false;
      }
      sending += middle - start;
      receiving += cpu_ns() - middle;
    }
    std::cout << sending / (kBatch * kBatches) << ' ' << receiving / (kBatch * kBatches)
              << std::endl;
  }
  return true;
}

}  // namespace

int main() {
  if (!smx::init()) return 1;
  smx::MemoryStore alice_store;
  smx::MemoryStore bob_store;
  auto alice = smx::Device::create(alice_store);
  auto bob = smx::Device::create(bob_store);
  return alice && bob && run(*alice, *bob) ? 0 : 1;
}
