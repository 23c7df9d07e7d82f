// Every allocation of every entry fails: each alone, and from each on. After a failure the status
// says so, the device is what it was, no output was touched, and the same call works.
//
//   smx-c-failing-memory [planted]
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <string_view>

#include "allocations/counted_memory.h"
#include "folder.h"
#include "phone.h"

namespace {

using namespace smx_c_test;
using smx::test::allow_allocations;
using smx::test::fail_allocation;

struct Failure {};

void must(smx_status status) {
  if (status != SMX_OK) throw Failure{};
}

/// What bob is sent, made once; his state is taken back for each trial.
struct Story {
  Story() {
    const Phone bob("bob", callback_store(map));
    must(bob.created);
    keys = alice.keys();
    const smx_bundle bundle = bob.bundle();
    std::string text;
    Bytes envelope;
    must(alice.send(bob, "first", envelope, &bundle));
    must(bob.receive(alice, envelope, text));
    must(alice.send(bob, "next", next));
    const Phone carol("carol");
    carols_keys = carol.keys();
    const smx_bundle second = bob.bundle();
    must(carol.send(bob, "hello", bootstrap, &second));
    carols_bundle = carol.bundle();
    must(bob.send(alice, "kept", envelope, nullptr, "kept"));
    size_t size = sizeof bundle_bytes;
    must(smx_bundle_encode(&carols_bundle, bundle_bytes, &size));
    bundle_size = size;
  }

