// What time erases, rotation and replenishment.
#include <fmt/format.h>

#include "device_script.h"
#include "suite_device.h"

namespace smx::vectors {
namespace {

void ages(SuiteWriter& out) {
  out.group("device/purge", "What time erases, one second before and on the second");
  for (const bool due : {false, true}) {
    const char* when = due ? "on-the-second" : "a-second-before";
    const std::uint64_t off = due ? 0 : 1;
    out.add({fmt::format("device/purge/skipped-7-days-{}", when),
             "A skipped key, counted from the purge that stamped it",
             {"SES-30", "SES-29"},
             {"Ages"}},
            [due, off](Scenario& s) {
              TalkingDevices t(s);
              const std::size_t missed = t.d.send(t.alice, t.bob, "missed");
              t.d.receive(t.bob, t.alice, t.d.send(t.alice, t.bob, "next"));
              t.d.purge(t.bob, kStart);
              t.d.purge(t.bob, kStart + 7 * kDay - off);
              if (due) {
                t.d.refuse(t.bob, t.alice, missed, "duplicate_message");
              } else {
                t.d.receive(t.bob, t.alice, missed);
              }
              t.d.exchange(t.bob, t.alice);
            });
    out.add({fmt::format("device/purge/archived-30-days-{}", when),
             "An archived session, counted from the purge that stamped it",
             {"SES-30"},
             {"Ages"}},
            [due, off](Scenario& s) {
              DeviceScript d(s);
              const Person alice = person(s, "alice", "alices-own");
              const Person bob = person(s, "bob");
              d.make(bob);
              ForgedSession first(s, alice, bob, "first");
              ForgedSession second(s, alice, bob, "second");
              d.receive_bytes(bob, alice, first.envelope(0), first.plaintext(0));
              d.receive_bytes(bob, alice, second.envelope(0), second.plaintext(0));
              d.purge(bob, kStart);
              d.purge(bob, kStart + 30 * kDay - off);
              d.state(bob);
              if (due) {
                d.refuse_bytes(bob, alice, first.frame(1), "decryption_failed");
                d.refuse_bytes(bob, alice, first.envelope(2), "replayed_bootstrap");
              } else {
                d.receive_bytes(bob, alice, first.frame(1), first.plaintext(1));
              }
              d.receive_bytes(bob, alice, second.frame(1), second.plaintext(1));
              d.state(bob);
            });
    out.add({fmt::format("device/purge/replaced-prekey-14-days-{}", when),
             "The private half of a replaced signed prekey",
             {"KEY-20", "KEY-21", "SES-30", "SES-32"},
             {"Ages"}},
            [due, off](Scenario& s) {
              DeviceScript d(s);
              const Person alice = person(s, "alice", "alices-own");
              Person bob = person(s, "bob");
              d.make(alice);
              d.make(bob, kStart);
              const std::size_t first = d.send(alice, bob, "on the old prekey", bundle(bob));
              d.rotate(bob, "спк-2", kStart + 7 * kDay);
              d.purge(bob, kStart + 21 * kDay - off);
              d.state(bob);
              if (due) {
                d.refuse(bob, alice, first, "unknown_prekey");
              } else {
                d.receive(bob, alice, first);
              }
              d.state(bob);
            });
    out.add({fmt::format("device/purge/given-prekeys-14-days-{}", when),
             "Older prekeys of a new device count as replaced at its creation",
             {"SES-33", "KEY-20"},
             {"Ages"}},
            [due, off](Scenario& s) {
              DeviceScript d(s);
              const Person alice = person(s, "alice", "alices-own");
              Person bob = person(s, "bob", "спк-старый");
              const Prekey old_spk = bob.spk;
              const std::string on_old = hex(ForgedSession(s, alice, bob, "old").envelope(0));
              bob.spk = prekey(s, "new spk", "спк-новый");
              d.make(bob, {old_spk}, kStart);
              d.purge(bob, kStart + 14 * kDay - off);
              d.state(bob);
              if (due) {
                d.refuse_bytes(bob, alice, unhex(on_old), "unknown_prekey");
              } else {
                d.receive_bytes(bob, alice, unhex(on_old), text("test data ✓ old 0"));
              }
              d.state(bob);
            });
    out.add({fmt::format("device/purge/given-prekeys-first-time-{}", when),
             "Without a time at creation they count as replaced at the first time given",
             {"SES-33", "SES-29"},
             {"Ages"}},
            [due, off](Scenario& s) {
              DeviceScript d(s);
              Person bob = person(s, "bob", "спк-новый");
              d.make(bob, {prekey(s, "old spk", "спк-старый")}, {});
              d.purge(bob, kStart + 5);
              d.state(bob);
              d.purge(bob, kStart + 5 + 14 * kDay - off);
              d.state(bob);
              if (due) {
                d.rotate(bob, "спк-старый", kStart + 15 * kDay);
              } else {
                s.reject("device.rotate",
                         {{"device", "bob"},
                          {"now", kStart + 14 * kDay + 4},
                          {"random", private_prekey(prekey(s, "reused", "спк-старый"))}},
                         "malformed");
                s.twin({{"random", private_prekey(prekey(s, "reused", "спк-другой"))}});
              }
              d.state(bob);
            });
  }
  out.add({"device/purge/active-never",
           "The active session and the published prekey outlive a year",
           {"SES-31"},
           {"Ages"}},
          [](Scenario& s) {
            TalkingDevices t(s);
            t.d.purge(t.bob, kStart);
            t.d.purge(t.bob, kStart + 366 * kDay);
            t.d.state(t.bob);
            t.d.exchange(t.alice, t.bob);
            const Person carol = person(s, "carol", "carols-own");
            t.d.make(carol);
            t.d.receive(t.bob, carol, t.d.send(carol, t.bob, "still published", bundle(t.bob, 1)));
            t.d.state(t.bob);
          });
  out.add({"device/purge/becoming-active-clears",
           "A session that was active in between starts a new count when archived again",
           {"SES-31", "SES-30"},
           {"Ages"}},
          [](Scenario& s) {
            DeviceScript d(s);
            const Person alice = person(s, "alice", "alices-own");
            const Person bob = person(s, "bob");
            d.make(bob);
            ForgedSession first(s, alice, bob, "first");
            ForgedSession second(s, alice, bob, "second");
            d.receive_bytes(bob, alice, first.envelope(0), first.plaintext(0));
            d.receive_bytes(bob, alice, second.envelope(0), second.plaintext(0));
            d.purge(bob, kStart);
            d.receive_bytes(bob, alice, first.frame(1), first.plaintext(1));
            d.receive_bytes(bob, alice, second.frame(1), second.plaintext(1));
            d.purge(bob, kStart + 30 * kDay);  // stamps the first anew
            d.state(bob);
            d.purge(bob, kStart + 60 * kDay - 1);
            d.state(bob);
            d.purge(bob, kStart + 60 * kDay);
            d.state(bob);
          });
  out.add({"device/purge/each-key-its-stamp",
           "Keys skipped after a purge are stamped by the next one",
           {"SES-30"},
           {"Ages"}},
          [](Scenario& s) {
            TalkingDevices t(s);
            const std::size_t one = t.d.send(t.alice, t.bob, "one");
            t.d.receive(t.bob, t.alice, t.d.send(t.alice, t.bob, "two"));
            t.d.purge(t.bob, kStart);
            const std::size_t three = t.d.send(t.alice, t.bob, "three");
            t.d.receive(t.bob, t.alice, t.d.send(t.alice, t.bob, "four"));
            t.d.purge(t.bob, kStart + 3 * kDay);
            t.d.purge(t.bob, kStart + 7 * kDay);
            t.d.refuse(t.bob, t.alice, one, "duplicate_message");
            t.d.receive(t.bob, t.alice, three);
          });
  out.add({"device/purge/archived-keys-too",
           "Skipped keys of archived sessions age as well",
           {"SES-30"},
           {"Ages"}},
          [](Scenario& s) {
            DeviceScript d(s);
            const Person alice = person(s, "alice", "alices-own");
            const Person bob = person(s, "bob");
            d.make(bob);
            ForgedSession first(s, alice, bob, "first");
            ForgedSession second(s, alice, bob, "second");
            d.receive_bytes(bob, alice, first.envelope(2), first.plaintext(2));
            d.receive_bytes(bob, alice, second.envelope(0), second.plaintext(0));
            d.purge(bob, kStart);
            d.receive_bytes(bob, alice, first.frame(1), first.plaintext(1));
            d.receive_bytes(bob, alice, second.frame(1), second.plaintext(1));
            d.purge(bob, kStart + 7 * kDay);
            d.refuse_bytes(bob, alice, first.frame(0), "duplicate_message");
            d.receive_bytes(bob, alice, first.frame(3), first.plaintext(3));
            d.state(bob);
          });
  out.add({"device/purge/clock-set-back",
           "A purge at an earlier time stamps with the highest given",
           {"SES-29", "SES-30"},
           {"Ages", "ClockBack"}},
          [](Scenario& s) {
            TalkingDevices t(s);
            t.d.purge(t.bob, kStart + 5 * kDay);
            const std::size_t missed = t.d.send(t.alice, t.bob, "missed");
            t.d.receive(t.bob, t.alice, t.d.send(t.alice, t.bob, "next"));
            t.d.purge(t.bob, kStart);  // stamps with kStart + 5 days
            t.d.purge(t.bob, kStart + 12 * kDay - 1);
            t.d.receive(t.bob, t.alice, missed);
            t.d.exchange(t.bob, t.alice);
          });
  out.add({"device/purge/seen-while-prekey-held",
           "The session is gone after 30 days, its prekey is still published: the entry stays",
           {"SMX1-20", "SES-30"},
           {"Ages", "Replay"}},
          [](Scenario& s) {
            DeviceScript d(s);
            const Person alice = person(s, "alice", "alices-own");
            const Person bob = person(s, "bob");
            d.make(bob);
            ForgedSession first(s, alice, bob, "first");
            ForgedSession second(s, alice, bob, "second");
            d.receive_bytes(bob, alice, first.envelope(0), first.plaintext(0));
            d.receive_bytes(bob, alice, second.envelope(0), second.plaintext(0));
            d.purge(bob, kStart);
            d.purge(bob, kStart + 40 * kDay);
            d.refuse_bytes(bob, alice, first.envelope(0), "replayed_bootstrap");
            s.twin({{"envelope", hex(second.envelope(1))}});
            d.state(bob);
          });
}

void rotation(SuiteWriter& out) {
  out.group("device/rotate", "New signed prekeys");
  out.add({"device/rotate/both-open",
           "Bootstraps on the old and on the new prekey",
           {"SES-32", "KEY-19", "KEY-20"}},
          [](Scenario& s) {
            DeviceScript d(s);
            const Person alice = person(s, "alice", "alices-own");
            const Person carol = person(s, "carol", "carols-own");
            Person bob = person(s, "bob");
            d.make(alice);
            d.make(carol);
            d.make(bob, kStart);
            const std::size_t on_old = d.send(alice, bob, "on the old", bundle(bob));
            d.rotate(bob, "спк-2", kStart + 7 * kDay);
            d.state(bob);
            const std::size_t on_new = d.send(carol, bob, "on the new", bundle(bob, 1));
            d.receive(bob, carol, on_new);
            d.receive(bob, alice, on_old);
            d.exchange(bob, alice);
            d.exchange(bob, carol);
          });
  out.add({"device/rotate/three-times",
           "Newest first, and each erased in its own time",
           {"SES-32", "SES-30", "KEY-20"},
           {"Ages"}},
          [](Scenario& s) {
            DeviceScript d(s);
            Person bob = person(s, "bob");
            d.make(bob, kStart);
            d.rotate(bob, "спк-2", kStart + 7 * kDay);
            d.rotate(bob, "спк-3", kStart + 14 * kDay);
            d.rotate(bob, "спк-4", kStart + 21 * kDay);
            d.state(bob);
            d.purge(bob, kStart + 28 * kDay - 1);
            d.state(bob);
            d.purge(bob, kStart + 28 * kDay);
            d.state(bob);
            d.purge(bob, kStart + 60 * kDay);
            d.state(bob);
          });
  struct Row {
    const char* id;
    const char* comment;
    const char* clause;
    Bytes key_id;
  };
  const Row rows[] = {
      {"id-in-use", "The id of the published prekey", "KEY-08", text("спк-2")},
      {"id-of-replaced", "The id of a replaced prekey that is still held", "KEY-08",
       text("спк-2026-α")},
      {"empty-id", "An empty id", "KEY-03", {}},
      {"control-in-id", "U+007F in the id", "KEY-05", unhex("7370617f")},
  };
  for (const Row& row : rows) {
    out.add(
        {fmt::format("device/rotate/{}", row.id),
         row.comment,
         {row.clause, "ERR-05"},
         {"RepeatedId"}},
        [&](Scenario& s) {
          DeviceScript d(s);
          Person bob = person(s, "bob");
          d.make(bob, kStart);
          d.rotate(bob, "спк-2", kStart + 10);
          s.reject(
              "device.rotate",
              {{"device", "bob"},
               {"now", kStart + 20},
               {"random", {{"key_id", hex(row.key_id)}, {"private_key", s.hex_key("new key")}}}},
              "malformed");
          s.twin(
              {{"random", {{"key_id", hex_text("спк-3")}, {"private_key", s.hex_key("new key")}}}});
          d.state(bob);
          const Person alice = person(s, "alice", "alices-own");
          d.make(alice);
          d.receive(bob, alice, d.send(alice, bob, "still published", bundle(bob)));
        });
  }
  out.group("device/replenish", "New one-time prekeys");
  out.add({"device/replenish/appended",
           "New keys stand behind the old; a used one leaves its place",
           {"SMX1-17", "KEY-22"}},
          [](Scenario& s) {
            DeviceScript d(s);
            const Person alice = person(s, "alice", "alices-own");
            Person bob = person(s, "bob");
            d.make(alice);
            d.make(bob);
            d.replenish(bob, {"новый-3", "n4"});
            d.state(bob);
            d.receive(bob, alice, d.send(alice, bob, "on a new one", bundle(bob, 2)));
            d.state(bob);
            d.replenish(bob, {"новый-3"});  // the id is free again
            d.state(bob);
          });
  const std::vector<std::pair<const char*, std::vector<std::string>>> bad = {
      {"id-in-use", {"fresh", "opk-02"}},
      {"twice-in-the-batch", {"fresh", "other", "fresh"}},
      {"empty-id", {"fresh", ""}},
      {"long-id", {std::string(65, 'o')}},
  };
  for (const auto& [id, ids] : bad) {
    out.add({fmt::format("device/replenish/{}", id),
             "One bad id refuses the whole batch",
             {"KEY-08", "KEY-03", "ERR-05"},
             {"RepeatedId"}},
            [&, batch = ids](Scenario& s) {
              DeviceScript d(s);
              const Person bob = person(s, "bob");
              d.make(bob);
              std::vector<Prekey> keys;
              for (std::size_t i = 0; i < batch.size(); ++i) {
                keys.push_back(prekey(s, fmt::format("new {}", i), batch[i]));
              }
              std::vector<Prekey> good = keys;
              for (std::size_t i = 0; i < good.size(); ++i)
                good[i].id = text(fmt::format("g{}", i));
              s.reject(
                  "device.replenish",
                  {{"device", "bob"}, {"random", {{"one_time_prekeys", private_prekeys(keys)}}}},
                  "malformed");
              s.twin({{"random", {{"one_time_prekeys", private_prekeys(good)}}}});
              d.state(bob);
              const Person alice = person(s, "alice", "alices-own");
              d.make(alice);
              d.receive(bob, alice, d.send(alice, bob, "first", bundle(bob, 1)));
            });
  }
}

}  // namespace

void fill_device_ages(SuiteWriter& out) {
  ages(out);
  rotation(out);
}

}  // namespace smx::vectors
