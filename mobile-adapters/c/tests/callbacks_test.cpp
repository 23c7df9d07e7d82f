// Stores, clocks, key stores and counters of the application, also those that misbehave.
#include <gtest/gtest.h>

#include "phone.h"

namespace smx_c_test {
namespace {

StorePointer sealed_store(smx_store* inner, MaskWrap& mask, Counter* counter, smx_status* status) {
  const smx_key_wrap wrap = mask.table();
  const smx_rollback_counter table = counter != nullptr ? counter->table() : smx_rollback_counter{};
  smx_store* store = nullptr;
  *status = smx_store_open_sealed(inner, &wrap, counter != nullptr ? &table : nullptr,
                                  bytes_of("bob"), 3, &store);
  return StorePointer(store);
}

smx_status open_on(smx_store* store, DevicePointer& out) {
  smx_device* device = nullptr;
  const smx_status status = smx_device_open(store, nullptr, &device);
  out.reset(device);
  return status;
}

TEST(Callbacks, AStoreOfTheApplicationHoldsADevice) {
  MapStore map;
  const Phone alice("alice");
  Bytes envelope;
  smx_device_keys keys;
  {
    const Phone bob("bob", callback_store(map));
    ASSERT_EQ(bob.created, SMX_OK);
    const smx_bundle bundle = bob.bundle();
    ASSERT_EQ(alice.send(bob, "hello", envelope, &bundle), SMX_OK);
    keys = bob.keys();
  }
  const StorePointer store = callback_store(map);
  Phone again("bob", memory_store());
  ASSERT_EQ(open_on(store.get(), again.device), SMX_OK);
  const smx_device_keys same = again.keys();
  EXPECT_EQ(std::memcmp(&same, &keys, sizeof keys), 0);
  std::string text;
  EXPECT_EQ(again.receive(alice, envelope, text), SMX_OK);
  EXPECT_EQ(text, "hello");
}

// Whatever a commit says, the device is what it was, and works when the store does again.
TEST(Callbacks, CommitsThatFailChangeNothing) {
  for (const auto& [said, told] : {std::pair{SMX_STORAGE_FAILED, SMX_STORAGE_FAILED},
                                   {SMX_STORAGE_CORRUPT, SMX_STORAGE_CORRUPT},
                                   {SMX_STALE_STATE, SMX_STALE_STATE},
                                   {SMX_OUT_OF_MEMORY, SMX_STORAGE_FAILED},
                                   {-1, SMX_STORAGE_FAILED},
                                   {1234567, SMX_STORAGE_FAILED}}) {
    MapStore map;
    const Phone bob("bob", callback_store(map));
    const Digest before = bob.digest();
    map.commit_status = said;
    smx_bundle bundle;
    std::memset(&bundle, 0xEE, sizeof bundle);
    smx_bundle untouched = bundle;
    EXPECT_EQ(smx_device_bundle(bob.get(), SMX_BUNDLE_ONE_TIME, &bundle), told) << said;
    EXPECT_EQ(std::memcmp(&bundle, &untouched, sizeof bundle), 0);
    smx_signed_prekey prekey;
    EXPECT_EQ(smx_device_rotate(bob.get(), &prekey), told);
    EXPECT_EQ(bob.digest(), before);
    map.commit_status = SMX_OK;
    EXPECT_EQ(smx_device_bundle(bob.get(), SMX_BUNDLE_ONE_TIME, &bundle), SMX_OK);
  }
}

// A commit that took place and said it did not: nothing is released, and a reload catches up.
TEST(Callbacks, ACommitThatLiesIsFoundByTheReload) {
  MapStore map;
  const Phone bob("bob", callback_store(map));
  map.commits_all_the_same = true;
  map.commit_status = SMX_STORAGE_FAILED;
  smx_signed_prekey made;
  EXPECT_EQ(smx_device_rotate(bob.get(), &made), SMX_STORAGE_FAILED);
  map.commit_status = SMX_OK;
  EXPECT_EQ(smx_device_rotate(bob.get(), &made), SMX_STALE_STATE);
  ASSERT_EQ(smx_device_reload(bob.get()), SMX_OK);
  EXPECT_EQ(smx_device_rotate(bob.get(), &made), SMX_OK);
}

TEST(Callbacks, LoadsThatMisbehave) {
  MapStore map;
  const Phone bob("bob", callback_store(map));
  const StorePointer store = callback_store(map);
  DevicePointer device;
  for (const auto& [said, told] : {std::pair{SMX_STORAGE_FAILED, SMX_STORAGE_FAILED},
                                   {SMX_STORAGE_CORRUPT, SMX_STORAGE_CORRUPT},
                                   {SMX_STALE_STATE, SMX_STALE_STATE},
                                   {SMX_MALFORMED, SMX_STORAGE_FAILED},
                                   {INT32_MIN, SMX_STORAGE_FAILED}}) {
    map.load_status = said;
    EXPECT_EQ(open_on(store.get(), device), told) << said;
    EXPECT_EQ(smx_device_reload(bob.get()), told);
  }
  map.load_status = SMX_OK;
  const std::uint64_t generation = map.generation;
  map.generation = 0;  // never written, and yet full
  EXPECT_EQ(open_on(store.get(), device), SMX_STORAGE_CORRUPT);
  map.generation = generation;
  auto records = map.records;
  map.records["unknown/0000000000000001"] = {1, 2, 3};
  EXPECT_EQ(open_on(store.get(), device), SMX_STATE_UNREADABLE);
  map.records = records;
  map.records.begin()->second.clear();
  EXPECT_NE(open_on(store.get(), device), SMX_OK);
  map.records.clear();
  EXPECT_NE(open_on(store.get(), device), SMX_OK);
  map.records = records;
  EXPECT_EQ(open_on(store.get(), device), SMX_OK);
}

/// Gives one record that no store may have; a store's load is the only place for it.
smx_status give_odd_record(void* context, std::uint64_t* generation, smx_record_sink sink,
                           void* sink_context) {
  *generation = 1;
  return sink(sink_context, static_cast<const smx_record*>(context));
}
smx_status never(void*, std::uint64_t, const smx_record*, size_t) { return SMX_STORAGE_FAILED; }

TEST(Callbacks, RecordsThatAreNone) {
  const std::uint8_t byte = 1;
  const std::string long_id(0x10000, 'x');
  const smx_record odd[] = {
      {nullptr, &byte, 1, 0},         {"", &byte, 1, 0},
      {"a", nullptr, 1, 0},           {"a", &byte, 1, 1},
      {"a", &byte, SIZE_MAX, 0},      {"a", &byte, size_t{1} << 63, 0},
      {long_id.c_str(), &byte, 1, 0},
  };
  smx_device* device = nullptr;
  for (const smx_record& record : odd) {
    const smx_store_callbacks table{sizeof table, const_cast<smx_record*>(&record), give_odd_record,
                                    never};
    smx_store* store = nullptr;
    ASSERT_EQ(smx_store_open_callbacks(&table, &store), SMX_OK);
    const StorePointer owner(store);
    EXPECT_EQ(smx_device_open(store, nullptr, &device), SMX_STORAGE_CORRUPT);
  }
  // The null record, the same record twice, and a load that hides what the sink said.
  const auto twice = [](void*, std::uint64_t* generation, smx_record_sink sink,
                        void* sink_context) -> smx_status {
    *generation = 1;
    const smx_record record{"identity", reinterpret_cast<const std::uint8_t*>("x"), 1, 0};
    static_cast<void>(sink(sink_context, &record));
    return sink(sink_context, &record);
  };
  const auto null_record = [](void*, std::uint64_t*, smx_record_sink sink,
                              void* sink_context) -> smx_status {
    static_cast<void>(sink(sink_context, nullptr));
    return SMX_OK;
  };
  smx_status (*const loads[])(void*, std::uint64_t*, smx_record_sink, void*) = {twice, null_record};
  for (const auto load : loads) {
    const smx_store_callbacks table{sizeof table, nullptr, load, never};
    smx_store* store = nullptr;
    ASSERT_EQ(smx_store_open_callbacks(&table, &store), SMX_OK);
    const StorePointer owner(store);
    EXPECT_EQ(smx_device_open(store, nullptr, &device), SMX_STORAGE_CORRUPT);
  }
  EXPECT_EQ(device, nullptr);
}

TEST(Callbacks, AClockThatFails) {
  struct Time {
    std::uint64_t now = 1'700'000'000;
    smx_status status = SMX_OK;
  } time;
  const smx_clock clock{sizeof clock, &time, [](void* context, std::uint64_t* seconds) {
                          *seconds = static_cast<Time*>(context)->now;
                          return static_cast<Time*>(context)->status;
                        }};
  const StorePointer store = memory_store();
  smx_device* device = nullptr;
  time.status = SMX_STORAGE_FAILED;
  EXPECT_EQ(smx_device_create(store.get(), &clock, 1, &device), SMX_CLOCK_FAILED);
  EXPECT_EQ(device, nullptr);
  time.status = SMX_OK;
  ASSERT_EQ(smx_device_create(store.get(), &clock, 1, &device), SMX_OK);
  const DevicePointer owner(device);
  std::uint8_t due = 9;
  ASSERT_EQ(smx_device_rotation_due(device, &due), SMX_OK);
  EXPECT_EQ(due, 0);
  time.now += SMX_SIGNED_PREKEY_ROTATION_SECONDS - 1;
  ASSERT_EQ(smx_device_rotation_due(device, &due), SMX_OK);
  EXPECT_EQ(due, 0);
  time.now += 1;
  ASSERT_EQ(smx_device_rotation_due(device, &due), SMX_OK);
  EXPECT_EQ(due, 1);
  time.status = -5;
  smx_signed_prekey prekey;
  EXPECT_EQ(smx_device_rotation_due(device, &due), SMX_CLOCK_FAILED);
  EXPECT_EQ(smx_device_rotate(device, &prekey), SMX_CLOCK_FAILED);
  EXPECT_EQ(smx_device_purge(device), SMX_CLOCK_FAILED);
}

TEST(Callbacks, KeyStoresThatFail) {
  MapStore map;
  const StorePointer inner = callback_store(map);
  MaskWrap mask;
  smx_status status = SMX_OK;
  mask.wrap_status = -1;
  EXPECT_EQ(sealed_store(inner.get(), mask, nullptr, &status), nullptr);
  EXPECT_EQ(status, SMX_KEY_UNAVAILABLE);
  mask.wrap_status = SMX_OK;
  for (const std::size_t said : {std::size_t{SMX_MAX_WRAPPED_KEY_SIZE + 1}, SIZE_MAX}) {
    mask.said_size = said;
    EXPECT_EQ(sealed_store(inner.get(), mask, nullptr, &status), nullptr);
    EXPECT_EQ(status, SMX_KEY_UNAVAILABLE);
  }
  mask.said_size = 0;
  const Phone bob("bob", sealed_store(inner.get(), mask, nullptr, &status));
  ASSERT_EQ(bob.created, SMX_OK);
  for (const auto& [id, value] : map.records) EXPECT_NE(value.size(), 0U) << id;

  mask.unwrap_status = SMX_INVALID_ARGUMENT;
  EXPECT_EQ(sealed_store(inner.get(), mask, nullptr, &status), nullptr);
  EXPECT_EQ(status, SMX_KEY_UNAVAILABLE);
  mask.unwrap_status = SMX_OK;
  for (const std::size_t said : {std::size_t{31}, std::size_t{33}, SIZE_MAX}) {
    mask.said_size = said;
    EXPECT_EQ(sealed_store(inner.get(), mask, nullptr, &status), nullptr);
    EXPECT_EQ(status, SMX_KEY_UNAVAILABLE);
  }
  mask.said_size = 0;
  mask.mask ^= 1;  // another key store's key
  EXPECT_EQ(sealed_store(inner.get(), mask, nullptr, &status), nullptr);
  EXPECT_EQ(status, SMX_STORAGE_CORRUPT);
  mask.mask ^= 1;
  DevicePointer again;
  EXPECT_EQ(open_on(sealed_store(inner.get(), mask, nullptr, &status).get(), again), SMX_OK);
}

TEST(Callbacks, ARolledBackStoreIsRefused) {
  MapStore map;
  const StorePointer inner = callback_store(map);
  MaskWrap mask;
  Counter counter;
  smx_status status = SMX_OK;
  const Phone bob("bob", sealed_store(inner.get(), mask, &counter, &status));
  ASSERT_EQ(bob.created, SMX_OK);
  const MapStore backup = map;
  smx_signed_prekey prekey;
  ASSERT_EQ(smx_device_rotate(bob.get(), &prekey), SMX_OK);
  EXPECT_EQ(counter.value, map.generation);
  map.records = backup.records;
  map.generation = backup.generation;
  EXPECT_EQ(sealed_store(inner.get(), mask, &counter, &status), nullptr);
  EXPECT_EQ(status, SMX_STALE_STATE);
  EXPECT_EQ(smx_device_reload(bob.get()), SMX_STALE_STATE);
  counter.read_status = 1;
  EXPECT_EQ(sealed_store(inner.get(), mask, &counter, &status), nullptr);
  EXPECT_EQ(status, SMX_COUNTER_FAILED);
  counter.read_status = SMX_OK;
  counter.value = 0;
  counter.advance_status = -1;
  EXPECT_EQ(sealed_store(inner.get(), mask, &counter, &status), nullptr);
  EXPECT_EQ(status, SMX_COUNTER_FAILED);
}

TEST(Callbacks, RekeyMakesAnotherKey) {
  MapStore map;
  const StorePointer inner = callback_store(map);
  MaskWrap mask;
  smx_status status = SMX_OK;
  StorePointer sealed = sealed_store(inner.get(), mask, nullptr, &status);
  smx_store* shared = sealed.get();
  smx_device* device = nullptr;
  ASSERT_EQ(smx_device_create(shared, nullptr, 5, &device), SMX_OK);
  const DevicePointer owner(device);
  std::uint64_t before = 0;
  ASSERT_EQ(smx_store_seals_used(shared, &before), SMX_OK);
  smx_signed_prekey prekey;
  for (int i = 0; i < 5; ++i) ASSERT_EQ(smx_device_rotate(device, &prekey), SMX_OK);
  std::uint64_t used = 0;
  ASSERT_EQ(smx_store_seals_used(shared, &used), SMX_OK);
  EXPECT_GT(used, before);
  const auto old_key = map.records.at("sealed/key");
  ASSERT_EQ(smx_store_rekey(shared), SMX_OK);
  EXPECT_NE(map.records.at("sealed/key"), old_key);
  EXPECT_EQ(smx_device_rotate(device, &prekey), SMX_STALE_STATE);
  ASSERT_EQ(smx_device_reload(device), SMX_OK);
  EXPECT_EQ(smx_device_rotate(device, &prekey), SMX_OK);
  mask.wrap_status = SMX_KEY_UNAVAILABLE;
  EXPECT_EQ(smx_store_rekey(shared), SMX_KEY_UNAVAILABLE);
}

/// What a callback tries with the handles that it is part of.
struct Inside {
  smx_device* device = nullptr;
  smx_store* sealed = nullptr;
  smx_store* inner = nullptr;
  int tried = 0;
  int refused = 0;

