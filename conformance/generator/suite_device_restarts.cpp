// Restarts: a new session under a limit, and the retired one that it replaces.
#include <fmt/format.h>

#include "device_script.h"
#include "suite_device.h"

namespace smx::vectors {
namespace {

void restarts(SuiteWriter& out) {
  out.group("device/restart", "A new session under a limit; the one before is retired");
  out.add({"device/restart/retires",
           "The retired session still decrypts, but is never active again: answers go to the new",
           {"SES-24", "SES-14", "SES-08"},
           {"Retired"}},
          [](Scenario& s) {
            TalkingDevices t(s);
            const std::size_t in_flight = t.d.send(t.bob, t.alice, "in flight");
            const std::size_t restarted = t.d.restart(t.alice, t.bob, kStart);
            t.d.state(t.alice);
            t.d.receive(t.alice, t.bob, in_flight);
            // Had the old session become active, this would be a bare frame on it.
            const std::size_t next = t.d.send(t.alice, t.bob, "on the new session");
            if (slice(s.output(next, "envelope"), 0, 4) != text("SMX1")) {
              throw BuildError(s.id() + ": a retired session was used for sending");
            }
            t.d.receive(t.bob, t.alice, restarted);
            t.d.receive(t.bob, t.alice, next);
            t.d.exchange(t.bob, t.alice);
            t.d.state(t.bob);
          });
  out.add({"device/restart/retired-responder-session",
           "A late envelope of the retired session opens by its BK and does not make it active",
           {"SES-24", "SMX1-13"},
           {"Retired"}},
          [](Scenario& s) {
            DeviceScript d(s);
            const Person alice = person(s, "alice", "alices-own");
            const Person bob = person(s, "bob");
            d.make(alice);
            d.make(bob);
            d.receive(bob, alice, d.send(alice, bob, "first", bundle(bob)));
            const std::size_t late = d.send(alice, bob, "late");
            const std::size_t restarted = d.restart(bob, alice, kStart);
            d.receive(bob, alice, late);
            const std::size_t next = d.send(bob, alice, "on the new session");
            if (slice(s.output(next, "envelope"), 0, 4) != text("SMX1")) {
              throw BuildError(s.id() + ": a retired session was used for sending");
            }
            d.receive(alice, bob, next);
            d.receive(alice, bob, restarted);
            d.exchange(alice, bob);
            d.state(bob);
          });
  out.add({"device/restart/retired-keeps-its-place",
           "A retired session that decrypts keeps its place in the order: it is dropped first",
           {"SES-14", "SES-24", "SES-02"},
           {"Retired", "SessionLimit"}},
          [](Scenario& s) {
            DeviceScript d(s);
            const Person alice = person(s, "alice", "alices-own");
            const Person bob = person(s, "bob");
            d.make(bob);
            ForgedSession first(s, alice, bob, "first");
            d.receive_bytes(bob, alice, first.envelope(0), first.plaintext(0));
            d.restart(bob, alice, kStart);
            for (std::size_t i = 0; i < 39; ++i) {
              ForgedSession other(s, alice, bob, fmt::format("other {}", i));
              d.receive_bytes(bob, alice, other.envelope(0), other.plaintext(0));
            }
            d.receive_bytes(bob, alice, first.frame(1), first.plaintext(1));
            d.state(bob);
            ForgedSession last(s, alice, bob, "last");
            d.receive_bytes(bob, alice, last.envelope(0), last.plaintext(0));
            d.refuse_bytes(bob, alice, first.frame(2), "decryption_failed");
            d.receive_bytes(bob, alice, last.frame(1), last.plaintext(1));
          });
  out.add({"device/restart/first-interval",
           "3,599 s after the first restart, then 3,600 s",
           {"SES-23", "SES-26"},
           {"RestartLimit"}},
          [](Scenario& s) {
            TalkingDevices t(s);
            t.d.restart(t.alice, t.bob, kStart);
            s.reject("device.restart",
                     t.d.restart_request(t.alice, t.bob, bundle(t.bob, kNoOpk), kStart + 3599),
                     "restart_limited");
            s.twin({{"now", kStart + 3600}});
            const std::size_t second = t.d.restart(t.alice, t.bob, kStart + 3600);
            t.d.receive(t.bob, t.alice, second);
            t.d.exchange(t.bob, t.alice);
          });
  out.add({"device/restart/doubling",
           "Intervals of 3600, 7200, 14400, 28800, 57600, 86400, 86400 seconds, each one second "
           "early and on time",
           {"SES-23", "SES-26"},
           {"RestartLimit"}},
          [](Scenario& s) {
            DeviceScript d(s);
            const Person alice = person(s, "alice", "alices-own");
            const Person bob = person(s, "bob");
            d.make(alice);
            std::uint64_t now = kStart;
            d.restart(alice, bob, now);
            for (const std::uint64_t interval :
                 {3600ULL, 7200ULL, 14400ULL, 28800ULL, 57600ULL, 86400ULL, 86400ULL}) {
              s.reject("device.restart",
                       d.restart_request(alice, bob, bundle(bob, kNoOpk), now + interval - 1),
                       "restart_limited");
              s.twin({{"now", now + interval}});
              now += interval;
              d.restart(alice, bob, now);
            }
            d.state(alice);
          });
  for (const bool whole : {true, false}) {
    out.add({fmt::format("device/restart/seven-days-{}", whole ? "later" : "less-a-second"),
             whole ? "After 7 days without a restart the interval is 3,600 s again"
                   : "After 7 days less a second it goes on doubling",
             {"SES-23"},
             {"RestartLimit"}},
            [whole](Scenario& s) {
              DeviceScript d(s);
              const Person alice = person(s, "alice", "alices-own");
              const Person bob = person(s, "bob");
              d.make(alice);
              d.restart(alice, bob, kStart);
              d.restart(alice, bob, kStart + 3600);
              const std::uint64_t third = kStart + 3600 + 7 * kDay - (whole ? 0 : 1);
              d.restart(alice, bob, third);
              const std::uint64_t interval = whole ? 3600 : 14400;
              s.reject("device.restart",
                       d.restart_request(alice, bob, bundle(bob, kNoOpk), third + interval - 1),
                       "restart_limited");
              s.twin({{"now", third + interval}});
              d.restart(alice, bob, third + interval);
            });
  }
  out.add({"device/restart/without-session",
           "A restart with nothing to replace counts like any other",
           {"SES-27", "SES-23"},
           {"RestartLimit"}},
          [](Scenario& s) {
            DeviceScript d(s);
            const Person alice = person(s, "alice", "alices-own");
            const Person bob = person(s, "bob");
            d.make(alice);
            d.make(bob);
            const std::size_t first = d.restart(alice, bob, kStart);
            s.reject("device.restart",
                     d.restart_request(alice, bob, bundle(bob, kNoOpk), kStart + 10),
                     "restart_limited");
            s.twin({{"now", kStart + 3600}});
            d.receive(bob, alice, first);
            d.exchange(bob, alice);
          });
  out.add({"device/restart/per-pair",
           "The limit of one pair does not bind another",
           {"SES-23", "KEY-12"},
           {"RestartLimit"}},
          [](Scenario& s) {
            DeviceScript d(s);
            const Person alice = person(s, "alice", "alices-own");
            const Person bob = person(s, "bob");
            Person carol = person(s, "carol", "carols-own");
            d.make(alice);
            d.restart(alice, bob, kStart);
            d.restart(alice, carol, kStart + 1);
            d.refuse_restart(alice, bundle(bob, kNoOpk), bob, kStart + 2, "restart_limited");
            // Another name does not help: the limit belongs to the pair.
            Person renamed = bob;
            renamed.name = "another name";
            d.refuse_restart(alice, bundle(bob, kNoOpk), renamed, kStart + 3, "restart_limited");
            d.state(alice);
          });
  out.add({"device/restart/ordinary-sessions-do-not-count",
           "Sessions made by sending or receiving are no restarts",
           {"SES-23", "SES-06"}},
          [](Scenario& s) {
            TalkingDevices t(s);
            ForgedSession forged(s, t.alice, t.bob, "forged");
            t.d.receive_bytes(t.bob, t.alice, forged.envelope(0), forged.plaintext(0));
            const std::size_t restarted = t.d.restart(t.alice, t.bob, kStart);
            t.d.receive(t.bob, t.alice, restarted);
            t.d.exchange(t.bob, t.alice);
          });
  struct Row {
    const char* id;
    const char* comment;
    const char* reason;
    Json (*make)(Scenario&, const Person& alice, const Person& bob);
  };
  static const Row kRows[] = {
      {"bad-signature", "A signature that does not hold", "bad_signature",
       [](Scenario&, const Person&, const Person& bob) {
         Person other = bob;
         other.spk_signature[50] ^= 2U;
         return bundle(other);
       }},
      {"malformed", "An OPK id with a NUL", "malformed",
       [](Scenario&, const Person&, const Person& bob) {
         Person other = bob;
         other.opks[0].id = Bytes{'o', 0};
         return bundle(other);
       }},
      {"low-order", "A low order OPK", "low_order_point",
       [](Scenario&, const Person&, const Person& bob) {
         Person other = bob;
         other.opks[0].keys.public_key = replaced(repeat(0, 32), 0, {1});
         return bundle(other);
       }},
      {"own-pair", "The device's own bundle", "malformed",
       [](Scenario&, const Person& alice, const Person&) { return bundle(alice); }},
  };
  for (const Row& row : kRows) {
    out.add(
        {fmt::format("device/restart/failed-{}", row.id),
         fmt::format("{}: the restart fails and does not count; the session goes on", row.comment),
         {"SES-25", "SES-26", "ERR-05"},
         {"BadBundle"}},
        [&](Scenario& s) {
          TalkingDevices t(s);
          s.reject("device.restart",
                   t.d.restart_request(t.alice, t.bob, row.make(s, t.alice, t.bob), kStart),
                   row.reason);
          s.twin({{"bundle", bundle(t.bob)}});
          t.d.exchange(t.alice, t.bob);
          t.d.receive(t.bob, t.alice, t.d.restart(t.alice, t.bob, kStart + 1));
        });
  }
  out.add(
      {"device/restart/signature-before-limit",
       "Too early, with a bad signature: bad_signature",
       {"SES-25"},
       {"CheckOrder"}},
      [](Scenario& s) {
        TalkingDevices t(s);
        t.d.restart(t.alice, t.bob, kStart);
        Person other = t.bob;
        other.spk_signature[5] ^= 2U;
        s.reject("device.restart", t.d.restart_request(t.alice, t.bob, bundle(other), kStart + 1),
                 "bad_signature");
        s.twin({{"bundle", bundle(t.bob)}}, "restart_limited");
      },
      Traces::kRefusals);
  out.add(
      {"device/restart/limit-before-low-order",
       "Too early, with a low order OPK: restart_limited",
       {"SES-25"},
       {"CheckOrder"}},
      [](Scenario& s) {
        TalkingDevices t(s);
        t.d.restart(t.alice, t.bob, kStart);
        Person other = t.bob;
        other.opks[0].keys.public_key = repeat(0, 32);
        s.reject("device.restart", t.d.restart_request(t.alice, t.bob, bundle(other), kStart + 1),
                 "restart_limited");
        s.twin({{"now", kStart + 3600}}, "low_order_point");
      },
      Traces::kRefusals);
  out.add({"device/restart/clock-set-back",
           "A time below the highest given counts as the highest",
           {"SES-29", "SES-23"},
           {"ClockBack"}},
          [](Scenario& s) {
            TalkingDevices t(s);
            t.d.purge(t.alice, kStart + 10000);
            t.d.restart(t.alice, t.bob, kStart);  // counts as kStart + 10000
            s.reject("device.restart",
                     t.d.restart_request(t.alice, t.bob, bundle(t.bob, kNoOpk), kStart + 13599),
                     "restart_limited");
            s.twin({{"now", kStart + 13600}});
            t.d.restart(t.alice, t.bob, kStart + 13600);
          });
  out.add({"device/restart/refused-time-is-not-kept",
           "A refused restart does not raise the highest time",
           {"SES-29", "SES-26"},
           {"ClockBack"}},
          [](Scenario& s) {
            TalkingDevices t(s);
            t.d.restart(t.alice, t.bob, kStart + 1000);
            Person other = t.bob;
            other.spk_signature[5] ^= 2U;
            s.reject("device.restart",
                     t.d.restart_request(t.alice, t.bob, bundle(other), kStart + 90 * kDay),
                     "bad_signature");
            s.twin({{"bundle", bundle(t.bob)}});
            s.reject("device.restart",
                     t.d.restart_request(t.alice, t.bob, bundle(t.bob, kNoOpk), kStart + 1001),
                     "restart_limited");
            s.twin({{"now", kStart + 4600}});
          });
}

}  // namespace

void fill_device_restarts(SuiteWriter& out) { restarts(out); }

}  // namespace smx::vectors
