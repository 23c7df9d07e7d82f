// X3DH and the bootstrap envelope between bare sessions: what an initiator accepts of a bundle, and
// that both sides agree. What a responder refuses is in suite_x3dh_respond.cpp.
#include "suite_x3dh.h"

#include <fmt/format.h>

#include "bad_texts.h"
#include "bootstrap_script.h"
#include "ed25519_edges.h"
#include "low_order.h"

namespace smx::vectors {
namespace {

void agreed(SuiteWriter& out) {
  out.group("x3dh-prekey/agreed", "Both sides give the same bytes");
  for (const bool with_opk : {true, false}) {
    out.add({fmt::format("x3dh-prekey/agreed/{}", with_opk ? "with-opk" : "without-opk"),
             "Envelope, answer and continuation, with every intermediate value",
             {"X3DH-04", "X3DH-05", "X3DH-06", "X3DH-08", "X3DH-09", "X3DH-10", "SMX1-01",
              "SMX1-02", "SMX1-03", "PRIM-02"}},
            [with_opk](Scenario& s) {
              BootstrapScript b(s, with_opk ? 1 : kNoOpk);
              const std::size_t first = b.initiate();
              if (s.output(first, "envelope") != b.genuine(0, b.plaintext)) {
                throw BuildError(s.id() + ": the envelope is not the one made by hand");
              }
              b.respond(first);
              b.converse();
              s.ok("dr.state", {{"session", "alice"}});
              s.ok("dr.state", {{"session", "bob"}});
            });
  }
  struct Row {
    const char* id;
    const char* comment;
    std::string spk_id;
    std::string opk_id;
  };
  const Row rows[] = {
      {"ids-of-one-byte", "The shortest ids", "s", "o"},
      {"ids-of-64-bytes", "The longest ids", std::string(64, 's'), std::string(63, 'o') + "p"},
      {"same-id", "One id for both prekeys: separate name spaces", "ключ-1", "ключ-1"},
      {"emoji", "Characters of four bytes", "🔑1", "🗝️"},
  };
  for (const Row& row : rows) {
    out.add({fmt::format("x3dh-prekey/agreed/{}", row.id),
             row.comment,
             {"KEY-03", "KEY-07", "SMX1-01"}},
            [&](Scenario& s) {
              BootstrapScript b(s, 0, row.spk_id);
              b.bob.opks[0].id = text(row.opk_id);
              b.respond(b.initiate());
              b.converse();
            });
  }
  out.add({"x3dh-prekey/agreed/empty-plaintext", "An empty first message", {"DRV1-03"}},
          [](Scenario& s) {
            BootstrapScript b(s);
            b.plaintext.clear();
            b.respond(b.initiate());
            b.converse();
          });
  out.add(
      {"x3dh-prekey/agreed/longest",
       "65,536 bytes under ids of 64 bytes: the longest envelope there is",
       {"SMX1-11", "DRV1-03"},
       {"LengthLimit"}},
      [](Scenario& s) {
        BootstrapScript b(s, 0, std::string(64, 's'));
        b.bob.opks[0].id = text(std::string(64, 'o'));
        b.plaintext = s.key("plaintext", 65536);
        const std::size_t first = b.initiate();
        StepOptions options;
        options.from = From{first, "envelope", "envelope"};
        options.pin = std::vector<std::string>();
        s.ok("x3dh.respond", b.respond_request(), options);
        b.converse();
      },
      Traces::kNone);
  for (const char* key : {"identity", "spk", "opk"}) {
    out.add({fmt::format("x3dh-prekey/agreed/high-bit-{}", key),
             "A public key of the bundle with its high bit set: taken as it is, masked in the DH",
             {"PRIM-09", "X3DH-09"},
             {"NonCanonical"}},
            [key = std::string(key)](Scenario& s) {
              BootstrapScript b(s);
              Bytes& target = key == "identity" ? b.bob.identity.public_key
                              : key == "spk"    ? b.bob.spk.keys.public_key
                                                : b.bob.opks[0].keys.public_key;
              target[31] |= 0x80U;
              b.bob.spk_signature =
                  sign_spk(s.kit(), b.bob.signing.private_key, b.bob.identity.public_key,
                           b.bob.spk.keys.public_key, b.bob.spk.id);
              const std::size_t first = b.initiate();
              if (key == "identity") {
                // AD holds the bytes of the bundle: the responder's own are others.
                b.refuse(first, {}, "decryption_failed");
                s.no_twin("the two sides hold different bytes of one point in their AD");
              } else {
                b.respond(first);
                b.converse();
              }
            });
  }
  out.add({"x3dh-prekey/agreed/unreduced-opk",
           "u = p + 5 as one-time prekey: not judged, reduced",
           {"PRIM-09", "X3DH-12"},
           {"NonCanonical"}},
          [](Scenario& s) {
            BootstrapScript b(s);
            b.bob.opks[0].keys.public_key = unreduced(5);
            b.initiate();
          });
  out.add({"x3dh-prekey/agreed/wrong-opk",
           "An OPK that is not bob's: alice cannot know, bob refuses",
           {"X3DH-12", "SMX1-18"},
           {"WrongPrekey"}},
          [](Scenario& s) {
            BootstrapScript b(s);
            Json bundle = b.bob_bundle();
            bundle["one_time_prekey"]["public_key"] = hex(b.bob.opks[1].keys.public_key);
            const std::size_t wrong = b.initiate(bundle);
            b.refuse(wrong, {}, "decryption_failed");
            s.twin({{"envelope", hex(b.genuine(0, b.plaintext))}});
            b.respond(b.initiate());
            b.converse();
          });
}

Json with(Json bundle, const char* member, const Bytes& value) {
  bundle[member] = hex(value);
  return bundle;
}

Json with_spk(Json bundle, const char* member, const Bytes& value) {
  bundle["signed_prekey"][member] = hex(value);
  return bundle;
}

/// bob's bundle with `member` replaced and the signature made anew over what is there.
Json resigned(BootstrapScript& b, Json bundle) {
  const Json& spk = bundle.at("signed_prekey");
  const Bytes signature = b.scenario().kit().ed25519_sign(
      b.bob.signing.private_key, spk_message(unhex(bundle.at("identity_key").get<std::string>()),
                                             unhex(spk.at("public_key").get<std::string>()),
                                             unhex(spk.at("key_id").get<std::string>())));
  return with_spk(std::move(bundle), "signature", signature);
}

void signature_faults(SuiteWriter& out) {
  out.group("x3dh-prekey/bundle-signature", "Bundles whose signature does not hold",
            Traces::kRefusals);
  struct Row {
    const char* id;
    const char* comment;
    Json (*make)(BootstrapScript&);
  };
  static const Row kRows[] = {
      {"flipped", "A bit of R",
       [](BootstrapScript& b) {
         Bytes signature = b.bob.spk_signature;
         signature[7] ^= 0x08U;
         return with_spk(b.bob_bundle(), "signature", signature);
       }},
      {"other-signing-key", "Another signing key in the bundle",
       [](BootstrapScript& b) {
         return with(b.bob_bundle(), "signing_key", ed25519_pair(b.scenario(), "other").public_key);
       }},
      {"other-identity", "Another identity key in the bundle",
       [](BootstrapScript& b) {
         return with(b.bob_bundle(), "identity_key", x25519_pair(b.scenario(), "o").public_key);
       }},
      {"other-prekey", "Another prekey under the signed id",
       [](BootstrapScript& b) {
         return with_spk(b.bob_bundle(), "public_key", x25519_pair(b.scenario(), "o").public_key);
       }},
      {"other-key-id", "Another id over the signed prekey",
       [](BootstrapScript& b) { return with_spk(b.bob_bundle(), "key_id", text("спк-2026-β")); }},
      {"over-prekey-alone", "Signed over the raw prekey, as in the X3DH paper",
       [](BootstrapScript& b) {
         return with_spk(
             b.bob_bundle(), "signature",
             b.scenario().kit().ed25519_sign(b.bob.signing.private_key, b.bob.spk.keys.public_key));
       }},
  };
  for (const Row& row : kRows) {
    out.add({fmt::format("x3dh-prekey/bundle-signature/{}", row.id),
             row.comment,
             {"X3DH-02", "KEY-09", "KEY-23"},
             {"TamperedSignature"}},
            [&](Scenario& s) {
              BootstrapScript b(s);
              b.refuse_initiate(row.make(b), "bad_signature");
              s.twin({{"bundle", b.bob_bundle()}});
              b.respond(b.initiate());
              b.converse();
            });
  }
  out.add({"x3dh-prekey/bundle-signature/halves-swapped",
           "Identity and signing key in each other's place",
           {"X3DH-02", "KEY-01"},
           {"SwappedFields"}},
          [](Scenario& s) {
            BootstrapScript b(s);
            Json bundle = with(b.bob_bundle(), "identity_key", b.bob.signing.public_key);
            bundle["signing_key"] = hex(b.bob.identity.public_key);
            b.refuse_initiate(bundle, "bad_signature");
            s.twin({{"bundle", b.bob_bundle()}});
            b.respond(b.initiate());
            b.converse();
          });
  for (const SpkEdge& edge : spk_edges()) {
    if (!edge.name.ends_with("1") && !edge.name.ends_with("4")) continue;
    out.add({fmt::format("x3dh-prekey/bundle-signature/{}", edge.name),
             "A small-order signing key under which the equation holds",
             {"X3DH-02", "PRIM-15"},
             {"SmallOrder"}},
            [&](Scenario& s) {
              BootstrapScript b(s);
              b.refuse_initiate({{"identity_key", edge.identity_key},
                                 {"signing_key", edge.signing_key},
                                 {"signed_prekey",
                                  {{"key_id", edge.key_id},
                                   {"public_key", edge.public_key},
                                   {"signature", edge.signature}}}},
                                "bad_signature");
              s.no_twin("the signature hangs on the small-order key: no other key verifies it");
            });
  }
}

void form_faults(SuiteWriter& out) {
  out.group("x3dh-prekey/bundle-form", "Bundles of bad form, and the order of the checks");
  for (const char* which : {"identity", "signing", "both"}) {
    out.add({fmt::format("x3dh-prekey/bundle-form/own-{}", which),
             "Our own key in the bundle: one equal half is enough",
             {"KEY-14", "X3DH-01"},
             {"Reflection"}},
            [which = std::string(which)](Scenario& s) {
              BootstrapScript b(s);
              const Bytes other_seed = b.bob.signing.private_key;
              Person mirror = b.bob;
              if (which != "signing") mirror.identity = b.alice.identity;
              if (which != "identity") mirror.signing = b.alice.signing;
              mirror.spk_signature =
                  sign_spk(s.kit(), mirror.signing.private_key, mirror.identity.public_key,
                           mirror.spk.keys.public_key, mirror.spk.id);
              b.refuse_initiate(bundle(mirror), "malformed");
              s.twin({{"bundle", b.bob_bundle()}});
              b.respond(b.initiate());
              b.converse();
            });
  }
  std::vector<BadText> ids = {{"empty", "No bytes", "EmptyId", {}},
                              {"65-bytes", "One byte too many", "LengthLimit", repeat('k', 65)}};
  for (const BadText& bad : bad_texts()) {
    if (bad.sample && ids.size() < 7) ids.push_back(bad);
  }
  for (const BadText& bad : ids) {
    for (const bool opk : {false, true}) {
      out.add({fmt::format("x3dh-prekey/bundle-form/{}-id-{}", opk ? "opk" : "spk", bad.name),
               fmt::format("{}: {}, properly signed", opk ? "OPK id" : "SPK id", bad.comment),
               {"KEY-03", "KEY-23", "X3DH-01"},
               {bad.flag}},
              [&, opk](Scenario& s) {
                BootstrapScript b(s);
                Json bad_bundle = b.bob_bundle();
                bad_bundle[opk ? "one_time_prekey" : "signed_prekey"]["key_id"] = hex(bad.bytes);
                b.refuse_initiate(resigned(b, bad_bundle), "malformed");
                s.twin({{"bundle", b.bob_bundle()}});
              });
    }
  }
  struct Length {
    const char* id;
    const char* outer;
    const char* member;
    std::size_t size;
  };
  for (const Length& row : {Length{"identity-of-31", "", "identity_key", 31},
                            Length{"signing-key-of-33", "", "signing_key", 33},
                            Length{"prekey-of-33", "signed_prekey", "public_key", 33},
                            Length{"signature-of-63", "signed_prekey", "signature", 63},
                            Length{"opk-of-31", "one_time_prekey", "public_key", 31}}) {
    out.add({fmt::format("x3dh-prekey/bundle-form/{}", row.id),
             "A wrong length is malformed",
             {"PRIM-04", "KEY-23"},
             {"WrongLength"}},
            [&](Scenario& s) {
              BootstrapScript b(s);
              Json bad = b.bob_bundle();
              const std::string value = s.hex_key("wrong length", row.size);
              if (*row.outer == '\0') {
                bad[row.member] = value;
              } else {
                bad[row.outer][row.member] = value;
              }
              b.refuse_initiate(bad, "malformed");
              s.twin({{"bundle", b.bob_bundle()}});
            });
  }
  out.add({"x3dh-prekey/bundle-form/before-signature",
           "A bad OPK id and a bad signature: malformed",
           {"KEY-23", "X3DH-01"},
           {"CheckOrder"}},
          [](Scenario& s) {
            BootstrapScript b(s);
            Json only_signature = with_spk(b.bob_bundle(), "signature", s.key("signature", 64));
            Json both = only_signature;
            both["one_time_prekey"]["key_id"] = hex_text("opk\t");
            b.refuse_initiate(both, "malformed");
            s.twin({{"bundle", only_signature}}, "bad_signature");
          });
  out.add({"x3dh-prekey/bundle-form/reflection-before-signature",
           "Our own identity key and a bad signature: malformed",
           {"KEY-14", "KEY-23"},
           {"CheckOrder", "Reflection"}},
          [](Scenario& s) {
            BootstrapScript b(s);
            const Json mirrored = with(b.bob_bundle(), "identity_key", b.alice.identity.public_key);
            b.refuse_initiate(mirrored, "malformed");
            s.twin({{"bundle",
                     with(b.bob_bundle(), "identity_key", x25519_pair(s, "nobody").public_key)}},
                   "bad_signature");
          });
}

void low_order(SuiteWriter& out) {
  out.group("x3dh-prekey/bundle-low-order", "Low order points in a properly signed bundle",
            Traces::kRefusals);
  for (const char* which : {"identity", "spk", "opk"}) {
    for (const LowOrderPoint& point : low_order_points()) {
      const bool sampled =
          point.name == "zero" || point.name == "order-8-a" || point.name == "p-minus-1-high-bit";
      if (!sampled) continue;
      out.add({fmt::format("x3dh-prekey/bundle-low-order/{}-{}", which, point.name),
               fmt::format("{}: {}", which, point.comment),
               {"X3DH-03", "PRIM-10"},
               {"LowOrderPoint"}},
              [&, which = std::string(which)](Scenario& s) {
                BootstrapScript b(s);
                Json bad = b.bob_bundle();
                if (which == "identity") {
                  bad["identity_key"] = hex(point.u);
                } else {
                  bad[which == "spk" ? "signed_prekey" : "one_time_prekey"]["public_key"] =
                      hex(point.u);
                }
                b.refuse_initiate(resigned(b, bad), "low_order_point");
                s.twin({{"bundle", b.bob_bundle()}});
                b.respond(b.initiate());
                b.converse();
              });
    }
  }
  out.add({"x3dh-prekey/bundle-low-order/after-signature",
           "A bad signature and a low order SPK: the signature speaks first",
           {"X3DH-02", "X3DH-03", "KEY-23"},
           {"CheckOrder"}},
          [](Scenario& s) {
            BootstrapScript b(s);
            const Json low = with_spk(b.bob_bundle(), "public_key", repeat(0, 32));
            b.refuse_initiate(low, "bad_signature");
            s.twin({{"bundle", resigned(b, low)}}, "low_order_point");
            b.respond(b.initiate());
            b.converse();
          });
  out.add({"x3dh-prekey/bundle-low-order/before-too-large",
           "A low order OPK and a plaintext of 65,537 bytes: the point speaks first",
           {"X3DH-13"},
           {"CheckOrder"}},
          [](Scenario& s) {
            BootstrapScript b(s);
            b.plaintext = s.key("plaintext", 65537);
            Json low = b.bob_bundle();
            low["one_time_prekey"]["public_key"] = hex(repeat(0, 32));
            b.refuse_initiate(low, "low_order_point");
            s.twin({{"bundle", b.bob_bundle()}}, "too_large");
          });
  out.add({"x3dh-prekey/bundle-low-order/too-large",
           "A good bundle and 65,537 bytes",
           {"X3DH-13"},
           {"LengthLimit"}},
          [](Scenario& s) {
            BootstrapScript b(s);
            b.plaintext = s.key("plaintext", 65537);
            b.refuse_initiate(b.bob_bundle(), "too_large");
            s.twin({{"plaintext", "70"}});
          });
}

}  // namespace

void fill_x3dh(SuiteWriter& out) {
  agreed(out);
  signature_faults(out);
  form_faults(out);
  low_order(out);
  fill_x3dh_respond(out);
}

}  // namespace smx::vectors
