// Which session a message goes to: crossed and archived sessions, keys that several know, labels
// that move from one pair to another.
#include <fmt/format.h>

#include "device_script.h"
#include "suite_device.h"

namespace smx::vectors {
namespace {

void crossed(SuiteWriter& out) {
  out.group("device/crossed", "Both sides initiate at once");
  for (const char* first : {"alice", "bob"}) {
    out.add(
        {fmt::format("device/crossed/{}-answers-first", first),
         "Two sessions on both sides; each sends on the one it last decrypted on",
         {"SES-16", "SES-14", "SES-04"},
         {"Crossed"}},
        [alice_first = std::string_view(first) == "alice"](Scenario& s) {
          DeviceScript d(s);
          const Person alice = person(s, "alice", "alices-own");
          const Person bob = person(s, "bob");
          d.make(alice);
          d.make(bob);
          const std::size_t a = d.send(alice, bob, "alice begins", bundle(bob));
          const std::size_t b = d.send(bob, alice, "bob begins", bundle(alice));
          d.receive(bob, alice, a);
          d.receive(alice, bob, b);
          d.state(alice);
          d.state(bob);
          const Person& one = alice_first ? alice : bob;
          const Person& other = alice_first ? bob : alice;
          d.receive(other, one, d.send(one, other, "after crossing"));
          d.receive(one, other, d.send(other, one, "answer"));
          d.exchange(one, other);
          d.state(alice);
          d.state(bob);
        },
        Traces::kAll);
  }
  out.add({"device/crossed/both-answer-at-once",
           "Answers that cross again: both sessions stay usable",
           {"SES-16", "SES-12"},
           {"Crossed"}},
          [](Scenario& s) {
            DeviceScript d(s);
            const Person alice = person(s, "alice", "alices-own");
            const Person bob = person(s, "bob");
            d.make(alice);
            d.make(bob);
            const std::size_t a = d.send(alice, bob, "alice begins", bundle(bob));
            const std::size_t b = d.send(bob, alice, "bob begins", bundle(alice));
            d.receive(bob, alice, a);
            d.receive(alice, bob, b);
            for (int round = 0; round < 2; ++round) {
              const std::size_t from_alice = d.send(alice, bob, fmt::format("a {}", round));
              const std::size_t from_bob = d.send(bob, alice, fmt::format("b {}", round));
              d.receive(bob, alice, from_alice);
              d.receive(alice, bob, from_bob);
            }
            d.exchange(alice, bob);
            d.exchange(bob, alice);
            d.state(alice);
          });
  out.add({"device/crossed/late-envelopes",
           "Second envelopes of both sessions arrive late",
           {"SES-16", "SMX1-13", "SMX1-06"},
           {"Crossed", "OutOfOrder"}},
          [](Scenario& s) {
            DeviceScript d(s);
            const Person alice = person(s, "alice", "alices-own");
            const Person bob = person(s, "bob");
            d.make(alice);
            d.make(bob);
            const std::size_t a0 = d.send(alice, bob, "a0", bundle(bob));
            const std::size_t b0 = d.send(bob, alice, "b0", bundle(alice));
            const std::size_t a1 = d.send(alice, bob, "a1");
            const std::size_t b1 = d.send(bob, alice, "b1");
            d.receive(bob, alice, a1);
            d.receive(alice, bob, b1);
            d.exchange(alice, bob);
            d.receive(alice, bob, b0);
            d.receive(bob, alice, a0);
            d.exchange(bob, alice);
            d.state(bob);
          });
}

void archived(SuiteWriter& out) {
  out.group("device/archived", "Forty archived sessions, in order of last becoming active");
  out.add({"device/archived/forty-first-drops-the-last",
           "41 sessions are kept; with the 42nd the first is gone, the second is not",
           {"SES-01", "SES-02", "SES-03"},
           {"SessionLimit"}},
          [](Scenario& s) {
            DeviceScript d(s);
            const Person alice = person(s, "alice", "alices-own");
            const Person bob = person(s, "bob");
            d.make(bob);
            std::vector<ForgedSession> sessions;
            for (std::size_t i = 0; i < 42; ++i) {
              sessions.emplace_back(s, alice, bob, fmt::format("session {}", i));
              if (i == 41) {
                d.state(bob);
                // Frame 1 of the first session: the last in the order still opens.
                d.receive_bytes(bob, alice, sessions[0].frame(1), sessions[0].plaintext(1));
              }
              d.receive_bytes(bob, alice, sessions[i].envelope(0), sessions[i].plaintext(0));
            }
            d.state(bob);
            // Frame 1 made the first session the newest, so the second was dropped.
            d.refuse_bytes(bob, alice, sessions[1].frame(1), "decryption_failed");
            d.receive_bytes(bob, alice, sessions[2].frame(1), sessions[2].plaintext(1));
            d.receive_bytes(bob, alice, sessions[0].frame(2), sessions[0].plaintext(2));
            d.refuse_bytes(bob, alice, sessions[1].envelope(1), "replayed_bootstrap");
            d.state(bob);
          });
  out.add({"device/archived/answers-on-the-last-active",
           "A message on an archived session makes it active: the answer goes there",
           {"SES-14", "SES-04", "SES-03"}},
          [](Scenario& s) {
            DeviceScript d(s);
            const Person alice = person(s, "alice", "alices-own");
            const Person bob = person(s, "bob");
            d.make(alice);
            d.make(bob);
            const std::size_t real = d.send(alice, bob, "real", bundle(bob));
            d.receive(bob, alice, real);
            ForgedSession forged(s, alice, bob, "forged");
            d.receive_bytes(bob, alice, forged.envelope(0), forged.plaintext(0));
            const std::size_t lost = d.send(bob, alice, "on the forged session");
            d.refuse(alice, bob, lost, "decryption_failed");
            d.receive(bob, alice, d.send(alice, bob, "second, real"));
            d.receive(alice, bob, d.send(bob, alice, "on the real session"));
            d.receive_bytes(bob, alice, forged.frame(1), forged.plaintext(1));
            d.state(bob);
          });
  out.add({"device/archived/per-pair",
           "Sessions are counted for each pair alone",
           {"SES-01", "KEY-12"}},
          [](Scenario& s) {
            DeviceScript d(s);
            const Person bob = person(s, "bob");
            d.make(bob);
            for (const char* name : {"alice", "carol", "dave"}) {
              const Person peer = person(s, name, "own");
              for (int i = 0; i < (*name == 'c' ? 3 : 2); ++i) {
                ForgedSession forged(s, peer, bob, fmt::format("{} {}", name, i));
                d.receive_bytes(bob, peer, forged.envelope(0), forged.plaintext(0));
              }
            }
            d.state(bob);
          });
}

/// Two sessions of one sender under one ratchet key: `second` is the active one.
struct Twins {
  explicit Twins(Scenario& s)
      : script(s),
        alice(person(s, "alice", "alices-own")),
        bob(person(s, "bob")),
        ratchet(x25519_pair(s, "shared ratchet key")),
        first(s, alice, bob, "first", nullptr, x25519_pair(s, "first/ek"), ratchet),
        second(s, alice, bob, "second", nullptr, x25519_pair(s, "second/ek"), ratchet) {
    script.make(bob);
    script.receive_bytes(bob, alice, first.envelope(0), first.plaintext(0));
    script.receive_bytes(bob, alice, second.envelope(0), second.plaintext(0));
  }

