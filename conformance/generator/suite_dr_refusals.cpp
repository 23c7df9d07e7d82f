// What a session refuses: duplicates, tampered frames at every kind of place, keys that come back,
// and faults that come in pairs. After each refusal the genuine frame is still accepted.
#include <fmt/format.h>

#include "low_order.h"
#include "ratchet_script.h"
#include "suite_ratchet.h"

namespace smx::vectors {
namespace {

void duplicates(SuiteWriter& out) {
  out.group("dr-interop/duplicate", "No key is left", Traces::kRefusals);
  out.add({"dr-interop/duplicate/direct",
           "A frame received in order, twice",
           {"DR-12", "DR-14"},
           {"Replay"}},
          [](Scenario& s) {
            RatchetScript r(s);
            r.start();
            const auto frames = r.send_many("alice", 3);
            r.receive("bob", frames[0]);
            r.receive("bob", frames[1]);
            r.refuse_again("bob", frames[0], "duplicate_message", frames[2]);
            r.refuse_again("bob", frames[1], "duplicate_message", frames[2]);
            r.receive("bob", frames[2]);
          });
  out.add({"dr-interop/duplicate/stored",
           "A frame received through a stored key, twice",
           {"DR-13", "DR-12"},
           {"Replay"}},
          [](Scenario& s) {
            RatchetScript r(s);
            r.start();
            const auto frames = r.send_many("alice", 3);
            r.receive("bob", frames[2]);
            r.receive("bob", frames[0]);
            r.refuse_again("bob", frames[0], "duplicate_message", frames[1]);
            r.refuse_again("bob", frames[2], "duplicate_message", frames[1]);
            r.receive("bob", frames[1]);
            r.state("bob");
          });
  out.add({"dr-interop/duplicate/after-a-turn",
           "A frame of the chain before, again",
           {"DR-12", "DR-10"},
           {"Replay"}},
          [](Scenario& s) {
            RatchetScript r(s);
            r.start();
            const std::size_t first = r.send("alice", "first");
            r.receive("bob", first);
            r.receive("alice", r.send("bob", "reply"));
            const std::size_t next = r.send("alice", "next");
            r.receive("bob", next);
            r.refuse_again("bob", first, "duplicate_message", r.send("alice", "fresh"));
            r.refuse_again("bob", next, "duplicate_message");
            r.receive("bob", r.send("alice", "fresher"));
          });
  out.add({"dr-interop/duplicate/tampered",
           "A duplicate with a broken tag is still a duplicate",
           {"DR-12"},
           {"CheckOrder", "Replay"}},
          [](Scenario& s) {
            RatchetScript r(s);
            r.start();
            const auto frames = r.send_many("alice", 2);
            r.receive("bob", frames[0]);
            r.refuse("bob", frames[0], {Patch::flip(-1)}, "duplicate_message");
            s.twin({{"frame", hex(s.output(frames[1], "frame"))}});
            r.receive("bob", frames[1]);
          });
  out.add({"dr-interop/duplicate/own-frame",
           "Alice's frame given back to Alice: new to her, and shut",
           {"DR-11", "DR-21"},
           {"Reflection"}},
          [](Scenario& s) {
            RatchetScript r(s);
            r.start();
            const std::size_t first = r.send("alice", "first");
            r.refuse_again("alice", first, "decryption_failed");
            r.receive("bob", first);
            const std::size_t reply = r.send("bob", "reply");
            r.refuse_again("alice", first, "decryption_failed", reply);
            r.receive("alice", reply);
          });
}

/// Where a tampered frame stands when it arrives.
enum class Place { kFirst, kCurrent, kStored, kTurn, kEarlier };

struct PlaceName {
  Place place;
  const char* name;
  const char* text;
};

const PlaceName kPlaces[] = {
    {Place::kFirst, "first", "the first frame of a session"},
    {Place::kCurrent, "current", "a frame of the current chain, with a gap before it"},
    {Place::kStored, "stored", "a frame whose key is stored"},
    {Place::kTurn, "turn", "a frame that turns the ratchet, with both chains skipped"},
    {Place::kEarlier, "earlier", "a frame of an earlier chain whose key is stored"},
};

/// Brings the script to `place`; returns the step of the frame that will be tampered with.
std::size_t arrive(RatchetScript& r, Place place) {
  r.start();
  if (place == Place::kFirst) {
    r.send("alice", "before");
    return r.send("alice", "first to arrive");
  }
  const auto frames = r.send_many("alice", 5);
  r.receive("bob", frames[1]);
  if (place == Place::kCurrent) return frames[3];
  if (place == Place::kStored) return frames[0];
  r.receive("alice", r.send("bob", "reply"));
  const auto turned = r.send_many("alice", 3);
  if (place == Place::kTurn) return turned[2];
  r.receive("bob", turned[1]);
  return frames[3];
}

struct Tampering {
  const char* name;
  const char* comment;
  const char* flag;
  Patch patch;
  /// Reason at each place, in the order of kPlaces.
  const char* reasons[5];
};

const std::vector<Tampering>& tamperings() {
  static const char* const kFailed = "decryption_failed";
  static const char* const kDuplicate = "duplicate_message";
  static const char* const kSkipped = "too_many_skipped";
  static const char* const kMalformed = "malformed";
  static const std::vector<Tampering> kAll = {
      {"body",
       "a bit of the ciphertext",
       "TamperedSeal",
       Patch::flip(46, "20"),
       {kFailed, kFailed, kFailed, kFailed, kFailed}},
      {"tag",
       "the last bit of the tag",
       "TamperedSeal",
       Patch::flip(-1),
       {kFailed, kFailed, kFailed, kFailed, kFailed}},
      {"pn",
       "the last bit of PN",
       "TamperedHeader",
       Patch::flip(40),
       {kFailed, kFailed, kFailed, kFailed, kFailed}},
      {"pn-far",
       "the first bit of PN",
       "TamperedHeader",
       Patch::flip(37, "80"),
       {kFailed, kFailed, kFailed, kSkipped, kFailed}},
      {"n",
       "N + 8",
       "TamperedHeader",
       Patch::flip(44, "08"),
       {kFailed, kFailed, kFailed, kFailed, kDuplicate}},
      {"n-far",
       "the first bit of N",
       "TamperedHeader",
       Patch::flip(41, "80"),
       {kSkipped, kSkipped, kSkipped, kSkipped, kDuplicate}},
      {"key",
       "a bit of the ratchet key",
       "TamperedHeader",
       Patch::flip(9, "10"),
       {kFailed, kFailed, kFailed, kFailed, kFailed}},
      {"key-high-bit",
       "the high bit of the ratchet key: the same point, a new key",
       "NonCanonical",
       Patch::flip(36, "80"),
       {kFailed, kFailed, kFailed, kFailed, kFailed}},
      {"key-low-order",
       "u = 1 as the ratchet key",
       "LowOrderPoint",
       Patch::replace(5, replaced(repeat(0, 32), 0, {1})),
       {"low_order_point", "low_order_point", "low_order_point", "low_order_point",
        "low_order_point"}},
      {"magic",
       "the magic of SMX1",
       "Magic",
       Patch::replace(0, text("SMX1")),
       {kMalformed, kMalformed, kMalformed, kMalformed, kMalformed}},
      {"flags",
       "a bit of the flags",
       "UnknownFlags",
       Patch::flip(4),
       {kMalformed, kMalformed, kMalformed, kMalformed, kMalformed}},
      {"n-ffffffff",
       "N = 2^32 - 1",
       "CounterLimit",
       Patch::replace(41, repeat(0xff, 4)),
       {kMalformed, kMalformed, kMalformed, kMalformed, kMalformed}},
      {"longer",
       "a zero byte behind the tag",
       "TamperedSeal",
       Patch::append({0}),
       {kFailed, kFailed, kFailed, kFailed, kFailed}},
      {"empty-body",
       "nothing but sixteen bytes of the ciphertext",
       "Truncated",
       Patch::truncate(61),
       {kFailed, kFailed, kFailed, kFailed, kFailed}},
      {"no-tag",
       "sixty bytes",
       "Truncated",
       Patch::truncate(60),
       {kMalformed, kMalformed, kMalformed, kMalformed, kMalformed}},
  };
  return kAll;
}

void tampered_frames(SuiteWriter& out) {
  out.group("dr-interop/tampered",
            "One field changed at each place a frame can have, then the genuine frame");
  for (const Tampering& row : tamperings()) {
    for (std::size_t i = 0; i < std::size(kPlaces); ++i) {
      // The nearest places stand for the others where the reason has one cause.
      const bool form = std::string_view(row.reasons[0]) == "malformed";
      if (form && kPlaces[i].place != Place::kStored && kPlaces[i].place != Place::kTurn) continue;
      out.add(
          {fmt::format("dr-interop/tampered/{}-{}", row.name, kPlaces[i].name),
           fmt::format("{}: {}", kPlaces[i].text, row.comment),
           {"DR-12", "DR-21", "DRV1-02"},
           {row.flag}},
          [&](Scenario& s) {
            RatchetScript r(s);
            const std::size_t frame = arrive(r, kPlaces[i].place);
            r.refuse("bob", frame, {row.patch}, row.reasons[i]);
            r.receive("bob", frame);
            r.refuse_again("bob", frame, "duplicate_message", r.send("alice", "fresh"));
          },
          std::string_view(row.name) == "body" ? Traces::kAll : Traces::kRefusals);
    }
  }
}

void resealed(SuiteWriter& out) {
  out.group("dr-interop/resealed", "Frames with a valid tag and one wrong thing in them",
            Traces::kRefusals);
  struct Row {
    const char* id;
    const char* comment;
    const char* reason;
    Bytes (*make)(Scenario&, RatchetScript&, ForgedChain&);
  };
  static const Row kRows[] = {
      {"flags-01", "Flags 01, sealed with them", "malformed",
       [](Scenario& s, RatchetScript&, ForgedChain& c) {
         return c.sealed_as(1, drv1_header(c.ratchet_key(), 0, 1, 1), s.plaintext("m"));
       }},
      {"n-ffffffff", "N = 2^32 - 1, sealed with it", "malformed",
       [](Scenario& s, RatchetScript&, ForgedChain& c) {
         return c.sealed_as(1, drv1_header(c.ratchet_key(), 0, 0xffffffff), s.plaintext("m"));
       }},
      {"magic-drv2", "Magic DRV2, sealed with it", "malformed",
       [](Scenario& s, RatchetScript&, ForgedChain& c) {
         return c.sealed_as(1, replaced(drv1_header(c.ratchet_key(), 0, 1), 3, text("2")),
                            s.plaintext("m"));
       }},
      {"too-long", "A plaintext of 65,537 bytes, sealed", "malformed",
       [](Scenario& s, RatchetScript&, ForgedChain& c) {
         return c.frame(1, 0, s.key("plaintext", 65537));
       }},
      {"next-key", "The key of the message after", "decryption_failed",
       [](Scenario& s, RatchetScript&, ForgedChain& c) {
         return c.sealed_as(2, drv1_header(c.ratchet_key(), 0, 1), s.plaintext("m"));
       }},
      {"key-before", "The key of the message before", "decryption_failed",
       [](Scenario& s, RatchetScript&, ForgedChain& c) {
         return c.sealed_as(0, drv1_header(c.ratchet_key(), 0, 1), s.plaintext("m"));
       }},
      {"ad-halves-swapped", "Associated data with the responder first", "decryption_failed",
       [](Scenario& s, RatchetScript& r, ForgedChain& c) {
         MessageKeys keys(s.kit(), s.traced(0, "dr.chain_key"));
         return seal_drv1(s.kit(), keys.at(1), cat({slice(r.ad(), 64, 64), slice(r.ad(), 0, 64)}),
                          drv1_header(c.ratchet_key(), 0, 1), s.plaintext("m"));
       }},
      {"ad-identities-only", "Associated data without the signing keys", "decryption_failed",
       [](Scenario& s, RatchetScript& r, ForgedChain& c) {
         MessageKeys keys(s.kit(), s.traced(0, "dr.chain_key"));
         return seal_drv1(s.kit(), keys.at(1), cat({slice(r.ad(), 0, 32), slice(r.ad(), 64, 32)}),
                          drv1_header(c.ratchet_key(), 0, 1), s.plaintext("m"));
       }},
      {"ad-missing", "No associated data before the header", "decryption_failed",
       [](Scenario& s, RatchetScript&, ForgedChain& c) {
         MessageKeys keys(s.kit(), s.traced(0, "dr.chain_key"));
         return seal_drv1(s.kit(), keys.at(1), {}, drv1_header(c.ratchet_key(), 0, 1),
                          s.plaintext("m"));
       }},
      {"message-key-direct", "Message key used as the AES key, with a zero nonce",
       "decryption_failed",
       [](Scenario& s, RatchetScript& r, ForgedChain& c) {
         MessageKeys keys(s.kit(), s.traced(0, "dr.chain_key"));
         const Bytes header = drv1_header(c.ratchet_key(), 0, 1);
         return cat({header, s.kit().seal(keys.at(1), repeat(0, 12), s.plaintext("m"),
                                          cat({r.ad(), header}))});
       }},
      {"nonce-from-front", "Nonce taken before the key from the 44 bytes", "decryption_failed",
       [](Scenario& s, RatchetScript& r, ForgedChain& c) {
         MessageKeys keys(s.kit(), s.traced(0, "dr.chain_key"));
         const Bytes okm =
             s.kit().hkdf(repeat(0, 32), keys.at(1), text("SemaFore-DR-v1-message"), 44);
         const Bytes header = drv1_header(c.ratchet_key(), 0, 1);
         return cat({header, s.kit().seal(slice(okm, 12, 32), slice(okm, 0, 12), s.plaintext("m"),
                                          cat({r.ad(), header}))});
       }},
  };
  for (const Row& row : kRows) {
    out.add({fmt::format("dr-interop/resealed/{}", row.id),
             row.comment,
             {"DRV1-02", "DR-03", "DR-12", "DR-21"},
             {"Resealed"}},
            [&](Scenario& s) {
              RatchetScript r(s);
              r.start();
              ForgedChain chain = r.alices_first_chain();
              r.receive_bytes("bob", chain.frame(0, 0, s.plaintext("zero")), s.plaintext("zero"));
              const Bytes genuine = chain.frame(1, 0, s.plaintext("m"));
              r.refuse_bytes("bob", row.make(s, r, chain), row.reason, genuine);
              r.receive_bytes("bob", genuine, s.plaintext("m"));
              r.state("bob");
            });
  }
}

void check_order(SuiteWriter& out) {
  out.group("dr-interop/check-order", "Two faults: the first in the order of receipt is named",
            Traces::kRefusals);
  out.add({"dr-interop/check-order/form-before-low-order",
           "Flags 01 and a low order key",
           {"DR-12", "ERR-01"},
           {"CheckOrder"}},
          [](Scenario& s) {
            RatchetScript r(s);
            r.start();
            const std::size_t first = r.send("alice", "first");
            const Patch low = Patch::replace(5, repeat(0, 32));
            r.refuse("bob", first, {Patch::flip(4), low}, "malformed");
            s.twin({{"frame", hex(patched(s.output(first, "frame"), low.json))}},
                   "low_order_point");
            r.receive("bob", first);
          });
  out.add({"dr-interop/check-order/bounds-before-low-order",
           "N = 2001 and a low order key",
           {"DR-12", "DR-16"},
           {"CheckOrder"}},
          [](Scenario& s) {
            RatchetScript r(s);
            r.start();
            const std::size_t first = r.send("alice", "first");
            const Patch low = Patch::replace(5, repeat(0, 32));
            r.refuse("bob", first, {low, Patch::replace(41, be32(2001))}, "too_many_skipped");
            s.twin({{"frame", hex(patched(s.output(first, "frame"), low.json))}},
                   "low_order_point");
            r.receive("bob", first);
          });
  out.add({"dr-interop/check-order/pn-bound-before-low-order",
           "PN - Nr = 2001 and a low order key at a turn",
           {"DR-12", "DR-16"},
           {"CheckOrder"}},
          [](Scenario& s) {
            RatchetScript r(s);
            r.start();
            r.ping_pong(1);
            const std::size_t next = r.send("alice", "next");
            const Patch low = Patch::replace(5, repeat(0, 32));
            r.refuse("bob", next, {low, Patch::replace(37, be32(2002))}, "too_many_skipped");
            s.twin({{"frame", hex(patched(s.output(next, "frame"), low.json))}}, "low_order_point");
            r.receive("bob", next);
          });
  out.add({"dr-interop/check-order/low-order-before-opening",
           "A low order key and a broken tag",
           {"DR-12", "PRIM-10"},
           {"CheckOrder"}},
          [](Scenario& s) {
            RatchetScript r(s);
            r.start();
            const std::size_t first = r.send("alice", "first");
            r.refuse("bob", first, {Patch::replace(5, repeat(0, 32)), Patch::flip(-1)},
                     "low_order_point");
            s.twin({{"frame", hex(patched(s.output(first, "frame"), Patch::flip(-1).json))}},
                   "decryption_failed");
            r.receive("bob", first);
          });
  out.add({"dr-interop/check-order/form-before-duplicate",
           "Flags 01 on a frame already received",
           {"DR-12"},
           {"CheckOrder"}},
          [](Scenario& s) {
            RatchetScript r(s);
            r.start();
            const std::size_t first = r.send("alice", "first");
            r.receive("bob", first);
            r.refuse("bob", first, {Patch::flip(4)}, "malformed");
            s.twin({{"frame", hex(s.output(first, "frame"))}}, "duplicate_message");
            r.receive("bob", r.send("alice", "second"));
          });
  out.add({"dr-interop/check-order/stored-key-before-duplicate",
           "A stored key is tried before the frame counts as a duplicate, and stays on failure",
           {"DR-12", "DR-13"},
           {"CheckOrder"}},
          [](Scenario& s) {
            RatchetScript r(s);
            r.start();
            const auto frames = r.send_many("alice", 2);
            r.receive("bob", frames[1]);
            r.refuse("bob", frames[0], {Patch::flip(-1)}, "decryption_failed");
            r.refuse("bob", frames[0], {Patch::flip(-16)}, "decryption_failed");
            r.receive("bob", frames[0]);
          });
  for (const LowOrderPoint& point : low_order_points()) {
    out.add({fmt::format("dr-interop/check-order/low-order-{}", point.name),
             fmt::format("Ratchet key at a turn: {}", point.comment),
             {"PRIM-10", "DR-12", "DR-21"},
             {"LowOrderPoint"}},
            [&](Scenario& s) {
              RatchetScript r(s);
              r.start();
              r.ping_pong(1);
              const std::size_t next = r.send("alice", "next");
              r.refuse("bob", next, {Patch::replace(5, point.u)}, "low_order_point");
              r.receive("bob", next);
            });
  }
}

void returning_keys(SuiteWriter& out) {
  out.group("dr-interop/keys", "Ratchet keys that come back, or that are not what they seem",
            Traces::kRefusals);
  out.add({"dr-interop/keys/high-bit-sealed",
           "Alice's ratchet key sent and sealed with its high bit set: another key, the same point",
           {"PRIM-09", "DR-09", "DR-11"},
           {"NonCanonical"}},
          [](Scenario& s) {
            RatchetScript r(s);
            r.start();
            ForgedChain chain = r.alices_first_chain();
            Bytes key = chain.ratchet_key();
            key[31] |= 0x80U;
            r.receive_bytes("bob", chain.sealed_as(0, drv1_header(key, 0, 0), s.plaintext("m")),
                            s.plaintext("m"));
            r.state("bob");
            r.receive_bytes("bob", chain.sealed_as(1, drv1_header(key, 0, 1), s.plaintext("n")),
                            s.plaintext("n"));
            r.receive("alice", r.send("bob", "reply"));
          });
  out.add({"dr-interop/keys/own-key",
           "Bob's own ratchet key in the header: new, and it does not open",
           {"DR-11", "DR-21"},
           {"Reflection"}},
          [](Scenario& s) {
            RatchetScript r(s);
            r.start();
            r.ping_pong(1);
            const std::size_t reply = r.send("bob", "shows his key");
            const std::size_t next = r.send("alice", "next");
            r.refuse("bob", next, {Patch::replace(5, r.ratchet_key(reply))}, "decryption_failed");
            r.refuse_again("bob", reply, "decryption_failed", next);
            r.receive("bob", next);
          });
  out.add({"dr-interop/keys/spk-b-to-alice",
           "SPK_B in a header to the initiator before any reply: new, not current, and it fails",
           {"DR-09", "DR-11", "DR-21"},
           {"FirstRemoteKey"}},
          [](Scenario& s) {
            RatchetScript r(s);
            r.start();
            r.receive("bob", r.send("alice", "first"));
            const std::size_t reply = r.send("bob", "reply");
            r.refuse("alice", reply, {Patch::replace(5, r.bob_spk().public_key)},
                     "decryption_failed");
            r.receive("alice", reply);
            r.state("alice");
          });
  out.add({"dr-interop/keys/spk-b-to-alice-far",
           "SPK_B with N = 2001: a new key has its bounds even before the first reply",
           {"DR-09", "DR-16"},
           {"FirstRemoteKey", "SkipBound"}},
          [](Scenario& s) {
            RatchetScript r(s);
            r.start();
            r.receive("bob", r.send("alice", "first"));
            const std::size_t reply = r.send("bob", "reply");
            const Patch spk = Patch::replace(5, r.bob_spk().public_key);
            r.refuse("alice", reply, {spk, Patch::replace(41, be32(2001))}, "too_many_skipped");
            s.twin({{"frame", hex(patched(s.output(reply, "frame"), spk.json))}},
                   "decryption_failed");
            r.receive("alice", reply);
          });
  out.add({"dr-interop/keys/spk-b-later",
           "SPK_B in a header after the first reply: never an earlier chain",
           {"DR-10", "DR-11"},
           {"FirstRemoteKey"}},
          [](Scenario& s) {
            RatchetScript r(s);
            r.start();
            r.ping_pong(1);
            r.receive("bob", r.send("alice", "second"));
            const std::size_t reply = r.send("bob", "second reply");
            r.refuse("alice", reply, {Patch::replace(5, r.bob_spk().public_key)},
                     "decryption_failed");
            r.receive("alice", reply);
          });
  out.add({"dr-interop/keys/spk-b-to-bob",
           "SPK_B in a header to the responder who owns it",
           {"DR-11", "DR-21"},
           {"Reflection"}},
          [](Scenario& s) {
            RatchetScript r(s);
            r.start();
            const std::size_t first = r.send("alice", "first");
            r.refuse("bob", first, {Patch::replace(5, r.bob_spk().public_key)},
                     "decryption_failed");
            r.receive("bob", first);
            r.receive("alice", r.send("bob", "reply"));
          });
  out.add({"dr-interop/keys/remote-key-repeated",
           "Alice never turns while Bob does not reply: one key, one chain",
           {"DR-09", "DR-22"}},
          [](Scenario& s) {
            RatchetScript r(s);
            r.start();
            for (const std::size_t step : r.send_many("alice", 3)) r.receive("bob", step);
            r.state("bob");
            const std::size_t a = r.send("bob", "one");
            const std::size_t b = r.send("bob", "two");
            r.receive("bob", r.send("alice", "before she reads"));
            r.receive("alice", b);
            r.receive("alice", a);
            r.receive("bob", r.send("alice", "turned"));
          });
  out.add({"dr-interop/keys/another-session",
           "A frame of another session between the same two: its key is new here, and it fails",
           {"DR-21", "DR-12"},
           {"WrongSession"}},
          [](Scenario& s) {
            RatchetScript r(s);
            r.start();
            r.receive("bob", r.send("alice", "first"));
            s.ok("dr.init", {{"session", "another alice"},
                             {"role", "initiator"},
                             {"root_key", s.hex_key("another root key")},
                             {"ad", hex(r.ad())},
                             {"ratchet_private", s.hex_key("another ratchet key")},
                             {"remote_ratchet_key", hex(r.bob_spk().public_key)}});
            const std::size_t stray = r.send("another alice", "stray");
            const std::size_t next = r.send("alice", "next");
            r.refuse_again("bob", stray, "decryption_failed", next);
            r.receive("bob", next);
          });
}

}  // namespace

void fill_dr_refusals(SuiteWriter& out) {
  duplicates(out);
  tampered_frames(out);
  resealed(out);
  check_order(out);
  returning_keys(out);
}

}  // namespace smx::vectors
