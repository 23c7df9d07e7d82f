// Every entry that takes a handle, with arguments that no caller should give: a status, and neither
// the device nor an output is what it was not before.
#include <gtest/gtest.h>

#include <algorithm>

#include "phone.h"

namespace smx_c_test {
namespace {

class Arguments : public testing::Test {
 protected:
  Arguments() : alice_("alice"), bob_("bob") {
    const smx_bundle bundle = bob_.bundle();
    EXPECT_EQ(alice_.send(bob_, "first", envelope_, &bundle), SMX_OK);
    keys_ = alice_.keys();
    bundle_ = bob_.bundle(SMX_BUNDLE_PLAIN);
    outcome_.struct_size = sizeof outcome_;
    before_ = {alice_.digest(), bob_.digest()};
  }
  ~Arguments() override {
    EXPECT_EQ(alice_.digest(), before_.first);
    EXPECT_EQ(bob_.digest(), before_.second);
  }

  Phone alice_;
  Phone bob_;
  Bytes envelope_;
  smx_device_keys keys_{};
  smx_bundle bundle_{};
  smx_outcome outcome_{};
  std::pair<Digest, Digest> before_;
  std::uint8_t room_[1024] = {};
  size_t size_ = sizeof room_;
  const std::uint8_t words_[5] = {'w', 'o', 'r', 'd', 's'};
};

TEST_F(Arguments, StoresThatCannotBeOpened) {
  smx_store* store = nullptr;
  const StorePointer inner = memory_store();
  MapStore map;
  MaskWrap mask;
  Counter count;
  EXPECT_EQ(smx_store_open_memory(nullptr), SMX_INVALID_ARGUMENT);
  EXPECT_EQ(smx_store_open_sqlite(nullptr, 1, &store), SMX_INVALID_ARGUMENT);
  EXPECT_EQ(smx_store_open_sqlite("x", 0, &store), SMX_INVALID_ARGUMENT);
  EXPECT_EQ(smx_store_open_sqlite("x", 1, nullptr), SMX_INVALID_ARGUMENT);
  EXPECT_EQ(smx_store_open_sqlite("a\0b", 3, &store), SMX_INVALID_ARGUMENT);
  EXPECT_EQ(smx_store_open_sqlite("x", SIZE_MAX, &store), SMX_INVALID_ARGUMENT);
  EXPECT_EQ(smx_store_open_sqlite("/no/such/folder/state", 21, &store), SMX_STORAGE_FAILED);

  smx_store_callbacks callbacks = map.table();
  EXPECT_EQ(smx_store_open_callbacks(nullptr, &store), SMX_INVALID_ARGUMENT);
  EXPECT_EQ(smx_store_open_callbacks(&callbacks, nullptr), SMX_INVALID_ARGUMENT);
  callbacks.load = nullptr;
  EXPECT_EQ(smx_store_open_callbacks(&callbacks, &store), SMX_INVALID_ARGUMENT);
  callbacks = map.table();
  callbacks.commit = nullptr;
  EXPECT_EQ(smx_store_open_callbacks(&callbacks, &store), SMX_INVALID_ARGUMENT);
  for (const size_t size : {size_t{0}, sizeof callbacks - 1, sizeof callbacks + 8, SIZE_MAX}) {
    callbacks = map.table();
    callbacks.struct_size = size;
    EXPECT_EQ(smx_store_open_callbacks(&callbacks, &store), SMX_INVALID_ARGUMENT);
  }

  const auto sealed = [&](smx_store* under, const smx_key_wrap* wrap,
                          const smx_rollback_counter* counter, const std::uint8_t* name,
                          size_t name_size, smx_store** out) {
    EXPECT_EQ(smx_store_open_sealed(under, wrap, counter, name, name_size, out),
              SMX_INVALID_ARGUMENT);
  };
  smx_key_wrap wrap = mask.table();
  smx_rollback_counter counter = count.table();
  const std::uint8_t long_name[256] = {};
  sealed(nullptr, &wrap, &counter, words_, 5, &store);
  sealed(inner.get(), nullptr, &counter, words_, 5, &store);
  sealed(inner.get(), &wrap, &counter, nullptr, 5, &store);
  sealed(inner.get(), &wrap, &counter, words_, 0, &store);
  sealed(inner.get(), &wrap, &counter, long_name, 256, &store);
  sealed(inner.get(), &wrap, &counter, words_, SIZE_MAX, &store);
  sealed(inner.get(), &wrap, &counter, words_, 5, nullptr);
  wrap.wrap = nullptr;
  sealed(inner.get(), &wrap, nullptr, words_, 5, &store);
  wrap = mask.table();
  wrap.unwrap = nullptr;
  sealed(inner.get(), &wrap, nullptr, words_, 5, &store);
  wrap = mask.table();
  wrap.struct_size = 1;
  sealed(inner.get(), &wrap, nullptr, words_, 5, &store);
  wrap = mask.table();
  counter.read = nullptr;
  sealed(inner.get(), &wrap, &counter, words_, 5, &store);
  counter = count.table();
  counter.advance = nullptr;
  sealed(inner.get(), &wrap, &counter, words_, 5, &store);
  counter = count.table();
  counter.struct_size = 0;
  sealed(inner.get(), &wrap, &counter, words_, 5, &store);

  std::uint64_t seals = 7;
  EXPECT_EQ(smx_store_rekey(nullptr), SMX_INVALID_ARGUMENT);
  EXPECT_EQ(smx_store_rekey(inner.get()), SMX_INVALID_ARGUMENT);
  EXPECT_EQ(smx_store_seals_used(nullptr, &seals), SMX_INVALID_ARGUMENT);
  EXPECT_EQ(smx_store_seals_used(inner.get(), &seals), SMX_INVALID_ARGUMENT);
  EXPECT_EQ(smx_store_seals_used(inner.get(), nullptr), SMX_INVALID_ARGUMENT);
  EXPECT_EQ(seals, 7U);
  EXPECT_EQ(store, nullptr);
}

TEST_F(Arguments, DevicesThatCannotBeMade) {
  const StorePointer store = memory_store();
  smx_device* device = nullptr;
  EXPECT_EQ(smx_device_create(nullptr, nullptr, 0, &device), SMX_INVALID_ARGUMENT);
  EXPECT_EQ(smx_device_create(store.get(), nullptr, 0, nullptr), SMX_INVALID_ARGUMENT);
  EXPECT_EQ(smx_device_create(store.get(), nullptr, SMX_MAX_PREKEY_BATCH + 1, &device),
            SMX_INVALID_ARGUMENT);
  EXPECT_EQ(smx_device_create(store.get(), nullptr, SIZE_MAX, &device), SMX_INVALID_ARGUMENT);
  EXPECT_EQ(smx_device_open(store.get(), nullptr, &device), SMX_INVALID_ARGUMENT);
  EXPECT_EQ(smx_device_open(nullptr, nullptr, &device), SMX_INVALID_ARGUMENT);
  EXPECT_EQ(smx_device_open(store.get(), nullptr, nullptr), SMX_INVALID_ARGUMENT);
  smx_clock clock{sizeof clock, nullptr, nullptr};
  EXPECT_EQ(smx_device_create(store.get(), &clock, 0, &device), SMX_INVALID_ARGUMENT);
  EXPECT_EQ(smx_device_open(store.get(), &clock, &device), SMX_INVALID_ARGUMENT);
  clock = {1, nullptr, [](void*, std::uint64_t*) -> smx_status { return SMX_OK; }};
  EXPECT_EQ(smx_device_create(store.get(), &clock, 0, &device), SMX_INVALID_ARGUMENT);
  EXPECT_EQ(device, nullptr);
  ASSERT_EQ(smx_device_create(store.get(), nullptr, 0, &device), SMX_OK);
  const DevicePointer owner(device);
  // The store is not empty any more.
  smx_device* second = nullptr;
  EXPECT_EQ(smx_device_create(store.get(), nullptr, 0, &second), SMX_INVALID_ARGUMENT);
  EXPECT_EQ(second, nullptr);
}

TEST_F(Arguments, WithoutADevice) {
  std::uint64_t number = 0;
  std::uint8_t flag = 0;
  size_t count = 0;
  smx_signed_prekey prekey;
  EXPECT_EQ(smx_device_reload(nullptr), SMX_INVALID_ARGUMENT);
  EXPECT_EQ(smx_device_purge(nullptr), SMX_INVALID_ARGUMENT);
  EXPECT_EQ(smx_device_generation(nullptr, &number), SMX_INVALID_ARGUMENT);
  EXPECT_EQ(smx_device_keys_of_own(nullptr, &keys_), SMX_INVALID_ARGUMENT);
  EXPECT_EQ(smx_device_signed_prekey(nullptr, &prekey), SMX_INVALID_ARGUMENT);
  EXPECT_EQ(smx_device_one_time_prekeys(nullptr, nullptr, &count), SMX_INVALID_ARGUMENT);
  EXPECT_EQ(smx_device_replenish(nullptr, 0, nullptr), SMX_INVALID_ARGUMENT);
  EXPECT_EQ(smx_device_low_on_one_time_prekeys(nullptr, 1, &flag), SMX_INVALID_ARGUMENT);
  EXPECT_EQ(smx_device_rotation_due(nullptr, &flag), SMX_INVALID_ARGUMENT);
  EXPECT_EQ(smx_device_rotate(nullptr, &prekey), SMX_INVALID_ARGUMENT);
  EXPECT_EQ(smx_device_bundle(nullptr, 0, &bundle_), SMX_INVALID_ARGUMENT);
  EXPECT_EQ(smx_device_restart_suggested(nullptr, &keys_, &flag), SMX_INVALID_ARGUMENT);
  EXPECT_EQ(smx_device_acknowledge(nullptr, words_, 5, 0), SMX_INVALID_ARGUMENT);
  EXPECT_EQ(smx_device_pending_deliveries(nullptr, nullptr, &count), SMX_INVALID_ARGUMENT);
  EXPECT_EQ(smx_device_peers(nullptr, nullptr, &count), SMX_INVALID_ARGUMENT);
  EXPECT_EQ(smx_device_keys_of(nullptr, words_, 5, &keys_), SMX_INVALID_ARGUMENT);
  EXPECT_EQ(
      smx_device_send(nullptr, words_, 5, words_, 5, nullptr, nullptr, 0, room_, &size_, nullptr),
      SMX_INVALID_ARGUMENT);
  EXPECT_EQ(
      smx_device_receive(nullptr, words_, 5, &keys_, words_, 5, nullptr, 0, room_, &size_, nullptr),
      SMX_INVALID_ARGUMENT);
  EXPECT_EQ(smx_device_restart(nullptr, words_, 5, &bundle_, words_, 5, nullptr, 0, room_, &size_,
                               nullptr),
            SMX_INVALID_ARGUMENT);
}

TEST_F(Arguments, WithoutAnOutput) {
  smx_device* device = bob_.get();
  EXPECT_EQ(smx_device_generation(device, nullptr), SMX_INVALID_ARGUMENT);
  EXPECT_EQ(smx_device_keys_of_own(device, nullptr), SMX_INVALID_ARGUMENT);
  EXPECT_EQ(smx_device_signed_prekey(device, nullptr), SMX_INVALID_ARGUMENT);
  EXPECT_EQ(smx_device_one_time_prekeys(device, nullptr, nullptr), SMX_INVALID_ARGUMENT);
  EXPECT_EQ(smx_device_replenish(device, 1, nullptr), SMX_INVALID_ARGUMENT);
  EXPECT_EQ(smx_device_low_on_one_time_prekeys(device, 1, nullptr), SMX_INVALID_ARGUMENT);
  EXPECT_EQ(smx_device_rotation_due(device, nullptr), SMX_INVALID_ARGUMENT);
  EXPECT_EQ(smx_device_rotate(device, nullptr), SMX_INVALID_ARGUMENT);
  EXPECT_EQ(smx_device_bundle(device, SMX_BUNDLE_ONE_TIME, nullptr), SMX_INVALID_ARGUMENT);
  EXPECT_EQ(smx_device_bundle(device, 2, &bundle_), SMX_INVALID_ARGUMENT);
  EXPECT_EQ(smx_device_bundle(device, UINT32_MAX, &bundle_), SMX_INVALID_ARGUMENT);
  EXPECT_EQ(smx_device_restart_suggested(device, &keys_, nullptr), SMX_INVALID_ARGUMENT);
  EXPECT_EQ(smx_device_restart_suggested(device, nullptr, room_), SMX_INVALID_ARGUMENT);
  EXPECT_EQ(smx_device_restart_suggested(device, &keys_, keys_.identity_key), SMX_INVALID_ARGUMENT);
  EXPECT_EQ(smx_device_pending_deliveries(device, nullptr, nullptr), SMX_INVALID_ARGUMENT);
  EXPECT_EQ(smx_device_peers(device, nullptr, nullptr), SMX_INVALID_ARGUMENT);
  EXPECT_EQ(smx_device_keys_of(device, words_, 5, nullptr), SMX_INVALID_ARGUMENT);
  EXPECT_EQ(smx_device_keys_of(device, nullptr, 5, &keys_), SMX_INVALID_ARGUMENT);
  EXPECT_EQ(smx_device_keys_of(device, words_, 256, &keys_), SMX_INVALID_ARGUMENT);
  EXPECT_EQ(smx_device_keys_of(device, words_, SIZE_MAX, &keys_), SMX_INVALID_ARGUMENT);
  EXPECT_EQ(smx_device_keys_of(device, keys_.identity_key, 5, &keys_), SMX_INVALID_ARGUMENT);
  EXPECT_EQ(smx_device_keys_of(device, words_, 5, &keys_), SMX_NO_SESSION);
  for (const size_t size : {size_t{0}, size_t{65}, SIZE_MAX})
    EXPECT_EQ(smx_device_acknowledge(device, words_, size, 0), SMX_INVALID_ARGUMENT);
  EXPECT_EQ(smx_device_acknowledge(device, nullptr, 1, 0), SMX_INVALID_ARGUMENT);
  EXPECT_EQ(smx_device_acknowledge(device, words_, 5, 2), SMX_INVALID_ARGUMENT);
}

TEST_F(Arguments, AbsurdCounts) {
  smx_device* device = bob_.get();
  smx_one_time_prekey prekey;
  smx_pending_delivery delivery;
  smx_peer peer;
  for (const size_t absurd : {SIZE_MAX, SIZE_MAX / 2, SIZE_MAX / sizeof(smx_one_time_prekey)}) {
    size_t count = absurd;
    EXPECT_EQ(smx_device_one_time_prekeys(device, &prekey, &count), SMX_INVALID_ARGUMENT);
    EXPECT_EQ(smx_device_pending_deliveries(device, &delivery, &count), SMX_INVALID_ARGUMENT);
    EXPECT_EQ(smx_device_peers(device, &peer, &count), SMX_INVALID_ARGUMENT);
    EXPECT_EQ(smx_device_replenish(device, absurd, &prekey), SMX_INVALID_ARGUMENT);
    EXPECT_EQ(count, absurd);
  }
  size_t count = 1;
  EXPECT_EQ(smx_device_one_time_prekeys(device, nullptr, &count), SMX_INVALID_ARGUMENT);
  // The count lies in its own output.
  union {
    smx_one_time_prekey prekeys[4];
    size_t count;
  } same{};
  same.count = 4;
  EXPECT_EQ(smx_device_one_time_prekeys(device, same.prekeys, &same.count), SMX_INVALID_ARGUMENT);
}

/// The arguments of the calls that send and receive, each of which a test makes wrong alone.
struct Call {
  const std::uint8_t* label;
  size_t label_size;
  const std::uint8_t* in;
  size_t in_size;
  const std::uint8_t* id;
  size_t id_size;
  std::uint8_t* out;
  size_t* out_size;
  smx_outcome* outcome;
};

TEST_F(Arguments, MessagesThatCannotBeMade) {
  const std::uint8_t id[65] = {};
  const Call good{words_, 5, words_, 5, id, 1, room_, &size_, &outcome_};
  std::vector<Call> wrong;
  const auto add = [&](auto change) {
    Call call = good;
    change(call);
    wrong.push_back(call);
  };
  add([](Call& call) { call.label = nullptr; });
  add([](Call& call) { call.label_size = 256; });
  add([](Call& call) { call.label_size = SIZE_MAX; });
  add([](Call& call) { call.in = nullptr; });
  add([](Call& call) { call.in_size = SIZE_MAX; });
  add([](Call& call) { call.id = nullptr; });
  add([](Call& call) { call.id_size = 0; });
  add([](Call& call) { call.id_size = 65; });
  add([](Call& call) { call.id_size = SIZE_MAX; });
  add([](Call& call) { call.out = nullptr; });
  add([](Call& call) { call.out_size = nullptr; });
  add([&](Call& call) { call.in = room_ + sizeof room_ - 1; });
  add([&](Call& call) { call.label = room_; });
  add([&](Call& call) { call.id = room_ + 3; });
  add([&](Call& call) { call.out = reinterpret_cast<std::uint8_t*>(&bundle_); });
  add([&](Call& call) { call.out = reinterpret_cast<std::uint8_t*>(&outcome_); });
  add([&](Call& call) { call.out = reinterpret_cast<std::uint8_t*>(&size_); });
  add([&](Call& call) { call.out_size = &outcome_.struct_size; });
  for (std::size_t i = 0; i < wrong.size(); ++i) {
    SCOPED_TRACE(i);
    const Call& c = wrong[i];
    size_ = sizeof room_;
    outcome_.struct_size = sizeof outcome_;
    // The keys in front of the bundle are those that overlap in receiving.
    EXPECT_EQ(smx_device_send(alice_.get(), c.label, c.label_size, c.in, c.in_size, &bundle_, c.id,
                              c.id_size, c.out, c.out_size, c.outcome),
              SMX_INVALID_ARGUMENT);
    EXPECT_EQ(smx_device_receive(bob_.get(), c.label, c.label_size, &bundle_.keys, c.in, c.in_size,
                                 c.id, c.id_size, c.out, c.out_size, c.outcome),
              SMX_INVALID_ARGUMENT);
    EXPECT_EQ(smx_device_restart(alice_.get(), c.label, c.label_size, &bundle_, c.in, c.in_size,
                                 c.id, c.id_size, c.out, c.out_size, c.outcome),
              SMX_INVALID_ARGUMENT);
    EXPECT_EQ(size_, sizeof room_);
  }
  for (const size_t size : {size_t{0}, sizeof outcome_ - 1, sizeof outcome_ + 4}) {
    outcome_.struct_size = size;
    EXPECT_EQ(smx_device_send(alice_.get(), words_, 5, words_, 5, &bundle_, nullptr, 0, room_,
                              &size_, &outcome_),
              SMX_INVALID_ARGUMENT);
  }
  EXPECT_EQ(smx_device_receive(bob_.get(), words_, 5, nullptr, words_, 5, nullptr, 0, room_, &size_,
                               nullptr),
            SMX_INVALID_ARGUMENT);
  EXPECT_EQ(smx_device_restart(alice_.get(), words_, 5, nullptr, words_, 5, nullptr, 0, room_,
                               &size_, nullptr),
            SMX_INVALID_ARGUMENT);
  bundle_.has_one_time_prekey = 7;
  EXPECT_EQ(smx_device_send(alice_.get(), words_, 5, words_, 5, &bundle_, nullptr, 0, room_, &size_,
                            nullptr),
            SMX_INVALID_ARGUMENT);
  bundle_.has_one_time_prekey = 0;
  // A device is no peer of its own.
  const smx_bundle own = alice_.bundle(SMX_BUNDLE_PLAIN);
  EXPECT_NE(
      smx_device_send(alice_.get(), words_, 5, words_, 5, &own, nullptr, 0, room_, &size_, nullptr),
      SMX_OK);
  EXPECT_EQ(std::count(room_, room_ + sizeof room_, 0), static_cast<int>(sizeof room_));
}

// A claim of more bytes than there are is seen before any of them is read.
TEST_F(Arguments, SizesThatTheFormatsDoNotHave) {
  // The input last, so that what it claims to be lies over no output.
  struct {
    size_t size = 0;
    std::uint8_t out[SMX_MAX_PLAINTEXT_SIZE] = {};
    std::uint8_t in[256] = {};
  } memory;
  std::ranges::copy(envelope_, memory.in);
  const size_t claimed = size_t{1} << 40;
  EXPECT_EQ(smx_device_send(alice_.get(), words_, 3, memory.in, claimed, nullptr, nullptr, 0,
                            nullptr, &memory.size, nullptr),
            SMX_NO_SESSION);
  EXPECT_EQ(smx_device_send(alice_.get(), bytes_of("bob"), 3, memory.in, claimed, nullptr, nullptr,
                            0, nullptr, &memory.size, nullptr),
            SMX_TOO_LARGE);
  EXPECT_EQ(smx_device_receive(bob_.get(), words_, 5, &keys_, memory.in, claimed, nullptr, 0,
                               nullptr, &memory.size, nullptr),
            SMX_BUFFER_TOO_SMALL);
  EXPECT_EQ(memory.size, static_cast<size_t>(SMX_MAX_PLAINTEXT_SIZE));
  EXPECT_EQ(smx_device_receive(bob_.get(), words_, 5, &keys_, memory.in, claimed, nullptr, 0,
                               memory.out, &memory.size, nullptr),
            SMX_MALFORMED);
  EXPECT_EQ(smx_envelope_bound(SMX_MAX_PLAINTEXT_SIZE), static_cast<size_t>(SMX_MAX_ENVELOPE_SIZE));
  EXPECT_EQ(smx_envelope_bound(SMX_MAX_PLAINTEXT_SIZE + 1), 0U);
  EXPECT_EQ(smx_envelope_bound(SIZE_MAX), 0U);
}

}  // namespace
}  // namespace smx_c_test
