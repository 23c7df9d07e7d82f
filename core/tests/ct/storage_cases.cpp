// [PRIM-20] State: sealed and opened under a data key that is secret, written and read again with
// the keys in it secret.

#include <array>
#include <vector>

#include "ct/cases.h"
#include "ct/devices.h"
#include "ct/operations.h"
#include "session/session_record.h"
#include "smx/sealed_store.h"

namespace smx::ct {
namespace {

/// Where a platform's key store would be. The data key is secret as soon as anybody sees it; what
/// it is wrapped into may be seen.
class SecretWrap : public KeyWrap {
 public:
  Result<Bytes> wrap(ByteView data_key) override {
    mark_secret(data_key);
    Bytes wrapped(data_key.begin(), data_key.end());
    for (std::uint8_t& byte : wrapped) byte ^= kPad;
    declassify("wrapped-data-key", wrapped);
    return wrapped;
  }
  Result<SecretBytes> unwrap(ByteView wrapped) override {
    SecretBytes key(wrapped);
    for (std::uint8_t& byte : key.writable()) byte ^= kPad;
    mark_secret(key.reveal());
    return key;
  }

 private:
  static constexpr std::uint8_t kPad = 0x3C;
};

/// A sealed store over memory, and what another one that is opened over the same memory finds.
struct Sealed {
  MemoryStore memory;
  SecretWrap wrap;

  Result<std::unique_ptr<SealedStore>> open() {
    return SealedStore::open(memory, wrap, {.device_name = "device"});
  }
};

Result<void> write_secrets(Store& store, std::uint64_t generation) {
  std::vector<RecordChange> changes;
  for (const std::size_t size : {std::size_t{100}, std::size_t{2000}}) {
    SecretBytes value(size);
    mark_secret(value.reveal());
    changes.push_back({.id = "session/" + std::to_string(size), .value = std::move(value)});
  }
  return store.commit(generation, changes);
}

Result<void> rekey_store() {
  Sealed sealed;
  SMX_ASSIGN(const auto store, sealed.open());
  SMX_TRY(write_secrets(*store, 0));
  SMX_TRY(store->rekey());
  SMX_TRY(sealed.open());
  return {};
}

/// What a store of one generation holds, with the record of this id damaged.
Result<void> copy_with_damage(MemoryStore& copy, const Snapshot& stored, std::string_view id) {
  std::vector<RecordChange> changes;
  for (const Record& record : stored.records) {
    const ByteView value = record.value.reveal();
    Bytes bytes(value.begin(), value.end());
    if (record.id == id) bytes = damaged(std::move(bytes));
    changes.push_back({record.id, SecretBytes(bytes)});
  }
  return copy.commit(0, changes);
}

Result<void> refuse_damaged_records() {
  Sealed sealed;
  SMX_ASSIGN(const auto store, sealed.open());
  SMX_TRY(write_secrets(*store, 0));
  SMX_ASSIGN(const Snapshot stored, sealed.memory.load());
  for (const std::string_view id : {"session/100", "session/2000", "sealed/head"}) {
    Sealed copy;
    SMX_TRY(copy_with_damage(copy.memory, stored, id));
    SMX_TRY(expect_refusal(copy.open(), Error::storage_corrupt));
  }
  return {};
}

/// A record of the generation before is put back: each record opens, their sum does not fit.
Result<void> refuse_record_put_back() {
  Sealed sealed;
  SMX_ASSIGN(const auto store, sealed.open());
  SMX_TRY(write_secrets(*store, 0));
  SMX_ASSIGN(Snapshot before, sealed.memory.load());
  SMX_TRY(write_secrets(*store, 1));
  std::erase_if(before.records, [](const Record& record) { return record.id != "session/100"; });
  const std::array change{
      RecordChange{before.records.front().id, std::move(before.records.front().value)}};
  // Two commits again, so that the generation is that of the head.
  SMX_ASSIGN(Snapshot after, sealed.memory.load());
  Sealed copy;
  std::vector<RecordChange> changes;
  for (Record& record : after.records)
    changes.push_back({std::move(record.id), std::move(record.value)});
  SMX_TRY(copy.memory.commit(0, changes));
  SMX_TRY(copy.memory.commit(1, change));
  return expect_refusal(copy.open(), Error::storage_corrupt);
}

Result<void> seal_device_state() {
  Sealed sealed;
  SMX_ASSIGN(const auto store, sealed.open());
  SMX_ASSIGN(Side alice, Side::make("alice", 1, store.get()));
  SMX_ASSIGN(Side bob, Side::make("bob", 2));
  const Bundle bundle = bob.bundle(true);
  SMX_TRY(alice.send(bob, 40, &bundle));
  return {};
}

/// Identity, prekeys, a session and a skipped key, and a message with what was read.
Result<void> reopen_device() {
  SMX_ASSIGN(Pair pair, Pair::make_acquainted());
  SMX_ASSIGN(const Bytes passed_over, pair.alice.send(pair.bob));
  SMX_ASSIGN(const Bytes next, pair.alice.send(pair.bob));
  SMX_TRY(pair.bob.receive(pair.alice, next));
  SMX_TRY(pair.bob.reopen());
  return pair.bob.receive(pair.alice, passed_over);
}

Result<void> rotate_and_purge() {
  SMX_ASSIGN(Pair pair, Pair::make_acquainted());
  constexpr std::uint64_t kNow = 1'000'000;
  PrekeyMaterial material{pair.bob.bundle(false).signed_prekey.key_id,
                          secret_key<X25519PrivateKey>(90)};
  SMX_ASSIGN(material.key_id, KeyId::parse(Bytes{'n', 'e', 'w'}));
  SMX_TRY(pair.bob.core().rotate(kNow, std::move(material)));
  return pair.bob.core().purge(kNow + limits::kReplacedPrekeyLifetime);
}

constexpr std::array kCases{
    Case{"store_and_load", store_and_load},
    Case{"rekey_store", rekey_store},
    Case{"refuse_damaged_records", refuse_damaged_records},
    Case{"refuse_record_put_back", refuse_record_put_back},
    Case{"seal_device_state", seal_device_state},
    Case{"reopen_device", reopen_device},
    Case{"rotate_and_purge", rotate_and_purge},
};

}  // namespace

Result<void> store_and_load() {
  Sealed sealed;
  SMX_ASSIGN(const auto store, sealed.open());
  SMX_TRY(write_secrets(*store, 0));
  SMX_TRY(write_secrets(*store, 1));
  SMX_TRY(sealed.open());
  return {};
}

std::span<const Case> storage_cases() { return kCases; }

}  // namespace smx::ct
