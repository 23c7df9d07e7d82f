// Ed25519 as profiled (strict, cofactorless) and the signature of a signed prekey.
#include <fmt/format.h>

#include "actors.h"
#include "bad_texts.h"
#include "ed25519_edges.h"
#include "suite.h"

namespace smx::vectors {
namespace {

/// The order of the base point, little-endian.
const char* const kOrder = "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010";

/// a + b of two little-endian numbers of 32 bytes, modulo 2^256.
Bytes add_le(Bytes a, const Bytes& b) {
  unsigned carry = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const unsigned sum = static_cast<unsigned>(a[i]) + b[i] + carry;
    a[i] = static_cast<std::uint8_t>(sum);
    carry = sum >> 8U;
  }
  return a;
}

Json verification(const Bytes& key, const Bytes& message, const Bytes& signature) {
  return {{"public_key", hex(key)}, {"message", hex(message)}, {"signature", hex(signature)}};
}

void signing(SuiteWriter& out) {
  out.group("spk-signature/ed25519-sign", "RFC 8032: published answers and determinism");
  struct Row {
    const char* id;
    const char* seed;
    const char* public_key;
    const char* message;
    const char* signature;
  };
  const Row rows[] = {
      {"rfc8032-1", "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
       "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
       "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
       "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"},
      {"rfc8032-2", "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
       "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
       "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
       "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"},
      {"rfc8032-3", "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
       "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
       "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
       "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"},
  };
  for (const Row& row : rows) {
    out.add({fmt::format("spk-signature/ed25519-sign/{}", row.id),
             "Published answer, then verified",
             {"PRIM-12", "PRIM-16"}},
            [&](Scenario& s) {
              StepOptions options;
              options.must = {{"signature", row.signature}};
              s.ok("ed25519.sign", {{"private_key", row.seed}, {"message", row.message}}, options);
              s.ok("ed25519.verify",
                   verification(unhex(row.public_key), unhex(row.message), unhex(row.signature)));
            });
  }
  out.add({"spk-signature/ed25519-sign/deterministic",
           "One message signed twice, another once",
           {"PRIM-12"}},
          [](Scenario& s) {
            const Json in = {{"private_key", s.hex_key("seed")},
                             {"message", hex(s.plaintext("m"))}};
            StepOptions same;
            same.must = {{"signature", s.ok("ed25519.sign", in).at("signature")}};
            s.ok("ed25519.sign", in, same);
            s.ok("ed25519.sign",
                 {{"private_key", s.hex_key("seed")}, {"message", hex(s.plaintext("n"))}});
          });
  for (const std::size_t size : {31U, 33U, 64U}) {
    out.add({fmt::format("spk-signature/ed25519-sign/seed-of-{}", size),
             "The private key is the 32-byte seed",
             {"PRIM-04"},
             {"WrongLength"}},
            [size](Scenario& s) {
              s.reject("ed25519.sign",
                       {{"private_key", s.hex_key("seed", size)}, {"message", "6d"}}, "malformed");
              s.twin({{"private_key", s.hex_key("seed")}});
            });
  }
}

void strict_edges(SuiteWriter& out) {
  out.group("spk-signature/ed25519-edges",
            "Small-order, non-canonical and mixed-order keys and signatures: constants");
  for (const Ed25519Edge& edge : ed25519_edges()) {
    const bool small = edge.name.starts_with("small-order");
    const bool canonical =
        !edge.name.starts_with("non-canonical") && !edge.name.starts_with("a-not");
    const char* clause = small ? "PRIM-15" : canonical ? "PRIM-16" : "PRIM-14";
    const char* flag = small ? "SmallOrder" : canonical ? "Cofactor" : "NonCanonical";
    out.add({fmt::format("spk-signature/ed25519-edges/{}", edge.name),
             edge.comment,
             {clause, "PRIM-17"},
             {flag}},
            [&](Scenario& s) {
              const Json in =
                  verification(unhex(edge.public_key), unhex(edge.message), unhex(edge.signature));
              if (edge.accepted) {
                s.ok("ed25519.verify", in);
                return;
              }
              s.reject("ed25519.verify", in, "bad_signature");
              s.no_twin("the point itself is the fault, and key, message and signature hang on it");
            });
  }
}

void scalar_edges(SuiteWriter& out) {
  out.group("spk-signature/ed25519-scalar", "S at and past the group order");
  for (int times = 1; times <= 15; ++times) {
    if (times > 3 && times != 7 && times != 15) continue;
    out.add({fmt::format("spk-signature/ed25519-scalar/s-plus-{}-l", times),
             "A valid signature with a multiple of L added to S: the equation still holds",
             {"PRIM-13", "PRIM-17"},
             {"ScalarRange"}},
            [times](Scenario& s) {
              const KeyPair keys = ed25519_pair(s, "signer");
              const Bytes message = s.plaintext("m");
              const Bytes good = s.kit().ed25519_sign(keys.private_key, message);
              Bytes scalar = slice(good, 32, 32);
              for (int i = 0; i < times; ++i) scalar = add_le(scalar, unhex(kOrder));
              const Bytes bad = cat({slice(good, 0, 32), scalar});
              s.reject("ed25519.verify", verification(keys.public_key, message, bad),
                       "bad_signature");
              s.twin({{"signature", hex(good)}});
            });
  }
  struct Row {
    const char* id;
    const char* comment;
    std::string scalar;
  };
  const Row rows[] = {
      {"s-equals-l", "S = L", kOrder},
      {"s-zero", "S = 0 under an honest key", std::string(64, '0')},
      {"s-all-ones", "S = 2^256 - 1", std::string(64, 'f')},
  };
  for (const Row& row : rows) {
    out.add({fmt::format("spk-signature/ed25519-scalar/{}", row.id),
             row.comment,
             {"PRIM-13", "PRIM-17"},
             {"ScalarRange"}},
            [&](Scenario& s) {
              const KeyPair keys = ed25519_pair(s, "signer");
              const Bytes message = s.plaintext("m");
              const Bytes good = s.kit().ed25519_sign(keys.private_key, message);
              s.reject(
                  "ed25519.verify",
                  verification(keys.public_key, message, replaced(good, 32, unhex(row.scalar))),
                  "bad_signature");
              s.twin({{"signature", hex(good)}});
            });
  }
}

void broken(SuiteWriter& out) {
  out.group("spk-signature/ed25519-broken", "Signatures that do not belong");
  for (const auto& [id, at] : {std::pair{"r-first-bit", 0}, std::pair{"r-last-bit", 31},
                               std::pair{"s-first-bit", 32}, std::pair{"s-last-bit", 62}}) {
    out.add(
        {fmt::format("spk-signature/ed25519-broken/{}", id),
         "One bit of the signature flipped",
         {"PRIM-16", "PRIM-17"},
         {"TamperedSignature"}},
        [offset = static_cast<std::ptrdiff_t>(at)](Scenario& s) {
          const KeyPair keys = ed25519_pair(s, "signer");
          const Bytes message = s.plaintext("m");
          s.ok("ed25519.sign", {{"private_key", hex(keys.private_key)}, {"message", hex(message)}});
          s.reject(
              "ed25519.verify", {{"public_key", hex(keys.public_key)}, {"message", hex(message)}},
              "bad_signature", {.from = From{0, "signature", "signature", {Patch::flip(offset)}}});
          s.ok("ed25519.verify", {{"public_key", hex(keys.public_key)}, {"message", hex(message)}},
               {.from = From{0, "signature", "signature"}});
        });
  }
  struct Length {
    const char* id;
    const char* member;
    std::size_t size;
  };
  for (const Length& row :
       {Length{"public-key-of-31", "public_key", 31}, Length{"public-key-of-33", "public_key", 33},
        Length{"public-key-empty", "public_key", 0}, Length{"signature-of-63", "signature", 63},
        Length{"signature-of-65", "signature", 65}, Length{"signature-empty", "signature", 0}}) {
    out.add({fmt::format("spk-signature/ed25519-broken/{}", row.id),
             "A wrong length is malformed, not bad_signature",
             {"PRIM-04", "PRIM-17"},
             {"WrongLength"}},
            [&](Scenario& s) {
              const KeyPair keys = ed25519_pair(s, "signer");
              const Bytes message = s.plaintext("m");
              const Json good = verification(keys.public_key, message,
                                             s.kit().ed25519_sign(keys.private_key, message));
              Json bad = good;
              bad[row.member] = s.hex_key("other", row.size);
              s.reject("ed25519.verify", bad, "malformed");
              s.twin({{row.member, good.at(row.member)}});
            });
  }
}

/// The signed prekey of one device, as spk.verify sees it.
struct Signed {
  KeyPair signing;
  Bytes identity_key, public_key, key_id, signature;

