#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <thread>

#include "phone.h"

namespace smx_c_test {
namespace {

constexpr int kMessages = 100;

// Two threads send from one device: every message arrives, none twice.
TEST(Threads, CallsOnOneDeviceWaitForEachOther) {
  const Phone alice("alice");
  const Phone bob("bob");
  Bytes first;
  const smx_bundle bundle = bob.bundle();
  ASSERT_EQ(alice.send(bob, "first", first, &bundle), SMX_OK);
  std::string text;
  ASSERT_EQ(bob.receive(alice, first, text), SMX_OK);

  std::vector<Bytes> envelopes[2];
  std::atomic<int> failures = 0;
  const auto send_many = [&](int thread) {
    for (int i = 0; i < kMessages; ++i) {
      Bytes envelope;
      const std::string words = std::to_string(thread) + "/" + std::to_string(i);
      if (alice.send(bob, words, envelope) != SMX_OK) ++failures;
      envelopes[thread].push_back(std::move(envelope));
    }
  };
  std::thread zero(send_many, 0);
  std::thread one(send_many, 1);
  std::uint64_t generation = 0;
  for (int i = 0; i < kMessages; ++i)
    if (smx_device_generation(alice.get(), &generation) != SMX_OK) ++failures;
  zero.join();
  one.join();
  EXPECT_EQ(failures, 0);
  std::set<std::string> seen;
  for (const auto& sent : envelopes) {
    for (const Bytes& envelope : sent) {
      ASSERT_EQ(bob.receive(alice, envelope, text), SMX_OK);
      seen.insert(text);
    }
  }
  EXPECT_EQ(seen.size(), 2U * kMessages);
}

// Devices of several threads over one store: the slower one is told so, reloads, and tries again.
TEST(Threads, DevicesOverOneStoreCompareAndSwap) {
  const StorePointer store = memory_store();
  smx_device* made = nullptr;
  ASSERT_EQ(smx_device_create(store.get(), nullptr, 0, &made), SMX_OK);
  DevicePointer first(made);
  ASSERT_EQ(smx_device_open(store.get(), nullptr, &made), SMX_OK);
  DevicePointer second(made);
  std::atomic<int> failures = 0;
  const auto work = [&](smx_device* device) {
    for (int done = 0; done < kMessages;) {
      smx_one_time_prekey prekey;
      const smx_status status = smx_device_replenish(device, 1, &prekey);
      if (status == SMX_OK) {
        ++done;
      } else if (status != SMX_STALE_STATE || smx_device_reload(device) != SMX_OK) {
        ++failures;
        return;
      }
    }
  };
  std::thread one(work, first.get());
  std::thread two(work, second.get());
  one.join();
  two.join();
  ASSERT_EQ(failures, 0);
  ASSERT_EQ(smx_device_reload(first.get()), SMX_OK);
  size_t count = 0;
  ASSERT_EQ(smx_device_one_time_prekeys(first.get(), nullptr, &count), SMX_BUFFER_TOO_SMALL);
  EXPECT_EQ(count, 2U * kMessages);
}

}  // namespace
}  // namespace smx_c_test