  DeviceScript script;
  Person alice;
  Person bob;
  KeyPair ratchet;
  ForgedSession first;
  ForgedSession second;
};

void choice(SuiteWriter& out) {
  out.group("device/choice", "A session that knows the key is the only one tried");
  out.add({"device/choice/first-that-knows",
           "Two sessions know the ratchet key: only the active one is tried, and it fails",
           {"SES-12", "SES-15"},
           {"SessionChoice", "Resealed"}},
          [](Scenario& s) {
            Twins t(s);
            t.script.refuse_bytes(t.bob, t.alice, t.first.frame(1), "decryption_failed");
            s.twin({{"envelope", hex(t.second.frame(1))}});
            t.script.receive_bytes(t.bob, t.alice, t.second.frame(1), t.second.plaintext(1));
            // An envelope names its session: it opens, and makes that session the first.
            t.script.receive_bytes(t.bob, t.alice, t.first.envelope(2), t.first.plaintext(2));
            t.script.receive_bytes(t.bob, t.alice, t.first.frame(1), t.first.plaintext(1));
            t.script.refuse_bytes(t.bob, t.alice, t.second.frame(3), "decryption_failed");
            t.script.state(t.bob);
          });
  out.add({"device/choice/duplicate-in-the-first",
           "The first that knows the key says duplicate_message: no other is asked",
           {"SES-12", "DR-12"},
           {"SessionChoice", "Resealed"}},
          [](Scenario& s) {
            Twins t(s);
            t.script.refuse_bytes(t.bob, t.alice, t.first.frame(0), "duplicate_message");
            t.script.receive_bytes(t.bob, t.alice, t.second.frame(1), t.second.plaintext(1));
            t.script.refuse_bytes(t.bob, t.alice, t.first.frame(1), "duplicate_message");
            t.script.state(t.bob);
          });
  out.add({"device/choice/bounds-of-the-first",
           "The first that knows the key counts the skips: too_many_skipped",
           {"SES-12", "SES-15", "DR-15"},
           {"SessionChoice", "Resealed"}},
          [](Scenario& s) {
            Twins t(s);
            t.script.refuse_bytes(t.bob, t.alice,
                                  t.first.chain().sealed_as(
                                      1, drv1_header(t.ratchet.public_key, 0, 2002), text("far")),
                                  "too_many_skipped");
            t.script.receive_bytes(t.bob, t.alice, t.second.frame(1), t.second.plaintext(1));
            t.script.state(t.bob);
          });
  out.add(
      {"device/choice/archived-knows",
       "Only an archived session knows the key: it is tried, not the active one",
       {"SES-12", "SES-14"},
       {"SessionChoice"}},
      [](Scenario& s) {
        DeviceScript d(s);
        const Person alice = person(s, "alice", "alices-own");
        const Person bob = person(s, "bob");
        d.make(bob);
        ForgedSession first(s, alice, bob, "first");
        ForgedSession second(s, alice, bob, "second");
        ForgedSession third(s, alice, bob, "third");
        for (ForgedSession* session : {&first, &second, &third}) {
          d.receive_bytes(bob, alice, session->envelope(0), session->plaintext(0));
        }
        Bytes bad = first.frame(1);
        bad.back() ^= 1U;
        d.refuse_bytes(bob, alice, bad, "decryption_failed");
        s.twin({{"envelope", hex(first.frame(1))}});
        d.receive_bytes(bob, alice, first.frame(1), first.plaintext(1));
        d.refuse_bytes(bob, alice, first.frame(1), "duplicate_message");
        d.receive_bytes(bob, alice, second.frame(2), second.plaintext(2));
        d.receive_bytes(bob, alice, second.frame(1), second.plaintext(1));
        d.state(bob);
      },
      Traces::kAll);
  out.add(
      {"device/choice/archived-earlier-key",
       "A frame of an earlier chain of the archived session: that session alone is asked, and "
       "says duplicate_message",
       {"SES-12", "SES-15", "DR-10"},
       {"SessionChoice", "Replay"}},
      [](Scenario& s) {
        TalkingDevices t(s);
        const std::size_t old = t.d.send(t.alice, t.bob, "old");
        t.d.receive(t.bob, t.alice, old);
        t.d.exchange(t.bob, t.alice);
        t.d.exchange(t.bob, t.alice);
        ForgedSession newer(s, t.alice, t.bob, "newer");
        t.d.receive_bytes(t.bob, t.alice, newer.envelope(0), newer.plaintext(0));
        t.d.refuse(t.bob, t.alice, old, "duplicate_message");
        t.d.exchange(t.alice, t.bob);
        t.d.state(t.bob);
      },
      Traces::kRefusals);
  out.add(
      {"device/choice/unknown-key-tries-all",
       "Nobody knows the key: all are tried, active first, and the error is the first one's",
       {"SES-13", "SES-15"},
       {"SessionChoice"}},
      [](Scenario& s) {
        DeviceScript d(s);
        const Person alice = person(s, "alice", "alices-own");
        const Person bob = person(s, "bob");
        d.make(bob);
        ForgedSession first(s, alice, bob, "first");
        ForgedSession second(s, alice, bob, "second");
        ForgedSession stranger(s, alice, bob, "never bootstrapped");
        d.receive_bytes(bob, alice, first.envelope(0), first.plaintext(0));
        d.receive_bytes(bob, alice, second.envelope(0), second.plaintext(0));
        d.refuse_bytes(bob, alice, stranger.frame(0), "decryption_failed");
        s.twin({{"envelope", hex(second.frame(1))}});
        d.refuse_bytes(
            bob, alice,
            stranger.chain().sealed_as(0, drv1_header(repeat(0, 32), 0, 0), text("low order")),
            "low_order_point");
        d.refuse_bytes(bob, alice,
                       stranger.chain().sealed_as(
                           0, drv1_header(stranger.ratchet().public_key, 0, 2001), text("far")),
                       "too_many_skipped");
        s.twin({{"envelope", hex(second.frame(1))}});
        d.receive_bytes(bob, alice, second.frame(1), second.plaintext(1));
        d.state(bob);
      },
      Traces::kRefusals);
  out.add(
      {"device/choice/new-key-on-an-archived-session",
       "A new ratchet key on an archived session: the active one is tried in vain, then it opens",
       {"SES-13", "SES-14", "DR-11"},
       {"SessionChoice"}},
      [](Scenario& s) {
        DeviceScript d(s);
        const Person alice = person(s, "alice", "alices-own");
        const Person bob = person(s, "bob");
        d.make(alice);
        d.make(bob);
        d.receive(bob, alice, d.send(alice, bob, "first", bundle(bob)));
        const std::size_t answer = d.send(bob, alice, "answer");
        ForgedSession newer(s, alice, bob, "newer");
        d.receive_bytes(bob, alice, newer.envelope(0), newer.plaintext(0));
        d.receive(alice, bob, answer);
        // A new ratchet key on the archived session: the active one is tried in vain first.
        d.receive(bob, alice, d.send(alice, bob, "new key on the archived session"));
        d.receive(alice, bob, d.send(bob, alice, "answered there"));
        d.receive_bytes(bob, alice, newer.frame(1), newer.plaintext(1));
        d.state(bob);
      },
      Traces::kAll);
  out.add(
      {"device/choice/error-of-the-first-tried",
       "A far PN under a key nobody knows: too far for one session, not for the other. The error "
       "is that of the active one",
       {"SES-13", "SES-15", "DR-16"},
       {"SessionChoice"}},
      [](Scenario& s) {
        DeviceScript d(s);
        const Person alice = person(s, "alice", "alices-own");
        const Person bob = person(s, "bob");
        d.make(bob);
        ForgedSession first(s, alice, bob, "first");
        ForgedSession second(s, alice, bob, "second");
        ForgedSession stranger(s, alice, bob, "never bootstrapped");
        for (const std::size_t n : {0U, 1U, 2U}) {
          d.receive_bytes(bob, alice, first.envelope(n), first.plaintext(n));
        }
        d.receive_bytes(bob, alice, second.envelope(0), second.plaintext(0));
        // Nr is 1 in the second session and 3 in the first: 2,001 and 1,999 to skip.
        const Bytes far = stranger.chain().sealed_as(
            0, drv1_header(stranger.ratchet().public_key, 2002, 0), text("far"));
        d.refuse_bytes(bob, alice, far, "too_many_skipped");
        d.receive_bytes(bob, alice, first.frame(3), first.plaintext(3));
        d.refuse_bytes(bob, alice, far, "decryption_failed");
        d.receive_bytes(bob, alice, second.frame(1), second.plaintext(1));
        d.state(bob);
      },
      Traces::kRefusals);
}

void labels(SuiteWriter& out) {
  out.group("device/labels", "Names are labels of pairs");
  out.add({"device/labels/another-pair-under-the-name",
           "A bundle of another pair under a known name: a new session, nothing on the old one",
           {"KEY-12", "KEY-15", "KEY-16", "SES-04"},
           {"LabelMoved"}},
          [](Scenario& s) {
            DeviceScript d(s);
            const Person alice = person(s, "alice", "alices-own");
            const Person bob = person(s, "bob");
            Person reinstalled = person(s, "bob again", "спк-neu");
            reinstalled.name = "bob again";
            d.make(alice);
            d.make(bob);
            d.make(reinstalled);
            d.receive(bob, alice, d.send(alice, bob, "to the old pair", bundle(bob)));
            d.exchange(bob, alice);
            // The label "bob" now gets the bundle of the other pair.
            const Bytes plaintext = s.plaintext("to the new pair");
            s.ok("device.send", d.send_request(alice, bob, plaintext, bundle(reinstalled)));
            const std::size_t moved = s.last();
            d.state(alice);
            Json in = d.receive_request(reinstalled, alice);
            StepOptions options;
            options.from = From{moved, "envelope", "envelope"};
            options.must = {{"plaintext", hex(plaintext)}};
            s.ok("device.receive", in, options);
            d.refuse(bob, alice, moved, "unknown_prekey");
            // By label, alice now reaches the new pair.
            const std::size_t by_label = d.send(alice, bob, "by label");
            d.receive(reinstalled, alice, by_label);
            // The old pair's session still takes the old pair's frames, and moves the label back.
            d.receive(alice, bob, d.send(bob, alice, "from the old pair"));
            d.receive(bob, alice, d.send(alice, bob, "by label, to the old pair"));
            d.state(alice);
          });
  out.add({"device/labels/not-accepted-on-the-old-session",
           "A frame of the old pair's session in the name of the new pair: no session",
           {"KEY-16", "SES-11"},
           {"LabelMoved"}},
          [](Scenario& s) {
            DeviceScript d(s);
            const Person alice = person(s, "alice", "alices-own");
            const Person bob = person(s, "bob");
            Person impostor = person(s, "impostor", "спк-neu");
            impostor.name = "bob";
            d.make(alice);
            d.make(bob);
            d.receive(bob, alice, d.send(alice, bob, "first", bundle(bob)));
            d.exchange(bob, alice);
            const std::size_t frame = d.send(bob, alice, "bob's");
            d.refuse(alice, impostor, frame, "no_session");
            s.twin({{"sender", sender(bob)}});
            d.receive(alice, bob, frame);
            d.state(alice);
          });
  out.add({"device/labels/two-names-one-pair",
           "Two labels for one pair share its sessions",
           {"KEY-15", "KEY-12"}},
          [](Scenario& s) {
            DeviceScript d(s);
            const Person alice = person(s, "alice", "alices-own");
            const Person bob = person(s, "bob");
            Person nickname = bob;
            nickname.name = "Боб 😀";
            d.make(alice);
            d.make(bob);
            d.receive(bob, alice, d.send(alice, bob, "first", bundle(bob)));
            d.receive(alice, nickname, d.send(bob, alice, "answer"));
            d.receive(bob, alice, d.send(alice, nickname, "by the other name"));
            d.receive(bob, alice, d.send(alice, bob, "by the first name"));
            d.state(alice);
          });
  out.add({"device/labels/failure-moves-nothing",
           "A refused message in another pair's name leaves the label where it was",
           {"KEY-15", "ERR-05"},
           {"LabelMoved"}},
          [](Scenario& s) {
            DeviceScript d(s);
            const Person alice = person(s, "alice", "alices-own");
            const Person bob = person(s, "bob");
            Person eve = person(s, "eve", "eves-own");
            d.make(alice);
            d.make(bob);
            d.receive(bob, alice, d.send(alice, bob, "first", bundle(bob)));
            eve.name = "alice";
            const std::size_t answer = d.send(bob, alice, "answer");
            ForgedSession forged(s, eve, bob, "eve");
            Bytes bad = forged.envelope(0);
            bad.back() ^= 4U;
            d.refuse_bytes(bob, eve, bad, "decryption_failed");
            s.twin({{"envelope", hex(forged.envelope(0))}});
            d.receive(alice, bob, answer);
            d.receive(alice, bob, d.send(bob, alice, "label still alice's"));
          });
  out.add({"device/labels/unknown-name",
           "A name never seen, although the pair behind it has a session",
           {"SES-05", "KEY-15"}},
          [](Scenario& s) {
            DeviceScript d(s);
            const Person alice = person(s, "alice", "alices-own");
            const Person bob = person(s, "bob");
            Person unnamed = bob;
            unnamed.name = "somebody";
            d.make(alice);
            d.make(bob);
            d.receive(bob, alice, d.send(alice, bob, "first", bundle(bob)));
            s.reject("device.send", d.send_request(alice, unnamed, s.plaintext("m"), nullptr),
                     "no_session");
            s.twin({{"peer", "bob"}});
            d.receive(bob, alice, d.send(alice, unnamed, "with a bundle", bundle(bob)));
            d.state(alice);
          });
}

}  // namespace

void fill_device_sessions(SuiteWriter& out) {
  crossed(out);
  archived(out);
  choice(out);
  labels(out);
}

}  // namespace smx::vectors
