// What a responder refuses of a bootstrap envelope: tampered by a relay, or sealed by a sender who
// holds every key and breaks one rule. After each refusal the genuine envelope is still accepted.
#include <fmt/format.h>

#include "bootstrap_script.h"
#include "low_order.h"
#include "suite_x3dh.h"

namespace smx::vectors {
namespace {

void tampered(SuiteWriter& out) {
  out.group("x3dh-prekey/respond-tampered", "One field of a genuine envelope changed on the way",
            Traces::kRefusals);
  struct Row {
    const char* id;
    const char* comment;
    const char* flag;
    const char* reason;
    Patch patch;
  };
  // The SPK id has 14 bytes and stands at 39, the OPK id (24 bytes) at 55, the nonce at 79.
  const Row rows[] = {
      {"magic", "Last byte of the magic", "Magic", "malformed", Patch::flip(3)},
      {"flags-unknown", "An unknown flag", "UnknownFlags", "malformed", Patch::flip(4, "02")},
      {"flags-no-opk", "Flags 00 over an OPK id", "FlagsDisagree", "malformed", Patch::flip(4)},
      {"ek", "A bit of EK_A", "TamperedHeader", "decryption_failed", Patch::flip(17, "40")},
      {"ek-high-bit", "The high bit of EK_A: the same secrets, other associated data",
       "NonCanonical", "decryption_failed", Patch::flip(36, "80")},
      {"l1-shorter", "L1 one less", "LengthField", "malformed", Patch::flip(38, "03")},
      {"spk-id-last", "Last byte of the SPK id", "WrongPrekey", "unknown_prekey",
       Patch::flip(52, "01")},
      {"spk-id-case", "First letter of the SPK id in upper case", "WrongPrekey", "unknown_prekey",
       Patch::replace(39, text("С"))},
      {"opk-id-last", "Last byte of the OPK id", "WrongPrekey", "unknown_prekey",
       Patch::flip(78, "03")},
      {"nonce-first", "First bit of the nonce", "TamperedSeal", "decryption_failed",
       Patch::flip(79, "80")},
      {"nonce-last", "Last bit of the nonce", "TamperedSeal", "decryption_failed", Patch::flip(90)},
      {"ciphertext", "First bit of the ciphertext", "TamperedSeal", "decryption_failed",
       Patch::flip(91, "80")},
      {"tag", "Last bit of the tag", "TamperedSeal", "decryption_failed", Patch::flip(-1)},
      {"longer", "A byte more", "TamperedSeal", "decryption_failed", Patch::append({0})},
      {"tag-only", "Sixteen bytes behind the nonce", "Truncated", "decryption_failed",
       Patch::truncate(107)},
      {"no-tag", "Fifteen bytes behind the nonce", "Truncated", "malformed", Patch::truncate(106)},
  };
  for (const Row& row : rows) {
    out.add({fmt::format("x3dh-prekey/respond-tampered/{}", row.id),
             row.comment,
             {"SMX1-02", "SMX1-11", "SMX1-16", "SMX1-18"},
             {row.flag}},
            [&](Scenario& s) {
              BootstrapScript b(s);
              const std::size_t first = b.initiate();
              b.refuse(first, {row.patch}, row.reason);
              b.respond(first);
              b.converse();
            });
  }
  for (const LowOrderPoint& point : low_order_points()) {
    out.add({fmt::format("x3dh-prekey/respond-tampered/ek-{}", point.name),
             fmt::format("EK_A: {}", point.comment),
             {"PRIM-10", "SMX1-16"},
             {"LowOrderPoint"}},
            [&](Scenario& s) {
              BootstrapScript b(s);
              const std::size_t first = b.initiate();
              b.refuse(first, {Patch::replace(5, point.u)}, "low_order_point");
              b.respond(first);
            });
  }
}

void senders(SuiteWriter& out) {
  out.group("x3dh-prekey/respond-sender", "The pair that the directory names", Traces::kRefusals);
  struct Row {
    const char* id;
    const char* comment;
    const char* reason;
    const char* clause;
    Json (*make)(BootstrapScript&);
  };
  static const Row kRows[] = {
      {"own-identity", "Bob's own identity key with Alice's signing key", "malformed", "KEY-14",
       [](BootstrapScript& b) {
         Json who = sender(b.alice);
         who["identity_key"] = hex(b.bob.identity.public_key);
         return who;
       }},
      {"own-signing-key", "Alice's identity key with Bob's own signing key", "malformed", "KEY-14",
       [](BootstrapScript& b) {
         Json who = sender(b.alice);
         who["signing_key"] = hex(b.bob.signing.public_key);
         return who;
       }},
      {"own-pair", "Bob himself", "malformed", "KEY-14",
       [](BootstrapScript& b) { return sender(b.bob); }},
      {"halves-swapped", "Alice's two keys in each other's place", "decryption_failed", "X3DH-09",
       [](BootstrapScript& b) {
         return Json{{"identity_key", hex(b.alice.signing.public_key)},
                     {"signing_key", hex(b.alice.identity.public_key)}};
       }},
      {"other-identity", "Another identity key", "decryption_failed", "X3DH-09",
       [](BootstrapScript& b) {
         Json who = sender(b.alice);
         who["identity_key"] = hex(x25519_pair(b.scenario(), "other").public_key);
         return who;
       }},
      {"other-signing-key", "Another signing key: only AD knows", "decryption_failed", "X3DH-09",
       [](BootstrapScript& b) {
         Json who = sender(b.alice);
         who["signing_key"] = hex(ed25519_pair(b.scenario(), "other").public_key);
         return who;
       }},
      {"identity-high-bit", "Alice's identity key with its high bit set: only AD knows",
       "decryption_failed", "X3DH-09",
       [](BootstrapScript& b) {
         Json who = sender(b.alice);
         Bytes key = b.alice.identity.public_key;
         key[31] |= 0x80U;
         who["identity_key"] = hex(key);
         return who;
       }},
      {"low-order-identity", "u = 0 as the sender's identity key", "low_order_point", "PRIM-10",
       [](BootstrapScript& b) {
         Json who = sender(b.alice);
         who["identity_key"] = hex(repeat(0, 32));
         return who;
       }},
      {"identity-of-31", "An identity key of 31 bytes", "malformed", "PRIM-04",
       [](BootstrapScript& b) {
         Json who = sender(b.alice);
         who["identity_key"] = b.scenario().hex_key("short", 31);
         return who;
       }},
  };
  for (const Row& row : kRows) {
    out.add({fmt::format("x3dh-prekey/respond-sender/{}", row.id),
             row.comment,
             {row.clause, "SMX1-10", "SMX1-18"},
             {"WrongSender"}},
            [&](Scenario& s) {
              BootstrapScript b(s);
              const std::size_t first = b.initiate();
              Json in = b.respond_request();
              in["sender"] = row.make(b);
              s.reject("x3dh.respond", in, row.reason,
                       {.from = From{first, "envelope", "envelope"}});
              s.twin({{"sender", sender(b.alice)}});
              b.respond(first);
              b.converse();
            });
  }
}

void responder_prekeys(SuiteWriter& out) {
  out.group("x3dh-prekey/respond-prekeys", "Which prekeys the responder holds", Traces::kRefusals);
  struct Row {
    const char* id;
    const char* comment;
    const char* member;
    const char* reason;
    const char* clause;
    Json (*make)(BootstrapScript&);
  };
  static const Row kRows[] = {
      {"no-such-spk", "Only another SPK is held", "signed_prekeys", "unknown_prekey", "SMX1-16",
       [](BootstrapScript& b) {
         return private_prekeys({prekey(b.scenario(), "other", "спк-2026-β")});
       }},
      {"no-opks", "No OPK is held", "one_time_prekeys", "unknown_prekey", "SMX1-16",
       [](BootstrapScript&) { return Json::array(); }},
      {"opk-used-up", "The other OPK is held", "one_time_prekeys", "unknown_prekey", "SMX1-16",
       [](BootstrapScript& b) { return private_prekeys({b.bob.opks[1]}); }},
      {"spk-under-opk-id", "The OPK's id among the SPKs does not count", "one_time_prekeys",
       "unknown_prekey", "KEY-07", [](BootstrapScript& b) { return private_prekeys({b.bob.spk}); }},
      {"wrong-spk-key", "Another private key under the SPK's id", "signed_prekeys",
       "decryption_failed", "X3DH-04",
       [](BootstrapScript& b) {
         return private_prekeys({prekey(b.scenario(), "other", "спк-2026-α")});
       }},
      {"wrong-opk-key", "Another private key under the OPK's id", "one_time_prekeys",
       "decryption_failed", "X3DH-04",
       [](BootstrapScript& b) {
         return private_prekeys({{b.bob.opks[0].id, b.bob.opks[1].keys}});
       }},
      {"two-spks-one-id", "Two SPKs under one id", "signed_prekeys", "malformed", "KEY-08",
       [](BootstrapScript& b) {
         return private_prekeys({b.bob.spk, prekey(b.scenario(), "other", "спк-2026-α")});
       }},
      {"two-opks-one-id", "Two OPKs under one id", "one_time_prekeys", "malformed", "KEY-08",
       [](BootstrapScript& b) {
         return private_prekeys({b.bob.opks[0], b.bob.opks[1], {b.bob.opks[1].id, b.bob.spk.keys}});
       }},
      {"bad-spk-id", "An SPK whose id has a control character beside the right one",
       "signed_prekeys", "malformed", "KEY-05",
       [](BootstrapScript& b) {
         return private_prekeys({prekey(b.scenario(), "other", "\n"), b.bob.spk});
       }},
      {"bad-opk-id", "An OPK with an empty id beside the right one", "one_time_prekeys",
       "malformed", "KEY-03",
       [](BootstrapScript& b) {
         return private_prekeys({b.bob.opks[0], prekey(b.scenario(), "other", "")});
       }},
  };
  for (const Row& row : kRows) {
    out.add({fmt::format("x3dh-prekey/respond-prekeys/{}", row.id),
             row.comment,
             {row.clause, "SMX1-18"},
             {"WrongPrekey"}},
            [&](Scenario& s) {
              BootstrapScript b(s);
              const std::size_t first = b.initiate();
              Json in = b.respond_request();
              const Json good = in.at(row.member);
              in[row.member] = row.make(b);
              s.reject("x3dh.respond", in, row.reason,
                       {.from = From{first, "envelope", "envelope"}});
              s.twin({{row.member, good}});
              b.respond(first);
              b.converse();
            });
  }
  out.add({"x3dh-prekey/respond-prekeys/one-of-many",
           "The right SPK and OPK among others, in the middle of the lists",
           {"SMX1-16", "KEY-06"}},
          [](Scenario& s) {
            BootstrapScript b(s);
            const std::size_t first = b.initiate();
            Json in = b.respond_request();
            in["signed_prekeys"] = private_prekeys(
                {prekey(s, "old", "спк-2026"), b.bob.spk, prekey(s, "new", "спк-2026-αβ")});
            in["one_time_prekeys"] =
                private_prekeys({prekey(s, "o1", "Одноразовый-1"), b.bob.opks[0], b.bob.opks[1]});
            s.ok("x3dh.respond", in, {.from = From{first, "envelope", "envelope"}});
            b.converse();
          });
  out.add({"x3dh-prekey/respond-prekeys/nothing-remembered",
           "A bare responder has no seen set: the same envelope makes the same session again",
           {"SMX1-16"}},
          [](Scenario& s) {
            BootstrapScript b(s);
            const std::size_t first = b.initiate();
            b.respond(first);
            b.converse();
            b.respond(first);
            s.ok("dr.state", {{"session", "bob"}});
          });
  out.add({"x3dh-prekey/respond-prekeys/handle-survives",
           "A refused bootstrap leaves the session that the handle had",
           {"SMX1-18", "ERR-05"}},
          [](Scenario& s) {
            BootstrapScript b(s);
            const std::size_t first = b.initiate();
            b.respond(first);
            b.refuse(first, {Patch::flip(-1)}, "decryption_failed");
            b.converse();
          });
  for (const char* first_fault : {"form", "reflection"}) {
    out.add({fmt::format("x3dh-prekey/respond-prekeys/{}-before-lookup", first_fault),
             "A fault of form together with an SPK that is not held: malformed",
             {"SMX1-12", "SMX1-16"},
             {"CheckOrder"}},
            [form = std::string_view(first_fault) == "form"](Scenario& s) {
              BootstrapScript b(s);
              const std::size_t first = b.initiate();
              Json in = b.respond_request();
              in["signed_prekeys"] = private_prekeys({prekey(s, "other", "спк-2026-β")});
              const std::string good = hex(s.output(first, "envelope"));
              if (form) {
                s.reject("x3dh.respond", in, "malformed",
                         {.from = From{first, "envelope", "envelope", {Patch::flip(4, "10")}}});
                s.twin({{"envelope", good}}, "unknown_prekey");
              } else {
                in["sender"] = sender(b.bob);
                s.reject("x3dh.respond", in, "malformed",
                         {.from = From{first, "envelope", "envelope"}});
                s.twin({{"sender", sender(b.alice)}}, "unknown_prekey");
              }
              b.respond(first);
            });
  }
  out.add({"x3dh-prekey/respond-prekeys/lookup-before-low-order",
           "A low order EK_A and an OPK that is not held: unknown_prekey",
           {"SMX1-16"},
           {"CheckOrder"}},
          [](Scenario& s) {
            BootstrapScript b(s);
            const std::size_t first = b.initiate();
            Json in = b.respond_request();
            const Json held = in.at("one_time_prekeys");
            in["one_time_prekeys"] = Json::array();
            s.reject(
                "x3dh.respond", in, "unknown_prekey",
                {.from = From{first, "envelope", "envelope", {Patch::replace(5, repeat(0, 32))}}});
            s.twin({{"one_time_prekeys", held}}, "low_order_point");
            b.respond(first);
          });
}

/// Refuses `bad` where `b.genuine(0)` is accepted, then accepts that and goes on.
void refuse_then_converse(BootstrapScript& b, const Bytes& bad, const char* reason) {
  const Bytes good = b.genuine(0, b.plaintext);
  b.refuse_bytes(bad, reason, good);
  b.initiate();
  b.respond_bytes(good, b.plaintext);
  b.converse();
}

void resealed_form(SuiteWriter& out) {
  out.group("x3dh-prekey/resealed-form", "A header of bad form under a valid seal");
  struct Row {
    const char* id;
    const char* comment;
    const char* flag;
    Bytes (*header)(BootstrapScript&);
  };
  static const Row kRows[] = {
      {"magic", "Magic SMX2", "Magic",
       [](BootstrapScript& b) { return replaced(b.header(), 3, text("2")); }},
      {"flags-03", "Flags 03", "UnknownFlags", [](BootstrapScript& b) { return b.header(3); }},
      {"flags-81", "Flags 81", "UnknownFlags", [](BootstrapScript& b) { return b.header(0x81); }},
      {"flags-00-with-id", "Flags 00 with an OPK id", "FlagsDisagree",
       [](BootstrapScript& b) { return b.header(0); }},
      {"spk-id-empty", "L1 = 0", "EmptyId",
       [](BootstrapScript& b) {
         return smx1_header(1, b.ek.public_key, {}, b.opk()->id, b.nonce);
       }},
      {"spk-id-control", "A line feed in the SPK id", "ControlCharacter",
       [](BootstrapScript& b) {
         return smx1_header(1, b.ek.public_key, text("спк\n"), b.opk()->id, b.nonce);
       }},
      {"spk-id-utf8", "An SPK id that is no UTF-8", "InvalidUtf8",
       [](BootstrapScript& b) {
         return smx1_header(1, b.ek.public_key, unhex("d1"), b.opk()->id, b.nonce);
       }},
      {"spk-id-65", "An SPK id of 65 bytes", "LengthLimit",
       [](BootstrapScript& b) {
         return smx1_header(1, b.ek.public_key, repeat('s', 65), b.opk()->id, b.nonce);
       }},
      {"opk-id-overlong", "An OPK id in overlong form", "OverlongUtf8",
       [](BootstrapScript& b) {
         return smx1_header(1, b.ek.public_key, b.bob.spk.id, unhex("c1a1"), b.nonce);
       }},
      {"opk-id-65", "An OPK id of 65 bytes", "LengthLimit",
       [](BootstrapScript& b) {
         return smx1_header(1, b.ek.public_key, b.bob.spk.id, repeat('o', 65), b.nonce);
       }},
      {"lengths-little-endian", "Both lengths in little-endian order", "LittleEndianLength",
       [](BootstrapScript& b) {
         const Bytes header = b.header();
         return replaced(replaced(header, 37, {header[38], header[37]}), 53,
                         {header[54], header[53]});
       }},
  };
  for (const Row& row : kRows) {
    out.add({fmt::format("x3dh-prekey/resealed-form/{}", row.id),
             row.comment,
             {"SMX1-11", "SMX1-12", "SMX1-18"},
             {row.flag, "Resealed"}},
            [&](Scenario& s) {
              BootstrapScript b(s);
              refuse_then_converse(b, b.sealed(row.header(b), b.chain().frame(0, 0, b.plaintext)),
                                   "malformed");
            });
  }
  out.add({"x3dh-prekey/resealed-form/flags-01-without-id",
           "Flags 01 with L2 = 0",
           {"SMX1-11", "SMX1-12"},
           {"FlagsDisagree", "Resealed"}},
          [](Scenario& s) {
            BootstrapScript b(s, kNoOpk);
            refuse_then_converse(b, b.sealed(b.header(1), b.chain().frame(0, 0, b.plaintext)),
                                 "malformed");
          });
}

void resealed_inner(SuiteWriter& out) {
  out.group("x3dh-prekey/resealed-inner", "A bad frame under a valid outer seal");
  struct Row {
    const char* id;
    const char* comment;
    const char* reason;
    Bytes (*inner)(BootstrapScript&);
  };
  static const Row kRows[] = {
      {"empty", "No frame at all", "malformed", [](BootstrapScript&) { return Bytes{}; }},
      {"plain-text", "The application's bytes without a frame", "malformed",
       [](BootstrapScript& b) { return b.plaintext; }},
      {"magic", "Magic DRV2", "malformed",
       [](BootstrapScript& b) {
         ForgedChain chain = b.chain();
         return chain.sealed_as(0, replaced(drv1_header(chain.ratchet_key(), 0, 0), 3, text("2")),
                                b.plaintext);
       }},
      {"flags", "Flags 80", "malformed",
       [](BootstrapScript& b) {
         ForgedChain chain = b.chain();
         return chain.sealed_as(0, drv1_header(chain.ratchet_key(), 0, 0, 0x80), b.plaintext);
       }},
      {"n-ffffffff", "N = 2^32 - 1", "malformed",
       [](BootstrapScript& b) {
         ForgedChain chain = b.chain();
         return chain.sealed_as(0, drv1_header(chain.ratchet_key(), 0, 0xffffffff), b.plaintext);
       }},
      {"sixty-bytes", "A frame one byte short of a tag", "malformed",
       [](BootstrapScript& b) { return slice(b.chain().frame(0, 0, {}), 0, 60); }},
      {"nested", "An envelope in the envelope", "malformed",
       [](BootstrapScript& b) { return b.genuine(0, b.plaintext); }},
      {"frame-and-a-byte", "A frame and a byte behind it", "decryption_failed",
       [](BootstrapScript& b) { return cat({b.chain().frame(0, 0, b.plaintext), {0}}); }},
      {"inner-tag", "The inner tag broken", "decryption_failed",
       [](BootstrapScript& b) {
         Bytes frame = b.chain().frame(0, 0, b.plaintext);
         frame.back() ^= 1U;
         return frame;
       }},
      {"too-many-skipped", "Frame 2001 of the chain", "too_many_skipped",
       [](BootstrapScript& b) {
         ForgedChain chain = b.chain();
         return chain.sealed_as(0, drv1_header(chain.ratchet_key(), 0, 2001), b.plaintext);
       }},
      {"low-order-ratchet-key", "u = 1 as the ratchet key", "low_order_point",
       [](BootstrapScript& b) {
         return b.chain().sealed_as(0, drv1_header(replaced(repeat(0, 32), 0, {1}), 0, 0),
                                    b.plaintext);
       }},
      {"spk-as-ratchet-key", "SPK_B as the ratchet key", "decryption_failed",
       [](BootstrapScript& b) {
         return b.chain().sealed_as(0, drv1_header(b.bob.spk.keys.public_key, 0, 0), b.plaintext);
       }},
      {"other-chain-key", "A frame of a chain that starts from BK", "decryption_failed",
       [](BootstrapScript& b) {
         ForgedChain chain(b.scenario().kit(), b.keys.ad, b.alice_ratchet.public_key,
                           b.keys.bootstrap_key);
         return chain.frame(0, 0, b.plaintext);
       }},
      {"ek-as-ratchet-key", "EK_A as the ratchet key over a chain of another", "decryption_failed",
       [](BootstrapScript& b) {
         return b.chain().sealed_as(0, drv1_header(b.ek.public_key, 0, 0), b.plaintext);
       }},
  };
  for (const Row& row : kRows) {
    out.add({fmt::format("x3dh-prekey/resealed-inner/{}", row.id),
             row.comment,
             {"SMX1-03", "SMX1-16", "SMX1-18", "SMX1-19"},
             {"Resealed"}},
            [&](Scenario& s) {
              BootstrapScript b(s);
              refuse_then_converse(b, b.sealed(b.header(), row.inner(b)), row.reason);
            });
  }
  for (const std::size_t n : {1U, 7U, 2000U}) {
    out.add({fmt::format("x3dh-prekey/resealed-inner/frame-{}-first", n),
             "A later frame of the chain arrives first, with a PN that is not examined",
             {"SMX1-05", "DR-16"}},
            [n](Scenario& s) {
              BootstrapScript b(s);
              ForgedChain chain = b.chain();
              b.initiate();
              b.respond_bytes(b.sealed(b.header(), chain.frame(n, 77, b.plaintext)), b.plaintext);
              StepOptions options;
              options.pin = {{"ratchet_key", "remote_ratchet_key", "ns", "nr", "pn"}};
              s.ok("dr.state", {{"session", "bob"}}, options);
              b.converse();
            });
  }
}

void resealed_schedule(SuiteWriter& out) {
  out.group("x3dh-prekey/resealed-schedule",
            "Envelopes of a sender whose key schedule differs in one point");
  struct Row {
    const char* id;
    const char* comment;
    const char* clause;
    Handshake (*keys)(BootstrapScript&, const std::vector<Bytes>& dh);
  };
  static const Row kRows[] = {
      {"dh1-dh2-swapped", "DH1 and DH2 in each other's place", "X3DH-05",
       [](BootstrapScript& b, const std::vector<Bytes>& dh) {
         return handshake(b.scenario().kit(), b.keys.ad, {dh[1], dh[0], dh[2], dh[3]});
       }},
      {"dh2-dh3-swapped", "DH2 and DH3 in each other's place", "X3DH-05",
       [](BootstrapScript& b, const std::vector<Bytes>& dh) {
         return handshake(b.scenario().kit(), b.keys.ad, {dh[0], dh[2], dh[1], dh[3]});
       }},
      {"without-dh4", "DH4 left out although an OPK is named", "X3DH-05",
       [](BootstrapScript& b, const std::vector<Bytes>& dh) {
         return handshake(b.scenario().kit(), b.keys.ad, {dh[0], dh[1], dh[2]});
       }},
      {"dh4-first", "DH4 before the others", "X3DH-05",
       [](BootstrapScript& b, const std::vector<Bytes>& dh) {
         return handshake(b.scenario().kit(), b.keys.ad, {dh[3], dh[0], dh[1], dh[2]});
       }},
      {"prefix-twice", "64 bytes of FF before the outputs", "X3DH-05",
       [](BootstrapScript& b, const std::vector<Bytes>& dh) {
         return handshake(b.scenario().kit(), b.keys.ad,
                          {repeat(0xff, 32), dh[0], dh[1], dh[2], dh[3]});
       }},
      {"ad-reversed", "AD with the responder first", "X3DH-09",
       [](BootstrapScript& b, const std::vector<Bytes>& dh) {
         return handshake(b.scenario().kit(), associated_data(b.bob, b.alice), dh);
       }},
      {"ad-grouped", "AD as identity keys, then signing keys", "X3DH-09",
       [](BootstrapScript& b, const std::vector<Bytes>& dh) {
         return handshake(b.scenario().kit(),
                          cat({b.alice.identity.public_key, b.bob.identity.public_key,
                               b.alice.signing.public_key, b.bob.signing.public_key}),
                          dh);
       }},
      {"ad-identities-only", "AD without the signing keys", "X3DH-09",
       [](BootstrapScript& b, const std::vector<Bytes>& dh) {
         return handshake(b.scenario().kit(),
                          cat({b.alice.identity.public_key, b.bob.identity.public_key}), dh);
       }},
      {"root-and-bootstrap-swapped", "RK0 and BK in each other's place", "X3DH-10",
       [](BootstrapScript& b, const std::vector<Bytes>& dh) {
         Handshake keys = handshake(b.scenario().kit(), b.keys.ad, dh);
         std::swap(keys.root_key, keys.bootstrap_key);
         return keys;
       }},
  };
  for (const Row& row : kRows) {
    out.add({fmt::format("x3dh-prekey/resealed-schedule/{}", row.id),
             row.comment,
             {row.clause, "SMX1-16", "SMX1-18"},
             {"KeySchedule", "Resealed"}},
            [&](Scenario& s) {
              BootstrapScript b(s);
              Kit& kit = s.kit();
              const std::vector<Bytes> dh = {
                  kit.x25519(b.alice.identity.private_key, b.bob.spk.keys.public_key),
                  kit.x25519(b.ek.private_key, b.bob.identity.public_key),
                  kit.x25519(b.ek.private_key, b.bob.spk.keys.public_key),
                  kit.x25519(b.ek.private_key, b.opk()->keys.public_key)};
              const Handshake honest = b.keys;
              b.keys = row.keys(b, dh);
              const Bytes bad = b.genuine(0, b.plaintext);
              b.keys = honest;
              refuse_then_converse(b, bad, "decryption_failed");
            });
  }
  out.add({"x3dh-prekey/resealed-schedule/aad-without-header",
           "The seal covers AD alone",
           {"SMX1-02"},
           {"KeySchedule", "Resealed"}},
          [](Scenario& s) {
            BootstrapScript b(s);
            const Bytes inner = b.chain().frame(0, 0, b.plaintext);
            refuse_then_converse(
                b, cat({b.header(), s.kit().seal(b.keys.bootstrap_key, b.nonce, inner, b.keys.ad)}),
                "decryption_failed");
          });
  out.add({"x3dh-prekey/resealed-schedule/aad-without-ad",
           "The seal covers the header alone",
           {"SMX1-02"},
           {"KeySchedule", "Resealed"}},
          [](Scenario& s) {
            BootstrapScript b(s);
            const Bytes inner = b.chain().frame(0, 0, b.plaintext);
            refuse_then_converse(
                b,
                cat({b.header(), s.kit().seal(b.keys.bootstrap_key, b.nonce, inner, b.header())}),
                "decryption_failed");
          });
  out.add({"x3dh-prekey/resealed-schedule/aad-without-nonce",
           "The seal covers the header up to the nonce",
           {"SMX1-02"},
           {"KeySchedule", "Resealed"}},
          [](Scenario& s) {
            BootstrapScript b(s);
            const Bytes header = b.header();
            const Bytes inner = b.chain().frame(0, 0, b.plaintext);
            const Bytes aad = cat({b.keys.ad, slice(header, 0, header.size() - 12)});
            refuse_then_converse(
                b, cat({header, s.kit().seal(b.keys.bootstrap_key, b.nonce, inner, aad)}),
                "decryption_failed");
          });
}

}  // namespace

void fill_x3dh_respond(SuiteWriter& out) {
  tampered(out);
  senders(out);
  responder_prekeys(out);
  resealed_form(out);
  resealed_inner(out);
  resealed_schedule(out);
}

}  // namespace smx::vectors