  void count(smx_status status) {
    ++tried;
    refused += status == SMX_INVALID_ARGUMENT ? 1 : 0;
  }

  static void all(void* argument) {
    auto& self = *static_cast<Inside*>(argument);
    std::uint64_t number = 0;
    smx_signed_prekey prekey;
    smx_device* made = nullptr;
    smx_store* store = nullptr;
    self.count(smx_device_generation(self.device, &number));
    self.count(smx_device_rotate(self.device, &prekey));
    self.count(smx_device_reload(self.device));
    self.count(smx_store_rekey(self.sealed));
    self.count(smx_store_seals_used(self.sealed, &number));
    self.count(smx_device_open(self.sealed, nullptr, &made));
    self.count(smx_device_create(self.inner, nullptr, 0, &made));
    self.count(smx_store_open_memory(&store));
    // What takes no handle is fine.
    if (std::string_view(smx_status_name(SMX_OK)) != "ok") ++self.tried;
  }
};

// A callback that uses a handle gets a status: it never waits for the call that it is part of.
TEST(Callbacks, NoHandleMayBeUsedFromOne) {
  MapStore map;
  const StorePointer inner = callback_store(map);
  MaskWrap mask;
  smx_status status = SMX_OK;
  const StorePointer sealed = sealed_store(inner.get(), mask, nullptr, &status);
  smx_device* device = nullptr;
  ASSERT_EQ(smx_device_create(sealed.get(), nullptr, 0, &device), SMX_OK);
  const DevicePointer owner(device);
  Inside inside{.device = device, .sealed = sealed.get(), .inner = inner.get()};
  map.meanwhile = Inside::all;
  map.argument = &inside;
  smx_signed_prekey prekey;
  EXPECT_EQ(smx_device_rotate(device, &prekey), SMX_OK);
  EXPECT_EQ(smx_device_reload(device), SMX_OK);
  EXPECT_EQ(smx_store_rekey(sealed.get()), SMX_OK);
  EXPECT_EQ(inside.tried, 4 * 8);
  EXPECT_EQ(inside.refused, inside.tried);
}

// Freeing is allowed in a callback, even of the handle in use: garbage collectors do it.
TEST(Callbacks, HandlesMayBeFreedFromOne) {
  MapStore map;
  StorePointer store = callback_store(map);
  smx_device* device = nullptr;
  ASSERT_EQ(smx_device_create(store.get(), nullptr, 0, &device), SMX_OK);
  struct Both {
    smx_device* device;
    smx_store* store;
  } both{device, store.release()};
  map.meanwhile = [](void* argument) {
    auto& held = *static_cast<Both*>(argument);
    smx_device_free(held.device);
    smx_store_free(held.store);
    held = {};
  };
  map.argument = &both;
  smx_signed_prekey prekey;
  EXPECT_EQ(smx_device_rotate(device, &prekey), SMX_OK);
}

// C++ and others can throw through a callback: that ends there.
TEST(Callbacks, WhatIsThrownGoesNoFurther) {
  MapStore map;
  const Phone bob("bob", callback_store(map));
  const Digest before = bob.digest();
  map.meanwhile = [](void*) { throw 1; };
  smx_signed_prekey prekey;
  EXPECT_EQ(smx_device_rotate(bob.get(), &prekey), SMX_STORAGE_FAILED);
  EXPECT_EQ(smx_device_reload(bob.get()), SMX_STORAGE_FAILED);
  map.meanwhile = nullptr;
  EXPECT_EQ(bob.digest(), before);
  EXPECT_EQ(smx_device_rotate(bob.get(), &prekey), SMX_OK);
}

// Freed in any order: what stands on a store keeps it.
TEST(Callbacks, StoresLiveAsLongAsWhatStandsOnThem) {
  MapStore map;
  MaskWrap mask;
  smx_status status = SMX_OK;
  StorePointer inner = callback_store(map);
  StorePointer sealed = sealed_store(inner.get(), mask, nullptr, &status);
  inner.reset();
  smx_device* device = nullptr;
  ASSERT_EQ(smx_device_create(sealed.get(), nullptr, 0, &device), SMX_OK);
  const DevicePointer owner(device);
  sealed.reset();
  smx_signed_prekey prekey;
  EXPECT_EQ(smx_device_rotate(device, &prekey), SMX_OK);
  EXPECT_EQ(smx_device_reload(device), SMX_OK);
}

}  // namespace
}  // namespace smx_c_test
