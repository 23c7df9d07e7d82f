// Bootstraps between devices: prekeys that are used once, forgeries that burn nothing, and the seen
// set that outlives its sessions.
#include <fmt/format.h>

#include "device_script.h"
#include "low_order.h"
#include "suite_device.h"

namespace smx::vectors {
namespace {

const char* const kSeen = "the device has seen this bootstrap: no field of it repairs that";

void prekeys(SuiteWriter& out) {
  out.group("device/prekeys", "One-time prekeys are used once, and only by what opens");
  struct Row {
    const char* id;
    const char* comment;
    const char* reason;
    Patch patch;
  };
  // SPK id of 14 bytes at 39, OPK id of 24 bytes at 55, nonce at 79, ciphertext from 91.
  const Row rows[] = {
      {"tag", "Last bit of the tag", "decryption_failed", Patch::flip(-1)},
      {"ek", "A bit of EK_A", "decryption_failed", Patch::flip(20, "04")},
      {"ek-low-order", "EK_A = 0", "low_order_point", Patch::replace(5, repeat(0, 32))},
      {"nonce", "A bit of the nonce", "decryption_failed", Patch::flip(80, "02")},
      {"spk-id", "Another SPK id", "unknown_prekey", Patch::flip(52)},
      {"opk-id", "An OPK id that is not held", "unknown_prekey", Patch::flip(78, "07")},
      {"other-opk", "The id of another OPK that is held", "decryption_failed",
       Patch::replace(78, text("2"))},
      {"flags", "An unknown flag", "malformed", Patch::flip(4, "40")},
  };
  for (const Row& row : rows) {
    out.add({fmt::format("device/prekeys/forged-{}", row.id),
             fmt::format("{}: refused, no prekey is used, the genuine envelope is accepted",
                         row.comment),
             {"SMX1-16", "SMX1-18", "SMX1-17"},
             {"BurntPrekey"}},
            [&](Scenario& s) {
              DeviceScript d(s);
              const Person alice = person(s, "alice", "alices-own");
              const Person bob = person(s, "bob", "спк-2026-α", {"одноразовый-1", "одноразовый-2"});
              d.make(alice);
              d.make(bob);
              const std::size_t first = d.send(alice, bob, "first", bundle(bob));
              d.refuse(bob, alice, first, row.reason, {row.patch});
              d.state(bob);
              d.receive(bob, alice, first);
              d.state(bob);
              d.exchange(bob, alice);
            });
  }
  out.add({"device/prekeys/forged-inner",
           "A valid outer seal around a broken frame: refused by the inner error, nothing used",
           {"SMX1-18", "SMX1-19"},
           {"BurntPrekey", "Resealed"}},
          [](Scenario& s) {
            DeviceScript d(s);
            const Person alice = person(s, "alice", "alices-own");
            const Person bob = person(s, "bob");
            d.make(bob);
            ForgedSession forged(s, alice, bob, "alice", &bob.opks[0]);
            Bytes frame = forged.frame(0);
            frame.back() ^= 1U;
            d.refuse_bytes(bob, alice, forged.around(frame), "decryption_failed");
            d.refuse_bytes(bob, alice, forged.around(text("not a frame")), "malformed");
            d.refuse_bytes(bob, alice,
                           forged.around(forged.chain().sealed_as(
                               0, drv1_header(forged.ratchet().public_key, 0, 2001), text("x"))),
                           "too_many_skipped");
            s.twin({{"envelope", hex(forged.envelope(0))}});
            d.state(bob);
            d.receive_bytes(bob, alice, forged.envelope(0), forged.plaintext(0));
            d.state(bob);
          });
  out.add({"device/prekeys/used-once",
           "Two peers with one OPK: the second is refused",
           {"SMX1-17", "KEY-22", "SMX1-16"},
           {"PrekeyReuse"}},
          [](Scenario& s) {
            DeviceScript d(s);
            const Person alice = person(s, "alice", "alices-own");
            const Person carol = person(s, "carol", "carols-own");
            const Person bob = person(s, "bob");
            d.make(alice);
            d.make(carol);
            d.make(bob);
            const std::size_t one = d.send(alice, bob, "one", bundle(bob));
            const std::size_t two = d.send(carol, bob, "two", bundle(bob));
            d.receive(bob, carol, two);
            d.state(bob);
            d.refuse(bob, alice, one, "unknown_prekey");
            d.exchange(bob, carol);
            d.state(bob);
          });
  out.add({"device/prekeys/each-its-own",
           "Three peers, two OPKs and a bundle without one",
           {"SMX1-17", "X3DH-06"}},
          [](Scenario& s) {
            DeviceScript d(s);
            const Person bob = person(s, "bob");
            d.make(bob);
            std::size_t opk = 0;
            for (const std::size_t which : {1UL, 0UL, kNoOpk}) {
              const Person peer = person(s, fmt::format("peer-{}", opk++), "own");
              d.make(peer);
              d.receive(bob, peer, d.send(peer, bob, "first", bundle(bob, which)));
              d.exchange(bob, peer);
            }
            d.state(bob);
          });
  out.add(
      {"device/prekeys/other-opk-swapped-in",
       "An envelope on a bundle whose OPK the relay replaced by another of bob's: it fails",
       {"X3DH-12", "SMX1-18"},
       {"WrongPrekey"}},
      [](Scenario& s) {
        DeviceScript d(s);
        const Person alice = person(s, "alice", "alices-own");
        const Person bob = person(s, "bob");
        d.make(alice);
        d.make(bob);
        Person relay = bob;
        relay.opks[0].keys = bob.opks[1].keys;
        const std::size_t first = d.send(alice, bob, "first", bundle(relay));
        d.refuse(bob, alice, first, "decryption_failed");
        s.no_twin("the fault is in the bundle that the sender was given, not in what bob receives");
        d.state(bob);
      });
}

/// Bootstraps of many sessions by one peer, from label `first` on, each received by bob.
void receive_many(DeviceScript& d, const Person& from, const Person& bob, std::size_t count,
                  std::string_view label) {
  for (std::size_t i = 0; i < count; ++i) {
    ForgedSession forged(d.scenario(), from, bob, fmt::format("{} {}", label, i));
    d.receive_bytes(bob, from, forged.envelope(0), forged.plaintext(0));
  }
}

void seen_set(SuiteWriter& out) {
  out.group("device/seen", "The seen set");
  out.add(
      {"device/seen/session-dropped",
       "An envelope whose session was pushed out by 41 others: seen, though the session is gone",
       {"SMX1-14", "SMX1-20", "SES-02"},
       {"Replay"}},
      [](Scenario& s) {
        DeviceScript d(s);
        const Person alice = person(s, "alice", "alices-own");
        const Person bob = person(s, "bob");
        d.make(bob);
        ForgedSession first(s, alice, bob, "first");
        d.receive_bytes(bob, alice, first.envelope(0), first.plaintext(0));
        d.refuse_bytes(bob, alice, first.envelope(0), "duplicate_message");
        receive_many(d, alice, bob, 41, "other");
        d.state(bob);
        d.refuse_bytes(bob, alice, first.envelope(0), "replayed_bootstrap");
        d.refuse_bytes(bob, alice, first.envelope(1), "replayed_bootstrap");
        s.no_twin(kSeen);
        d.state(bob);
      });
  out.add({"device/seen/other-prekey-same-ek",
           "A new bootstrap with a seen EK_A on another SPK: seen all the same",
           {"SMX1-14", "SMX1-20"},
           {"Replay", "Resealed"}},
          [](Scenario& s) {
            DeviceScript d(s);
            const Person alice = person(s, "alice", "alices-own");
            Person bob = person(s, "bob");
            d.make(bob, kStart);
            const ForgedSession first(s, alice, bob, "first");
            ForgedSession again = first;
            d.receive_bytes(bob, alice, again.envelope(0), first.plaintext(0));
            receive_many(d, alice, bob, 41, "other");
            d.rotate(bob, "спк-2", kStart + 7 * kDay);
            ForgedSession second(s, alice, bob, "second", nullptr, first.ek(),
                                 x25519_pair(s, "second/ratchet"));
            d.refuse_bytes(bob, alice, second.envelope(0), "replayed_bootstrap");
            ForgedSession fresh(s, alice, bob, "fresh");
            s.twin({{"envelope", hex(fresh.envelope(0))}});
            d.receive_bytes(bob, alice, fresh.envelope(0), fresh.plaintext(0));
          });
  out.add({"device/seen/other-prekey-live-session",
           "The same while the session lives: its own BK is tried, and fails",
           {"SMX1-13"},
           {"Replay", "Resealed"}},
          [](Scenario& s) {
            DeviceScript d(s);
            const Person alice = person(s, "alice", "alices-own");
            Person bob = person(s, "bob");
            d.make(bob, kStart);
            ForgedSession first(s, alice, bob, "first");
            d.receive_bytes(bob, alice, first.envelope(0), first.plaintext(0));
            d.rotate(bob, "спк-2", kStart + 7 * kDay);
            ForgedSession second(s, alice, bob, "second", nullptr, first.ek(),
                                 x25519_pair(s, "second/ratchet"));
            d.refuse_bytes(bob, alice, second.envelope(0), "decryption_failed");
            s.twin({{"envelope", hex(first.envelope(1))}});
            d.receive_bytes(bob, alice, first.envelope(1), first.plaintext(1));
            d.state(bob);
          });
  out.add({"device/seen/other-pair",
           "A seen envelope under another pair: seen counts by the pair",
           {"SMX1-14", "KEY-12"},
           {"WrongSender"}},
          [](Scenario& s) {
            DeviceScript d(s);
            const Person alice = person(s, "alice", "alices-own");
            const Person eve = person(s, "eve", "eves-own");
            const Person bob = person(s, "bob");
            d.make(bob);
            ForgedSession first(s, alice, bob, "first");
            d.receive_bytes(bob, alice, first.envelope(0), first.plaintext(0));
            d.refuse_bytes(bob, eve, first.envelope(0), "decryption_failed");
            s.twin({{"sender", sender(alice)}}, "duplicate_message");
            // The same EK_A, honestly used by the other pair, is a new bootstrap.
            ForgedSession eves(s, eve, bob, "eve", nullptr, first.ek(),
                               x25519_pair(s, "eve/ratchet"));
            d.receive_bytes(bob, eve, eves.envelope(0), eves.plaintext(0));
            d.receive_bytes(bob, alice, first.envelope(1), first.plaintext(1));
            d.state(bob);
          });
  out.add({"device/seen/failure-adds-nothing",
           "A bootstrap that failed was not seen",
           {"SMX1-17", "SMX1-18"},
           {"BurntPrekey"}},
          [](Scenario& s) {
            DeviceScript d(s);
            const Person alice = person(s, "alice", "alices-own");
            const Person bob = person(s, "bob");
            d.make(bob);
            ForgedSession first(s, alice, bob, "first");
            Bytes bad = first.envelope(0);
            bad.back() ^= 0x80U;
            for (int i = 0; i < 3; ++i) {
              d.refuse_bytes(bob, alice, bad, "decryption_failed");
              s.twin({{"envelope", hex(first.envelope(0))}});
            }
            d.receive_bytes(bob, alice, first.envelope(0), first.plaintext(0));
          });
  out.add({"device/seen/high-bit-is-another-key",
           "EK_A with its high bit set is another byte string: a bootstrap of its own",
           {"SMX1-14", "PRIM-09"},
           {"NonCanonical", "Resealed"}},
          [](Scenario& s) {
            DeviceScript d(s);
            const Person alice = person(s, "alice", "alices-own");
            const Person bob = person(s, "bob");
            d.make(bob);
            ForgedSession first(s, alice, bob, "first");
            d.receive_bytes(bob, alice, first.envelope(0), first.plaintext(0));
            KeyPair ek = first.ek();
            ek.public_key[31] |= 0x80U;
            ForgedSession second(s, alice, bob, "second", nullptr, ek,
                                 x25519_pair(s, "second/ratchet"));
            d.receive_bytes(bob, alice, second.envelope(0), second.plaintext(0));
            d.receive_bytes(bob, alice, first.envelope(1), first.plaintext(1));
            d.receive_bytes(bob, alice, second.frame(1), second.plaintext(1));
            d.state(bob);
          });
  out.add({"device/seen/limit",
           "1,000 bootstraps of one pair on one SPK are taken, not 1,001; an older envelope on a "
           "living session, another pair and another SPK still are",
           {"SMX1-15", "SMX1-13"},
           {"SeenLimit"}},
          [](Scenario& s) {
            DeviceScript d(s);
            const Person alice = person(s, "alice", "alices-own");
            const Person carol = person(s, "carol", "carols-own");
            Person bob = person(s, "bob");
            d.make(bob, kStart);
            receive_many(d, alice, bob, 999, "n");
            ForgedSession last(s, alice, bob, "last");
            d.receive_bytes(bob, alice, last.envelope(0), last.plaintext(0));
            ForgedSession over(s, alice, bob, "over");
            d.refuse_bytes(bob, alice, over.envelope(0), "replayed_bootstrap");
            // The limit speaks before the OPK is looked up, and not for an SPK that is not held.
            const Prekey absent = prekey(s, "absent", "opk-absent");
            ForgedSession no_opk(s, alice, bob, "no opk", &absent);
            d.refuse_bytes(bob, alice, no_opk.envelope(0), "replayed_bootstrap");
            Person elsewhere = bob;
            elsewhere.spk = prekey(s, "elsewhere", "спк-absent");
            ForgedSession no_spk(s, alice, elsewhere, "no spk");
            d.refuse_bytes(bob, alice, no_spk.envelope(0), "unknown_prekey");
            d.receive_bytes(bob, alice, last.envelope(1), last.plaintext(1));
            ForgedSession carols(s, carol, bob, "carol");
            d.receive_bytes(bob, carol, carols.envelope(0), carols.plaintext(0));
            d.rotate(bob, "спк-2", kStart + 7 * kDay);
            ForgedSession next(s, alice, bob, "next");
            d.receive_bytes(bob, alice, next.envelope(0), next.plaintext(0));
            d.refuse_bytes(bob, alice, over.envelope(0), "replayed_bootstrap");
            s.no_twin("the set is full for this pair and prekey: no field of the envelope matters");
            d.state(bob);
          });
  out.add(
      {"device/seen/erased-with-its-prekey",
       "The entries go with the private half: when an erased SPK comes back by the same id and "
       "key, the old envelope is new",
       {"SMX1-20", "SES-30", "KEY-08"},
       {"Replay"}},
      [](Scenario& s) {
        DeviceScript d(s);
        const Person alice = person(s, "alice", "alices-own");
        Person bob = person(s, "bob");
        d.make(bob, kStart);
        const Prekey old_spk = bob.spk;
        ForgedSession first(s, alice, bob, "first");
        d.receive_bytes(bob, alice, first.envelope(0), first.plaintext(0));
        receive_many(d, alice, bob, 41, "other");
        d.refuse_bytes(bob, alice, first.envelope(0), "replayed_bootstrap");
        d.rotate(bob, "спк-2", kStart + 1);
        d.refuse_bytes(bob, alice, first.envelope(0), "replayed_bootstrap");
        d.purge(bob, kStart + 1 + 14 * kDay);
        d.refuse_bytes(bob, alice, first.envelope(0), "unknown_prekey");
        s.ok("device.rotate",
             {{"device", "bob"}, {"now", kStart + 20 * kDay}, {"random", private_prekey(old_spk)}});
        d.receive_bytes(bob, alice, first.envelope(0), first.plaintext(0));
        d.state(bob);
      });
}

}  // namespace

void fill_device_bootstrap(SuiteWriter& out) {
  prekeys(out);
  seen_set(out);
}

}  // namespace smx::vectors