  Json json() const {
    return {{"signing_key", hex(signing.public_key)},
            {"identity_key", hex(identity_key)},
            {"public_key", hex(public_key)},
            {"key_id", hex(key_id)},
            {"signature", hex(signature)}};
  }
};

Signed signed_prekey(Scenario& s, std::string_view id = "спк-2026-α") {
  Signed out;
  out.signing = ed25519_pair(s, "signing");
  out.identity_key = x25519_pair(s, "identity").public_key;
  out.public_key = x25519_pair(s, "spk").public_key;
  out.key_id = text(id);
  out.signature =
      sign_spk(s.kit(), out.signing.private_key, out.identity_key, out.public_key, out.key_id);
  return out;
}

void spk_accepted(SuiteWriter& out) {
  out.group("spk-signature/spk-accepted", "Signed and verified");
  struct Row {
    const char* id;
    std::string key_id;
  };
  const Row rows[] = {{"cyrillic", "спк-2026-α"},
                      {"one-byte", "s"},
                      {"emoji", "ключ😀"},
                      {"sixty-four-bytes", std::string(64, 'k')}};
  for (const Row& row : rows) {
    out.add({fmt::format("spk-signature/spk-accepted/{}", row.id),
             "Signed, the raw message verified as Ed25519, then as a signed prekey",
             {"KEY-09"}},
            [&](Scenario& s) {
              const Signed value = signed_prekey(s, row.key_id);
              StepOptions options;
              options.must = {{"signature", hex(value.signature)}};
              s.ok("spk.sign",
                   {{"signing_private", hex(value.signing.private_key)},
                    {"identity_key", hex(value.identity_key)},
                    {"public_key", hex(value.public_key)},
                    {"key_id", hex(value.key_id)}},
                   options);
              s.ok("ed25519.verify",
                   verification(value.signing.public_key,
                                spk_message(value.identity_key, value.public_key, value.key_id),
                                value.signature));
              s.ok("spk.verify", value.json());
            });
  }
}

void spk_forged(SuiteWriter& out) {
  out.group("spk-signature/spk-forged",
            "Valid Ed25519 signatures by the right key over the wrong bytes");
  struct Row {
    const char* id;
    const char* comment;
    Bytes (*message)(Scenario&, const Signed&);
  };
  static const Row kRows[] = {
      {"raw-key", "Over the raw prekey alone",
       [](Scenario&, const Signed& v) { return v.public_key; }},
      {"hex-key", "Over the hex of the prekey",
       [](Scenario&, const Signed& v) { return text(hex(v.public_key)); }},
      {"without-key-id", "Without the key id",
       [](Scenario&, const Signed& v) { return spk_message(v.identity_key, v.public_key, {}); }},
      {"without-identity", "Without the identity key",
       [](Scenario&, const Signed& v) { return spk_message({}, v.public_key, v.key_id); }},
      {"without-label", "Without the label",
       [](Scenario&, const Signed& v) { return cat({v.identity_key, v.public_key, v.key_id}); }},
      {"keys-swapped", "Prekey before identity key",
       [](Scenario&, const Signed& v) {
         return spk_message(v.public_key, v.identity_key, v.key_id);
       }},
      {"key-id-first", "Key id before the keys",
       [](Scenario&, const Signed& v) {
         return spk_message(v.key_id, v.identity_key, v.public_key);
       }},
      {"label-terminated", "Label with a terminator",
       [](Scenario&, const Signed& v) {
         return cat({text("SemaFore-SPK-v1"), {0}, v.identity_key, v.public_key, v.key_id});
       }},
      {"label-lower-case", "Label in lower case",
       [](Scenario&, const Signed& v) {
         return cat({text("semafore-spk-v1"), v.identity_key, v.public_key, v.key_id});
       }},
      {"key-id-with-length", "Key id behind its length",
       [](Scenario&, const Signed& v) {
         return spk_message(v.identity_key, v.public_key, cat({be16(v.key_id.size()), v.key_id}));
       }},
      {"key-id-terminated", "Key id with a terminator",
       [](Scenario&, const Signed& v) {
         return spk_message(v.identity_key, v.public_key, cat({v.key_id, {0}}));
       }},
      {"with-signing-key", "The signing key in the message as well",
       [](Scenario&, const Signed& v) {
         return cat({text("SemaFore-SPK-v1"), v.identity_key, v.signing.public_key, v.public_key,
                     v.key_id});
       }},
      {"another-identity", "Over another device's identity key",
       [](Scenario& s, const Signed& v) {
         return spk_message(x25519_pair(s, "another identity").public_key, v.public_key, v.key_id);
       }},
      {"another-prekey", "Over another prekey under the same id",
       [](Scenario& s, const Signed& v) {
         return spk_message(v.identity_key, x25519_pair(s, "another spk").public_key, v.key_id);
       }},
      {"another-key-id", "Over the same prekey under another id",
       [](Scenario&, const Signed& v) {
         return spk_message(v.identity_key, v.public_key, text("спк-2026-β"));
       }},
      {"key-id-other-form", "Over an id that differs only by normalisation",
       [](Scenario&, const Signed& v) {
         return spk_message(v.identity_key, v.public_key, cat({v.key_id, text("\u0301")}));
       }},
      {"x3dh-label", "Under another label of the contract",
       [](Scenario&, const Signed& v) {
         return cat({text("SemaFore-X3DH-v1"), v.identity_key, v.public_key, v.key_id});
       }},
  };
  for (const Row& row : kRows) {
    out.add({fmt::format("spk-signature/spk-forged/{}", row.id),
             row.comment,
             {"KEY-09", "PRIM-17"},
             {"WrongMessage"}},
            [&](Scenario& s) {
              const Signed good = signed_prekey(s);
              Signed bad = good;
              bad.signature = s.kit().ed25519_sign(good.signing.private_key, row.message(s, good));
              s.reject("spk.verify", bad.json(), "bad_signature");
              s.twin({{"signature", hex(good.signature)}});
            });
  }
}

void spk_swapped(SuiteWriter& out) {
  out.group("spk-signature/spk-swapped",
            "A field that was not signed in the place of one that was");
  struct Row {
    const char* id;
    const char* comment;
    const char* member;
    Bytes (*value)(Scenario&, const Signed&);
  };
  static const Row kRows[] = {
      {"other-signing-key", "Another device's signing key", "signing_key",
       [](Scenario& s, const Signed&) { return ed25519_pair(s, "other signing").public_key; }},
      {"identity-as-signing-key", "The X25519 identity key given as the Ed25519 key", "signing_key",
       [](Scenario&, const Signed& v) { return v.identity_key; }},
      {"other-identity", "Another identity key", "identity_key",
       [](Scenario& s, const Signed&) { return x25519_pair(s, "other identity").public_key; }},
      {"signing-key-as-identity", "The signing key given as the identity key", "identity_key",
       [](Scenario&, const Signed& v) { return v.signing.public_key; }},
      {"identity-high-bit", "The identity key with its high bit set: the same point, other bytes",
       "identity_key",
       [](Scenario&, const Signed& v) {
         Bytes key = v.identity_key;
         key[31] ^= 0x80U;
         return key;
       }},
      {"prekey-high-bit", "The prekey with its high bit set: the same point, other bytes",
       "public_key",
       [](Scenario&, const Signed& v) {
         Bytes key = v.public_key;
         key[31] ^= 0x80U;
         return key;
       }},
      {"low-order-prekey", "u = 1 as the prekey: only the signature is judged here", "public_key",
       [](Scenario&, const Signed&) { return replaced(repeat(0, 32), 0, {1}); }},
      {"key-id-other-case", "The key id in another case", "key_id",
       [](Scenario&, const Signed&) { return text("СПК-2026-α"); }},
      {"key-id-with-space", "The key id with a space behind it", "key_id",
       [](Scenario&, const Signed& v) { return cat({v.key_id, text(" ")}); }},
      {"key-id-prefix", "The key id without its last character", "key_id",
       [](Scenario&, const Signed& v) { return slice(v.key_id, 0, v.key_id.size() - 2); }},
  };
  for (const Row& row : kRows) {
    out.add({fmt::format("spk-signature/spk-swapped/{}", row.id),
             row.comment,
             {"KEY-06", "KEY-09", "PRIM-17"},
             {"SwappedFields"}},
            [&](Scenario& s) {
              const Signed good = signed_prekey(s);
              Json bad = good.json();
              bad[row.member] = hex(row.value(s, good));
              s.reject("spk.verify", bad, "bad_signature");
              s.twin({{row.member, good.json().at(row.member)}});
            });
  }
  out.add({"spk-signature/spk-swapped/boundary-moved",
           "The last byte of the prekey cannot move into the key id: 31 bytes are malformed",
           {"KEY-09", "PRIM-04"},
           {"WrongLength"}},
          [](Scenario& s) {
            const Signed good = signed_prekey(s);
            Signed bad = good;
            bad.public_key.pop_back();
            s.reject("spk.verify", bad.json(), "malformed");
            s.twin({{"public_key", hex(good.public_key)}});
          });
  for (const SpkEdge& edge : spk_edges()) {
    out.add({fmt::format("spk-signature/spk-swapped/{}", edge.name),
             "A small-order signing key: without the order check anyone can sign for it",
             {"PRIM-15", "KEY-09"},
             {"SmallOrder"}},
            [&](Scenario& s) {
              s.reject("spk.verify",
                       {{"signing_key", edge.signing_key},
                        {"identity_key", edge.identity_key},
                        {"public_key", edge.public_key},
                        {"key_id", edge.key_id},
                        {"signature", edge.signature}},
                       "bad_signature");
              s.no_twin("the signature hangs on the small-order key: no other key verifies it");
            });
  }
}

void spk_key_ids(SuiteWriter& out) {
  out.group("spk-signature/spk-key-id", "Key ids are judged before the signature, on both sides");
  std::vector<BadText> rows = {{"empty", "No bytes", "EmptyId", {}},
                               {"65-bytes", "One byte too many", "LengthLimit", repeat('k', 65)}};
  for (const BadText& bad : bad_texts()) {
    if (bad.sample) rows.push_back(bad);
  }
  for (const BadText& bad : rows) {
    const char* clause = bad.flag == "ControlCharacter"                       ? "KEY-05"
                         : bad.flag == "EmptyId" || bad.flag == "LengthLimit" ? "KEY-03"
                                                                              : "KEY-04";
    out.add(
        {fmt::format("spk-signature/spk-key-id/{}", bad.name), bad.comment, {clause}, {bad.flag}},
        [&](Scenario& s) {
          Signed value = signed_prekey(s, "k");
          value.key_id = bad.bytes;
          value.signature =
              s.kit().ed25519_sign(value.signing.private_key,
                                   spk_message(value.identity_key, value.public_key, bad.bytes));
          s.reject("spk.sign",
                   {{"signing_private", hex(value.signing.private_key)},
                    {"identity_key", hex(value.identity_key)},
                    {"public_key", hex(value.public_key)},
                    {"key_id", hex(bad.bytes)}},
                   "malformed");
          s.reject("spk.verify", value.json(), "malformed");
          s.twin({{"key_id", hex_text("k")}}, "bad_signature");
        });
  }
  out.add({"spk-signature/spk-key-id/before-signature",
           "A bad key id together with a bad signature is malformed",
           {"KEY-05", "KEY-23"},
           {"CheckOrder"}},
          [](Scenario& s) {
            Signed value = signed_prekey(s, "k");
            value.key_id = text("k\n");
            value.signature[40] ^= 4;
            s.reject("spk.verify", value.json(), "malformed");
            s.twin({{"key_id", hex_text("k")}}, "bad_signature");
          });
}

}  // namespace

void fill_spk_signature(SuiteWriter& out) {
  signing(out);
  strict_edges(out);
  scalar_edges(out);
  broken(out);
  spk_accepted(out);
  spk_forged(out);
  spk_swapped(out);
  spk_key_ids(out);
}

}  // namespace smx::vectors