  Folder folder;
  Phone alice{"alice"};
  MapStore map;
  smx_device_keys keys{};
  smx_device_keys carols_keys{};
  smx_bundle carols_bundle{};
  Bytes next;
  Bytes bootstrap;
  std::uint8_t bundle_bytes[SMX_MAX_BUNDLE_SIZE];
  size_t bundle_size = 0;
};

/// The outputs of any entry, watched for a touch.
struct Outputs {
  std::uint8_t bytes[2048];
  smx_one_time_prekey prekeys[8];
  smx_signed_prekey prekey;
  smx_bundle bundle;
  smx_device_keys keys;
  smx_pending_delivery deliveries[4];
  smx_peer peers[4];
  smx_device* device;
  smx_store* store;
  std::uint64_t number;
  std::uint8_t flag;
  friend bool operator==(const Outputs& a, const Outputs& b) {
    return std::memcmp(&a, &b, sizeof a) == 0;
  }
};

struct Trial {
  const Story& story;
  const std::string& path;  // of a file that may or may not be there
  MapStore& map;
  MaskWrap& mask;
  smx_store* inner;
  smx_store* sealed;
  smx_device* bob;
  Outputs& out;
};

struct Entry {
  const char* name;
  smx_status (*run)(Trial&);
};

smx_status send(Trial& t, const smx_bundle* bundle, const char* label, const char* id) {
  size_t size = sizeof t.out.bytes;
  return smx_device_send(t.bob, bytes_of(label), std::strlen(label), bytes_of("words"), 5, bundle,
                         id == nullptr ? nullptr : bytes_of(id), id == nullptr ? 0 : 2, t.out.bytes,
                         &size, nullptr);
}

smx_status receive(Trial& t, const Bytes& envelope, const smx_device_keys& keys, const char* id) {
  size_t size = sizeof t.out.bytes;
  return smx_device_receive(t.bob, bytes_of("x"), 1, &keys, envelope.data(), envelope.size(),
                            id == nullptr ? nullptr : bytes_of(id), id == nullptr ? 0 : 2,
                            t.out.bytes, &size, nullptr);
}

const Entry kEntries[] = {
    {"store_open_memory", [](Trial& t) { return smx_store_open_memory(&t.out.store); }},
    {"store_open_sqlite",
     [](Trial& t) { return smx_store_open_sqlite(t.path.data(), t.path.size(), &t.out.store); }},
    {"store_open_callbacks",
     [](Trial& t) {
       const smx_store_callbacks table = t.map.table();
       return smx_store_open_callbacks(&table, &t.out.store);
     }},
    {"store_open_sealed",
     [](Trial& t) {
       const smx_key_wrap wrap = t.mask.table();
       return smx_store_open_sealed(t.inner, &wrap, nullptr, bytes_of("bob"), 3, &t.out.store);
     }},
    {"store_seals_used", [](Trial& t) { return smx_store_seals_used(t.sealed, &t.out.number); }},
    {"device_open", [](Trial& t) { return smx_device_open(t.sealed, nullptr, &t.out.device); }},
    {"device_reload", [](Trial& t) { return smx_device_reload(t.bob); }},
    {"device_generation", [](Trial& t) { return smx_device_generation(t.bob, &t.out.number); }},
    {"device_keys_of_own", [](Trial& t) { return smx_device_keys_of_own(t.bob, &t.out.keys); }},
    {"device_signed_prekey",
     [](Trial& t) { return smx_device_signed_prekey(t.bob, &t.out.prekey); }},
    {"device_one_time_prekeys",
     [](Trial& t) {
       size_t count = std::size(t.out.prekeys);
       return smx_device_one_time_prekeys(t.bob, t.out.prekeys, &count);
     }},
    {"device_replenish", [](Trial& t) { return smx_device_replenish(t.bob, 3, t.out.prekeys); }},
    {"device_low_on_one_time_prekeys",
     [](Trial& t) { return smx_device_low_on_one_time_prekeys(t.bob, 1, &t.out.flag); }},
    {"device_rotation_due", [](Trial& t) { return smx_device_rotation_due(t.bob, &t.out.flag); }},
    {"device_rotate", [](Trial& t) { return smx_device_rotate(t.bob, &t.out.prekey); }},
    {"device_bundle",
     [](Trial& t) { return smx_device_bundle(t.bob, SMX_BUNDLE_PLAIN, &t.out.bundle); }},
    {"device_bundle, one-time",
     [](Trial& t) { return smx_device_bundle(t.bob, SMX_BUNDLE_ONE_TIME, &t.out.bundle); }},
    {"device_send", [](Trial& t) { return send(t, nullptr, "alice", nullptr); }},
    {"device_send, kept", [](Trial& t) { return send(t, nullptr, "alice", "id"); }},
    {"device_send, first", [](Trial& t) { return send(t, &t.story.carols_bundle, "c", "id"); }},
    {"device_receive", [](Trial& t) { return receive(t, t.story.next, t.story.keys, nullptr); }},
    {"device_receive, kept", [](Trial& t) { return receive(t, t.story.next, t.story.keys, "id"); }},
    {"device_receive, first",
     [](Trial& t) { return receive(t, t.story.bootstrap, t.story.carols_keys, "id"); }},
    {"device_restart",
     [](Trial& t) {
       size_t size = sizeof t.out.bytes;
       return smx_device_restart(t.bob, bytes_of("c"), 1, &t.story.carols_bundle, bytes_of("words"),
                                 5, bytes_of("id"), 2, t.out.bytes, &size, nullptr);
     }},
    {"device_restart_suggested",
     [](Trial& t) { return smx_device_restart_suggested(t.bob, &t.story.keys, &t.out.flag); }},
    {"device_acknowledge",
     [](Trial& t) { return smx_device_acknowledge(t.bob, bytes_of("kept"), 4, 1); }},
    {"device_pending_deliveries",
     [](Trial& t) {
       size_t count = std::size(t.out.deliveries);
       return smx_device_pending_deliveries(t.bob, t.out.deliveries, &count);
     }},
    {"device_peers",
     [](Trial& t) {
       size_t count = std::size(t.out.peers);
       return smx_device_peers(t.bob, t.out.peers, &count);
     }},
    {"device_keys_of",
     [](Trial& t) { return smx_device_keys_of(t.bob, bytes_of("alice"), 5, &t.out.keys); }},
    {"device_purge", [](Trial& t) { return smx_device_purge(t.bob); }},
    {"store_rekey", [](Trial& t) { return smx_store_rekey(t.sealed); }},
    {"bundle_encode",
     [](Trial& t) {
       size_t size = sizeof t.out.bytes;
       return smx_bundle_encode(&t.story.carols_bundle, t.out.bytes, &size);
     }},
    {"bundle_decode",
     [](Trial& t) {
       return smx_bundle_decode(t.story.bundle_bytes, t.story.bundle_size, &t.out.bundle, nullptr);
     }},
    {"bundle_verify", [](Trial& t) { return smx_bundle_verify(&t.story.carols_bundle); }},
    {"signed_prekey_verify",
     [](Trial& t) {
       return smx_signed_prekey_verify(&t.story.carols_keys, &t.story.carols_bundle.signed_prekey);
     }},
    {"envelope_decode",
     [](Trial& t) {
       smx_envelope_header header{};
       header.struct_size = sizeof header;
       return smx_envelope_decode(t.story.bootstrap.data(), t.story.bootstrap.size(), &header,
                                  nullptr);
     }},
};

struct Totals {
  std::size_t trials = 0;
  std::size_t failures = 0;
  std::size_t problems = 0;
};

void problem(const Entry& entry, std::size_t n, const char* what, Totals& totals) {
  ++totals.problems;
  std::printf("  %s, allocation %zu: %s\n", entry.name, n, what);
}

/// One trial with allocation n failing; false when the entry has none so many.
bool try_once(const Entry& entry, const Story& story, std::size_t n, bool for_good, bool planted,
              Totals& totals) {
  // The entries of stores are tried on a sealed one with a device in it, the entries of devices on
  // bob, whose records are put back for each.
  MapStore map;
  MaskWrap mask;
  const StorePointer inner = callback_store(map);
  const smx_key_wrap wrap = mask.table();
  smx_store* store = nullptr;
  must(smx_store_open_sealed(inner.get(), &wrap, nullptr, bytes_of("bob"), 3, &store));
  const StorePointer owner(store);
  smx_device* made = nullptr;
  must(smx_device_create(store, nullptr, 1, &made));
  smx_device_free(made);
  MapStore plain;
  plain.generation = story.map.generation;
  plain.records = story.map.records;
  const StorePointer bobs = callback_store(plain);
  must(smx_device_open(bobs.get(), nullptr, &made));
  const DevicePointer device(made);
  Outputs out;
  std::memset(&out, 0xEE, sizeof out);
  const Outputs untouched = out;
  const std::string path = story.folder.file("state");
  Trial trial{story, path, map, mask, inner.get(), store, device.get(), out};
  Digest before{};
  must(smx_testing_state_digest(trial.bob, before.data()));
  const auto records = plain.records;

  fail_allocation(n, for_good);
  const smx_status status = entry.run(trial);
  const bool failed = allow_allocations();
  if (planted && failed) out.flag = 0;  // the control: an entry that touches an output
  ++totals.trials;
  if (out.device != untouched.device) smx_device_free(out.device);
  if (out.store != untouched.store) smx_store_free(out.store);
  if (!failed) {
    if (status != SMX_OK) problem(entry, n, smx_status_name(status), totals);
    return false;
  }
  ++totals.failures;
  if (status == SMX_OK) return true;  // whoever was refused did without
  if (status != SMX_OUT_OF_MEMORY && status != SMX_STORAGE_FAILED)
    problem(entry, n, smx_status_name(status), totals);
  if (!(out == untouched)) problem(entry, n, "an output was touched", totals);
  Digest after{};
  must(smx_testing_state_digest(trial.bob, after.data()));
  // A store whose own memory ran out may have done its work all the same: load again.
  if (status == SMX_STORAGE_FAILED) {
    if (smx_device_reload(trial.bob) != SMX_OK) problem(entry, n, "cannot be reloaded", totals);
    return true;
  }
  if (after != before || plain.records != records) problem(entry, n, "the state changed", totals);
  std::memset(&out, 0xEE, sizeof out);
  if (entry.run(trial) != SMX_OK) problem(entry, n, "does not work afterwards", totals);
  if (out.device != untouched.device) smx_device_free(out.device);
  if (out.store != untouched.store) smx_store_free(out.store);
  return true;
}

}  // namespace

int main(int count, char** arguments) {
  const bool planted = count == 2 && std::string_view(arguments[1]) == "planted";
  if (count > (planted ? 2 : 1)) {
    std::fprintf(stderr, "usage: smx-c-failing-memory [planted]\n");
    return 2;
  }
  if (smx_init(0) != SMX_OK) return 2;
  Totals totals;
  try {
    const Story story;
    for (const Entry& entry : kEntries) {
      for (const bool for_good : {false, true}) {
        std::size_t n = 0;
        while (try_once(entry, story, n, for_good, planted, totals)) ++n;
      }
    }
  } catch (const Failure&) {
    std::printf("the story itself failed\n");
    return 1;
  }
  std::printf("%zu entries, %zu trials, %zu failed allocations, %zu problems\n",
              std::size(kEntries), totals.trials, totals.failures, totals.problems);
  return totals.problems == 0 && totals.failures > std::size(kEntries) ? 0 : 1;
}
