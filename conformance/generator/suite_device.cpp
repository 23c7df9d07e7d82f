// Devices: first messages, making devices, what sending and receiving refuse.
#include "suite_device.h"

#include <fmt/format.h>

#include "bad_texts.h"
#include "device_script.h"

namespace smx::vectors {
namespace {

void making(SuiteWriter& out) {
  out.group("device/new", "Making devices");
  out.add({"device/new/full",
           "Keys, a signed prekey, one-time prekeys in the order given",
           {"KEY-01", "KEY-02", "KEY-09", "KEY-19"}},
          [](Scenario& s) {
            DeviceScript d(s);
            const Person bob = person(s, "bob", "спк-2026-α", {"я", "b", "длинное-имя", "😀"});
            d.make(bob, kStart);
            d.state(bob);
            d.make(person(s, "alice", "s", {}));
            d.state(person(s, "alice", "s", {}));
          });
  out.add({"device/new/older-prekeys",
           "Three signed prekeys, oldest first: the last is published",
           {"SES-33", "KEY-19"}},
          [](Scenario& s) {
            DeviceScript d(s);
            const Person bob = person(s, "bob");
            d.make(bob, {prekey(s, "one", "спк-1"), prekey(s, "two", "спк-2")}, kStart);
            d.state(bob);
          });
  struct Row {
    const char* id;
    const char* comment;
    const char* clause;
    const char* flag;
    bool opk;
    std::vector<std::string> ids;
  };
  const Row rows[] = {
      {"two-spks-one-id",
       "Two signed prekeys under one id",
       "KEY-08",
       "RepeatedId",
       false,
       {"k", "k"}},
      {"two-opks-one-id",
       "Two one-time prekeys under one id, not neighbours",
       "KEY-08",
       "RepeatedId",
       true,
       {"k", "l", "k"}},
      {"empty-opk-id", "An empty one-time prekey id", "KEY-03", "EmptyId", true, {"k", ""}},
      {"long-spk-id",
       "A signed prekey id of 65 bytes",
       "KEY-03",
       "LengthLimit",
       false,
       {std::string(65, 's')}},
      {"control-in-id",
       "A tab in a one-time prekey id",
       "KEY-05",
       "ControlCharacter",
       true,
       {"a\tb"}},
      {"surrogate-in-id",
       "A surrogate in a signed prekey id",
       "KEY-04",
       "SurrogateUtf8",
       false,
       {"\xed\xa0\x80"}},
  };
  for (const Row& row : rows) {
    out.add({fmt::format("device/new/{}", row.id), row.comment, {row.clause, "ERR-05"}, {row.flag}},
            [&](Scenario& s) {
              DeviceScript d(s);
              const Person bob = person(s, "bob");
              d.make(bob);
              std::vector<Prekey> keys;
              for (std::size_t i = 0; i < row.ids.size(); ++i) {
                keys.push_back(prekey(s, fmt::format("key {}", i), row.ids[i]));
              }
              Json random = {{"identity_private", s.hex_key("other identity")},
                             {"signing_private", s.hex_key("other signing")},
                             {"signed_prekeys", private_prekeys({bob.spk})},
                             {"one_time_prekeys", private_prekeys(bob.opks)}};
              const Json good = random;
              random[row.opk ? "one_time_prekeys" : "signed_prekeys"] = private_prekeys(keys);
              s.reject("device.new", {{"device", "bob"}, {"random", random}}, "malformed");
              s.twin({{"random", good}});
              d.state(bob);
              const Person alice = person(s, "alice");
              d.make(alice);
              d.receive(bob, alice, d.send(alice, bob, "still there", bundle(bob)));
            });
  }
}

/// Ids are compared byte for byte, and each kind of prekey has its own.
void ids_of_prekeys(SuiteWriter& out) {
  out.add({"device/new/ids-that-differ-in-case",
           "Prekeys whose ids differ in the case of a letter only are two: the one named is used",
           {"KEY-06", "SMX1-16", "SMX1-17"}},
          [](Scenario& s) {
            DeviceScript d(s);
            const Person alice = person(s, "alice");
            const Person bob = person(s, "bob", "spk-a", {"OPK-A", "opk-a"});
            d.make(alice);
            d.make(bob, {prekey(s, "upper", "SPK-A")}, kStart);
            d.receive(bob, alice, d.send(alice, bob, "to the lower case", bundle(bob, 1)));
            d.state(bob);
          });
  out.add({"device/new/one-id-for-both-kinds",
           "A signed and a one-time prekey under one id are two prekeys",
           {"KEY-07", "KEY-08"}},
          [](Scenario& s) {
            DeviceScript d(s);
            const Person alice = person(s, "alice");
            const Person bob = person(s, "bob", "the-same", {"the-same"});
            d.make(alice);
            d.make(bob, kStart);
            d.receive(bob, alice, d.send(alice, bob, "one id, two keys", bundle(bob)));
            d.state(bob);
          });
}

void first_messages(SuiteWriter& out) {
  out.group("device/first", "First messages and answers", Traces::kAll);
  for (const bool with_opk : {true, false}) {
    out.add({fmt::format("device/first/{}", with_opk ? "with-opk" : "without-opk"),
             "Envelope, answer, and bare frames from then on, with every intermediate value",
             {"SES-06", "SES-08", "SES-10", "SMX1-06", "SMX1-17", "X3DH-06"}},
            [with_opk](Scenario& s) {
              DeviceScript d(s);
              const Person alice = person(s, "alice", "alices-own");
              const Person bob = person(s, "bob");
              d.make(alice);
              d.make(bob);
              d.receive(bob, alice,
                        d.send(alice, bob, "hello", bundle(bob, with_opk ? 1 : kNoOpk)));
              d.state(bob);
              d.receive(alice, bob, d.send(bob, alice, "answer"));
              d.receive(bob, alice, d.send(alice, bob, "bare"));
              d.exchange(bob, alice);
              d.state(alice);
              d.state(bob);
            });
  }
  out.group("device/wrapping", "How long an initiator wraps");
  out.add({"device/wrapping/in-order",
           "Four envelopes before the first answer, in order",
           {"SMX1-05", "SMX1-06", "SMX1-13"}},
          [](Scenario& s) {
            DeviceScript d(s);
            const Person alice = person(s, "alice", "alices-own");
            const Person bob = person(s, "bob");
            d.make(alice);
            d.make(bob);
            d.receive(bob, alice, d.send(alice, bob, "0", bundle(bob)));
            for (const char* n : {"1", "2", "3"}) d.receive(bob, alice, d.send(alice, bob, n));
            d.state(bob);
            d.receive(alice, bob, d.send(bob, alice, "answer"));
            d.receive(bob, alice, d.send(alice, bob, "bare"));
          });
  const std::vector<std::vector<std::size_t>> orders = {{3, 2, 1, 0}, {2, 0, 3, 1}, {1, 3, 0, 2}};
  for (std::size_t i = 0; i < orders.size(); ++i) {
    out.add({fmt::format("device/wrapping/order-{}", i),
             "Four envelopes before the first answer, in another order",
             {"SMX1-05", "SMX1-13", "SMX1-16"},
             {"OutOfOrder"}},
            [&](Scenario& s) {
              DeviceScript d(s);
              const Person alice = person(s, "alice", "alices-own");
              const Person bob = person(s, "bob");
              d.make(alice);
              d.make(bob);
              std::vector<std::size_t> sent = {d.send(alice, bob, "0", bundle(bob))};
              for (const char* n : {"1", "2", "3"}) sent.push_back(d.send(alice, bob, n));
              for (const std::size_t n : orders[i]) d.receive(bob, alice, sent[n]);
              d.state(bob);
              d.exchange(bob, alice);
            });
  }
  out.add({"device/wrapping/answer-in-flight",
           "Alice wraps until she has decrypted; bob gets an envelope after he answered",
           {"SMX1-06", "SMX1-13", "SMX1-08"}},
          [](Scenario& s) {
            DeviceScript d(s);
            const Person alice = person(s, "alice", "alices-own");
            const Person bob = person(s, "bob");
            d.make(alice);
            d.make(bob);
            d.receive(bob, alice, d.send(alice, bob, "first", bundle(bob)));
            const std::size_t answer = d.send(bob, alice, "answer");
            const std::size_t crossing = d.send(alice, bob, "crossing the answer");
            const std::size_t late = d.send(alice, bob, "late");
            d.receive(alice, bob, answer);
            d.receive(bob, alice, crossing);
            d.receive(bob, alice, d.send(alice, bob, "bare"));
            d.exchange(bob, alice);
            d.receive(bob, alice, late);
            d.state(bob);
          });
  out.add({"device/wrapping/refused-answer-keeps-wrapping",
           "An answer that does not open changes nothing: alice goes on wrapping",
           {"SMX1-06", "SMX1-07", "DR-21"},
           {"TamperedSeal"}},
          [](Scenario& s) {
            DeviceScript d(s);
            const Person alice = person(s, "alice", "alices-own");
            const Person bob = person(s, "bob");
            d.make(alice);
            d.make(bob);
            d.receive(bob, alice, d.send(alice, bob, "first", bundle(bob)));
            const std::size_t answer = d.send(bob, alice, "answer");
            d.refuse(alice, bob, answer, "decryption_failed", {Patch::flip(-1)});
            d.receive(bob, alice, d.send(alice, bob, "still wrapped"));
            d.receive(alice, bob, answer);
            d.receive(bob, alice, d.send(alice, bob, "bare"));
          });
  out.add({"device/wrapping/repeated-envelope",
           "The same envelope again, before and after the answer: its frame is a duplicate",
           {"SMX1-13", "SMX1-19", "DR-12"},
           {"Replay"}},
          [](Scenario& s) {
            DeviceScript d(s);
            const Person alice = person(s, "alice", "alices-own");
            const Person bob = person(s, "bob");
            d.make(alice);
            d.make(bob);
            const std::size_t first = d.send(alice, bob, "first", bundle(bob));
            d.receive(bob, alice, first);
            d.refuse(bob, alice, first, "duplicate_message");
            d.exchange(bob, alice);
            d.refuse(bob, alice, first, "duplicate_message");
            d.exchange(alice, bob);
            d.state(bob);
          });
  out.add({"device/wrapping/tampered-later-envelope",
           "A later envelope with a wrong OPK id: no prekey is looked up, the seal decides",
           {"SMX1-13", "SMX1-02"},
           {"TamperedHeader", "CheckOrder"}},
          [](Scenario& s) {
            DeviceScript d(s);
            const Person alice = person(s, "alice", "alices-own");
            const Person bob = person(s, "bob");
            d.make(alice);
            d.make(bob);
            d.receive(bob, alice, d.send(alice, bob, "first", bundle(bob)));
            const std::size_t second = d.send(alice, bob, "second");
            d.refuse(bob, alice, second, "decryption_failed", {Patch::flip(78, "03")});
            d.refuse(bob, alice, second, "decryption_failed", {Patch::flip(52)});
            d.receive(bob, alice, second);
          });
}

void send_refusals(SuiteWriter& out) {
  out.group("device/send", "What sending refuses and what it does not look at");
  out.add({"device/send/no-session", "No session and no bundle", {"SES-05", "DR-24"}},
          [](Scenario& s) {
            DeviceScript d(s);
            const Person alice = person(s, "alice", "alices-own");
            const Person bob = person(s, "bob");
            d.make(alice);
            d.make(bob);
            const Json in = d.send_request(alice, bob, s.plaintext("none"), nullptr);
            s.reject("device.send", in, "no_session");
            s.twin({{"bundle", bundle(bob)}});
            d.receive(bob, alice, d.send(alice, bob, "with a bundle", bundle(bob)));
            d.exchange(bob, alice);
          });
  out.add({"device/send/no-session-before-too-large",
           "No session and 65,537 bytes",
           {"DR-24"},
           {"CheckOrder"}},
          [](Scenario& s) {
            DeviceScript d(s);
            const Person alice = person(s, "alice", "alices-own");
            const Person bob = person(s, "bob");
            d.make(alice);
            s.reject("device.send", d.send_request(alice, bob, s.key("p", 65537), nullptr),
                     "no_session");
            s.twin({{"bundle", bundle(bob)}}, "too_large");
          });
  struct Row {
    const char* id;
    const char* comment;
    const char* reason;
    const char* clause;
    Json (*make)(Scenario&, const Person& alice, const Person& bob);
  };
  static const Row kRows[] = {
      {"bad-signature", "A bundle whose signature does not hold", "bad_signature", "X3DH-02",
       [](Scenario&, const Person&, const Person& bob) {
         Person other = bob;
         other.spk_signature[33] ^= 0x10U;
         return bundle(other);
       }},
      {"bad-opk-id", "A bundle with a control character in its OPK id", "malformed", "KEY-05",
       [](Scenario&, const Person&, const Person& bob) {
         Person other = bob;
         other.opks[0].id = text("opk\x7f");
         return bundle(other);
       }},
      {"low-order-opk", "A bundle with a low order OPK", "low_order_point", "X3DH-03",
       [](Scenario&, const Person&, const Person& bob) {
         Person other = bob;
         other.opks[0].keys.public_key = repeat(0, 32);
         return bundle(other);
       }},
      {"own-pair", "The device's own bundle", "malformed", "KEY-14",
       [](Scenario&, const Person& alice, const Person&) { return bundle(alice); }},
      {"own-signing-key", "A bundle with the device's own signing key", "malformed", "KEY-14",
       [](Scenario& s, const Person& alice, const Person& bob) {
         Person other = bob;
         other.signing = alice.signing;
         return bundle_with_spk(s.kit(), other, other.spk);
       }},
  };
  for (const Row& row : kRows) {
    out.add(
        {fmt::format("device/send/{}", row.id), row.comment, {row.clause, "ERR-05"}, {"BadBundle"}},
        [&](Scenario& s) {
          DeviceScript d(s);
          const Person alice = person(s, "alice", "alices-own");
          const Person bob = person(s, "bob");
          d.make(alice);
          d.make(bob);
          s.reject("device.send",
                   d.send_request(alice, bob, s.plaintext("m"), row.make(s, alice, bob)),
                   row.reason);
          s.twin({{"bundle", bundle(bob)}});
          d.state(alice);
          d.receive(bob, alice, d.send(alice, bob, "good bundle", bundle(bob)));
          d.exchange(bob, alice);
        });
  }
  for (const char* which : {"signature", "key-id", "low-order"}) {
    out.add({fmt::format("device/send/unexamined-{}", which),
             "With an active session the rest of the bundle is not examined and changes nothing",
             {"KEY-24", "SES-07"},
             {"BadBundle"}},
            [which = std::string(which)](Scenario& s) {
              DeviceScript d(s);
              const Person alice = person(s, "alice", "alices-own");
              const Person bob = person(s, "bob");
              d.make(alice);
              d.make(bob);
              d.receive(bob, alice, d.send(alice, bob, "first", bundle(bob)));
              Person other = bob;
              if (which == "signature") other.spk_signature[1] ^= 1U;
              if (which == "key-id") other.spk.id = text("спк\x01");
              if (which == "low-order") other.opks[0].keys.public_key = repeat(0, 32);
              d.receive(bob, alice, d.send(alice, bob, "second", bundle(other)));
              d.exchange(bob, alice);
              d.state(alice);
            });
  }
  out.add({"device/send/too-large",
           "65,537 bytes on a session, then a message",
           {"DR-24", "DRV1-03"},
           {"LengthLimit"}},
          [](Scenario& s) {
            DeviceScript d(s);
            const Person alice = person(s, "alice", "alices-own");
            const Person bob = person(s, "bob");
            d.make(alice);
            d.make(bob);
            d.receive(bob, alice, d.send(alice, bob, "first", bundle(bob)));
            s.reject("device.send", d.send_request(bob, alice, s.key("p", 65537), nullptr),
                     "too_large");
            s.twin({{"plaintext", "70"}});
            d.exchange(bob, alice);
          });
}

void receive_refusals(SuiteWriter& out) {
  out.group("device/receive", "What receiving refuses before any session or prekey is asked");
  struct Row {
    const char* id;
    const char* comment;
    Bytes envelope;
  };
  const Row rows[] = {
      {"empty", "No bytes", {}},
      {"three-bytes", "SMX", text("SMX")},
      {"magic-alone", "SMX1 and nothing else", text("SMX1")},
      {"frame-magic-alone", "DRV1 and nothing else", text("DRV1")},
      {"smxb", "The magic of a bundle", cat({text("SMXB"), repeat(1, 200)})},
      {"lower-case", "smx1", cat({text("smx1"), repeat(1, 200)})},
      {"drv2", "DRV2", cat({text("DRV2"), repeat(0, 100)})},
  };
  for (const Row& row : rows) {
    out.add(
        {fmt::format("device/receive/{}", row.id), row.comment, {"SES-09", "ERR-05"}, {"Magic"}},
        [&](Scenario& s) {
          DeviceScript d(s);
          const Person alice = person(s, "alice", "alices-own");
          const Person bob = person(s, "bob");
          d.make(alice);
          d.make(bob);
          const std::size_t first = d.send(alice, bob, "first", bundle(bob));
          d.refuse_bytes(bob, alice, row.envelope, "malformed");
          s.twin({{"envelope", hex(s.output(first, "envelope"))}});
          d.receive(bob, alice, first);
          d.exchange(bob, alice);
        });
  }
  out.add({"device/receive/stranger",
           "A frame from a pair without a session",
           {"SES-11"},
           {"WrongSender"}},
          [](Scenario& s) {
            DeviceScript d(s);
            const Person alice = person(s, "alice", "alices-own");
            const Person bob = person(s, "bob");
            const Person eve = person(s, "eve", "eves-own");
            d.make(alice);
            d.make(bob);
            d.receive(bob, alice, d.send(alice, bob, "first", bundle(bob)));
            d.exchange(bob, alice);
            const std::size_t bare = d.send(alice, bob, "bare");
            d.refuse(bob, eve, bare, "no_session");
            s.twin({{"sender", sender(alice)}});
            d.refuse(bob, eve, bare, "malformed", {Patch::flip(4)});
            s.twin({{"envelope", hex(s.output(bare, "envelope"))}}, "no_session");
            d.receive(bob, alice, bare);
          });
  for (const char* which : {"identity", "signing", "both"}) {
    out.add({fmt::format("device/receive/own-{}", which),
             "A sender with the device's own key, for an envelope and for a frame",
             {"KEY-14", "SMX1-12", "SES-11"},
             {"Reflection"}},
            [which = std::string(which)](Scenario& s) {
              DeviceScript d(s);
              const Person alice = person(s, "alice", "alices-own");
              const Person bob = person(s, "bob");
              d.make(alice);
              d.make(bob);
              Person mirror = alice;
              if (which != "signing") mirror.identity = bob.identity;
              if (which != "identity") mirror.signing = bob.signing;
              const std::size_t first = d.send(alice, bob, "first", bundle(bob));
              d.refuse(bob, mirror, first, "malformed");
              s.twin({{"sender", sender(alice)}});
              d.receive(bob, alice, first);
              d.exchange(bob, alice);
              const std::size_t bare = d.send(alice, bob, "bare");
              d.refuse(bob, mirror, bare, "malformed");
              s.twin({{"sender", sender(alice)}});
              d.receive(bob, alice, bare);
            });
  }
  out.add({"device/receive/halves-swapped",
           "The sender's two keys in each other's place",
           {"KEY-12", "X3DH-09", "SES-11"},
           {"SwappedFields"}},
          [](Scenario& s) {
            DeviceScript d(s);
            const Person alice = person(s, "alice", "alices-own");
            const Person bob = person(s, "bob");
            d.make(alice);
            d.make(bob);
            Person swapped = alice;
            std::swap(swapped.identity.public_key, swapped.signing.public_key);
            const std::size_t first = d.send(alice, bob, "first", bundle(bob));
            d.refuse(bob, swapped, first, "decryption_failed");
            s.twin({{"sender", sender(alice)}});
            d.receive(bob, alice, first);
            d.exchange(bob, alice);
            const std::size_t bare = d.send(alice, bob, "bare");
            d.refuse(bob, swapped, bare, "no_session");
            s.twin({{"sender", sender(alice)}});
            d.receive(bob, alice, bare);
          });
  out.add({"device/receive/one-half-differs",
           "Another signing key under the known identity key is another pair",
           {"KEY-12", "SES-11"},
           {"WrongSender"}},
          [](Scenario& s) {
            DeviceScript d(s);
            const Person alice = person(s, "alice", "alices-own");
            const Person bob = person(s, "bob");
            d.make(alice);
            d.make(bob);
            d.receive(bob, alice, d.send(alice, bob, "first", bundle(bob)));
            d.exchange(bob, alice);
            const std::size_t bare = d.send(alice, bob, "bare");
            for (const bool identity : {true, false}) {
              Person other = alice;
              if (identity) other.identity = x25519_pair(s, "other identity");
              if (!identity) other.signing = ed25519_pair(s, "other signing");
              d.refuse(bob, other, bare, "no_session");
              s.twin({{"sender", sender(alice)}});
            }
            d.receive(bob, alice, bare);
            d.state(bob);
          });
  out.add({"device/receive/own-envelope-back",
           "Alice's envelope given back to her as bob's",
           {"SMX1-13", "SMX1-16"},
           {"Reflection"}},
          [](Scenario& s) {
            DeviceScript d(s);
            // Both name their prekeys alike, so that the look-up finds something.
            const Person alice = person(s, "alice");
            const Person bob = person(s, "bob");
            d.make(alice);
            d.make(bob);
            const std::size_t first = d.send(alice, bob, "first", bundle(bob));
            d.refuse(alice, bob, first, "decryption_failed");
            d.state(alice);
            d.receive(bob, alice, first);
            d.exchange(bob, alice);
          });
  out.add({"device/receive/own-envelope-back-unknown",
           "The same where alice holds no prekey of that name",
           {"SMX1-13", "SMX1-16", "ERR-05"},
           {"WrongPrekey"}},
          [](Scenario& s) {
            DeviceScript d(s);
            const Person alice = person(s, "alice", "alices-own");
            const Person bob = person(s, "bob");
            d.make(alice);
            d.make(bob);
            const std::size_t first = d.send(alice, bob, "to bob", bundle(bob));
            d.refuse(alice, bob, first, "unknown_prekey");
            d.receive(bob, alice, first);
          });
}

}  // namespace

void fill_device(SuiteWriter& out) {
  making(out);
  ids_of_prekeys(out);
  first_messages(out);
  send_refusals(out);
  receive_refusals(out);
  fill_device_bootstrap(out);
  fill_device_sessions(out);
  fill_device_restarts(out);
  fill_device_ages(out);
}

}  // namespace smx::vectors
