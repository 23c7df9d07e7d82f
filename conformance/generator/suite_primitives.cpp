// X25519 and AES-256-GCM as the contract profiles them.
#include "suite_primitives.h"

#include <fmt/format.h>

#include "low_order.h"

namespace smx::vectors {
namespace {

Json dh(const Bytes& private_key, const Bytes& public_key) {
  return {{"private_key", hex(private_key)}, {"public_key", hex(public_key)}};
}

StepOptions must(Json outputs) {
  StepOptions options;
  options.must = std::move(outputs);
  return options;
}

void x25519_answers(SuiteWriter& out) {
  out.group("hkdf/x25519/answers",
            "Published answers of RFC 7748 and equalities that follow from it");
  struct Row {
    const char* id;
    const char* scalar;
    const char* u;
    const char* result;
  };
  const Row rows[] = {
      {"rfc7748-1", "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4",
       "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c",
       "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552"},
      {"rfc7748-2-high-bit", "4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d",
       "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493",
       "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957"},
  };
  for (const Row& row : rows) {
    out.add({fmt::format("hkdf/x25519/answers/{}", row.id), "Published answer", {"PRIM-09"}},
            [&](Scenario& s) {
              s.ok("x25519", dh(unhex(row.scalar), unhex(row.u)),
                   must({{"shared_secret", row.result}}));
            });
  }
  out.add({"hkdf/x25519/answers/iterated",
           "RFC 7748's iteration from 9: the first of them published",
           {"PRIM-09"}},
          [](Scenario& s) {
            Bytes k = repeat(0, 32);
            k[0] = 9;
            Bytes u = k;
            for (int i = 0; i < 8; ++i) {
              const Json expected = i == 0
                                        ? Json{{"shared_secret",
                                                "422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b78"
                                                "3c60e80311ae3079"}}
                                        : Json::object();
              s.ok("x25519", dh(k, u), must(expected));
              u = k;
              k = s.output(s.last(), "shared_secret");
            }
          });
  out.add({"hkdf/x25519/answers/both-sides",
           "Public keys of two private keys, then one shared secret",
           {"PRIM-09"}},
          [](Scenario& s) {
            Bytes base = repeat(0, 32);
            base[0] = 9;
            s.ok("x25519", dh(s.key("a"), base));
            s.ok("x25519", dh(s.key("b"), base));
            const Bytes a = s.output(0, "shared_secret");
            const Bytes b = s.output(1, "shared_secret");
            const Json secret = s.ok("x25519", dh(s.key("a"), b)).at("shared_secret");
            s.ok("x25519", dh(s.key("b"), a), must({{"shared_secret", secret}}));
          });
  out.add({"hkdf/x25519/answers/clamping",
           "The five clamped bits of a private key do not matter",
           {"PRIM-08"},
           {"Clamping"}},
          [](Scenario& s) {
            const Bytes u = s.kit().x25519_public(s.key("peer"));
            Bytes k = s.key("k");
            k[0] = static_cast<std::uint8_t>(k[0] & 0xf8U);
            k[31] = static_cast<std::uint8_t>((k[31] & 0x7fU) | 0x40U);
            const Json secret = s.ok("x25519", dh(k, u)).at("shared_secret");
            for (const auto& [at, mask] : {std::pair<std::size_t, unsigned>{0, 1},
                                           {0, 2},
                                           {0, 4},
                                           {31, 0x80},
                                           {31, 0x40},
                                           {0, 7},
                                           {31, 0xc0}}) {
              Bytes other = k;
              other[at] = static_cast<std::uint8_t>(other[at] ^ mask);
              s.ok("x25519", dh(other, u), must({{"shared_secret", secret}}));
            }
          });
  out.add({"hkdf/x25519/answers/high-bit-masked",
           "The high bit of a public key is masked",
           {"PRIM-09"},
           {"NonCanonical"}},
          [](Scenario& s) {
            Bytes u = s.kit().x25519_public(s.key("peer"));
            const Json secret = s.ok("x25519", dh(s.key("k"), u)).at("shared_secret");
            u[31] |= 0x80U;
            s.ok("x25519", dh(s.key("k"), u), must({{"shared_secret", secret}}));
          });
  for (std::uint8_t k = 2; k <= 18; ++k) {
    out.add({fmt::format("hkdf/x25519/answers/unreduced-p-plus-{}", k),
             fmt::format("u = p + {} is reduced to {}, with and without the high bit", k, k),
             {"PRIM-09"},
             {"NonCanonical"}},
            [k](Scenario& s) {
              Bytes reduced = repeat(0, 32);
              reduced[0] = k;
              const Json secret = s.ok("x25519", dh(s.key("k"), reduced)).at("shared_secret");
              Bytes u = unreduced(k);
              s.ok("x25519", dh(s.key("k"), u), must({{"shared_secret", secret}}));
              u[31] |= 0x80U;
              s.ok("x25519", dh(s.key("k"), u), must({{"shared_secret", secret}}));
            });
  }
}

void x25519_refused(SuiteWriter& out) {
  out.group("hkdf/x25519/refused", "Low order points and wrong lengths");
  for (const LowOrderPoint& point : low_order_points()) {
    out.add({fmt::format("hkdf/x25519/refused/{}", point.name),
             point.comment,
             {"PRIM-09", "PRIM-10"},
             {"LowOrderPoint"}},
            [&](Scenario& s) {
              s.reject("x25519", dh(s.key("k"), point.u), "low_order_point");
              s.twin({{"public_key", hex(s.kit().x25519_public(s.key("peer")))}});
            });
  }
  for (const std::size_t size : {0U, 31U, 33U, 64U}) {
    out.add({fmt::format("hkdf/x25519/refused/public-key-of-{}", size),
             "A public key has 32 bytes",
             {"PRIM-04"},
             {"WrongLength"}},
            [size](Scenario& s) {
              s.reject("x25519", dh(s.key("k"), s.key("u", size)), "malformed");
              s.twin({{"public_key", s.hex_key("u", 32)}});
            });
    out.add({fmt::format("hkdf/x25519/refused/private-key-of-{}", size),
             "A private key has 32 bytes",
             {"PRIM-04"},
             {"WrongLength"}},
            [size](Scenario& s) {
              s.reject("x25519", dh(s.key("k", size), s.key("u")), "malformed");
              s.twin({{"private_key", s.hex_key("k", 32)}});
            });
  }
}

struct Sealed {
  Bytes key, nonce, plaintext, aad, ciphertext;

  Json open() const {
    return {{"key", hex(key)},
            {"nonce", hex(nonce)},
            {"ciphertext", hex(ciphertext)},
            {"aad", hex(aad)}};
  }
  Json seal() const {
    return {
        {"key", hex(key)}, {"nonce", hex(nonce)}, {"plaintext", hex(plaintext)}, {"aad", hex(aad)}};
  }
};

void gcm_answers(SuiteWriter& out) {
  out.group("hkdf/aes256gcm/answers",
            "Published answers (the GCM specification's cases 13 to 16) and sizes");
  const std::string key = "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308";
  const std::string plaintext =
      "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
      "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255";
  const std::string ciphertext =
      "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
      "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad";
  struct Row {
    const char* id;
    Sealed value;
  };
  const Row rows[] = {
      {"gcm-13", {repeat(0, 32), repeat(0, 12), {}, {}, unhex("530f8afbc74536b9a963b4f1c4cb738b")}},
      {"gcm-14",
       {repeat(0, 32),
        repeat(0, 12),
        repeat(0, 16),
        {},
        unhex("cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919")}},
      {"gcm-15",
       {unhex(key),
        unhex("cafebabefacedbaddecaf888"),
        unhex(plaintext),
        {},
        unhex(ciphertext + "b094dac5d93471bdec1a502270e3cc6c")}},
      {"gcm-16",
       {unhex(key), unhex("cafebabefacedbaddecaf888"), unhex(plaintext.substr(0, 120)),
        unhex("feedfacedeadbeeffeedfacedeadbeefabaddad2"),
        unhex(ciphertext.substr(0, 120) + "76fc6ece0f4e1768cddf8853bb2d551b")}},
  };
  for (const Row& row : rows) {
    out.add({fmt::format("hkdf/aes256gcm/answers/{}", row.id),
             "Published answer, sealed and opened",
             {"PRIM-18"}},
            [&](Scenario& s) {
              s.ok("aes256gcm.seal", row.value.seal(),
                   must({{"ciphertext", hex(row.value.ciphertext)}}));
              s.ok("aes256gcm.open", row.value.open(),
                   must({{"plaintext", hex(row.value.plaintext)}}));
            });
  }
  out.add({"hkdf/aes256gcm/answers/sizes",
           "Plaintexts and associated data around the block of 16",
           {"PRIM-18"}},
          [](Scenario& s) {
            for (const std::size_t size : {0U, 1U, 15U, 16U, 17U, 33U}) {
              Sealed value = {
                  s.key("key"), s.key("nonce", 12), s.key("p", size), s.key("a", 33 - size), {}};
              s.ok("aes256gcm.seal", value.seal());
              value.ciphertext = s.output(s.last(), "ciphertext");
              s.ok("aes256gcm.open", value.open(), must({{"plaintext", hex(value.plaintext)}}));
            }
          });
  out.add({"hkdf/aes256gcm/answers/counter-carry",
           "4,113 bytes: the block counter carries past 255",
           {"PRIM-18"}},
          [](Scenario& s) {
            const Sealed value = {
                s.key("key"), s.key("nonce", 12), s.key("p", 4113), s.key("aad", 173), {}};
            s.ok("aes256gcm.seal", value.seal());
          });
}

void gcm_refused(SuiteWriter& out) {
  out.group("hkdf/aes256gcm/refused", "What must not open");
  struct Row {
    const char* id;
    const char* comment;
    void (*spoil)(Sealed&);
  };
  static const Row kRows[] = {
      {"tag-first-bit", "First bit of the tag",
       [](Sealed& v) { v.ciphertext[v.ciphertext.size() - 16] ^= 0x80U; }},
      {"tag-last-bit", "Last bit of the tag", [](Sealed& v) { v.ciphertext.back() ^= 0x01U; }},
      {"tag-byte-12", "A byte of the tag beyond 96 bits",
       [](Sealed& v) { v.ciphertext[v.ciphertext.size() - 4] ^= 0x10U; }},
      {"ciphertext-bit", "A bit of the ciphertext", [](Sealed& v) { v.ciphertext[5] ^= 0x20U; }},
      {"aad-bit", "A bit of the associated data", [](Sealed& v) { v.aad[7] ^= 0x04U; }},
      {"aad-shorter", "Associated data without its last byte", [](Sealed& v) { v.aad.pop_back(); }},
      {"aad-longer", "Associated data with a zero byte more",
       [](Sealed& v) { v.aad.push_back(0); }},
      {"aad-to-ciphertext", "A byte moved from the ciphertext to the associated data",
       [](Sealed& v) {
         v.aad.push_back(v.ciphertext.front());
         v.ciphertext.erase(v.ciphertext.begin());
       }},
      {"nonce-bit", "A bit of the nonce", [](Sealed& v) { v.nonce[11] ^= 0x01U; }},
      {"key-bit", "A bit of the key", [](Sealed& v) { v.key[31] ^= 0x01U; }},
      {"tag-truncated-to-12", "A tag of 12 bytes: never accepted",
       [](Sealed& v) { v.ciphertext.resize(v.ciphertext.size() - 4); }},
      {"ciphertext-longer", "A zero byte after the tag",
       [](Sealed& v) { v.ciphertext.push_back(0); }},
      {"fifteen-bytes", "Shorter than a tag", [](Sealed& v) { v.ciphertext.resize(15); }},
      {"empty", "No ciphertext at all", [](Sealed& v) { v.ciphertext.clear(); }},
  };
  const auto make = [](Scenario& s) {
    Sealed value = {s.key("key"), s.key("nonce", 12), s.plaintext("p"), s.key("aad", 21), {}};
    value.ciphertext = s.kit().seal(value.key, value.nonce, value.plaintext, value.aad);
    return value;
  };
  const auto repair = [](Scenario& s, const Json& good, const Json& bad) {
    Json set = Json::object();
    for (const auto& [name, value] : good.items()) {
      if (bad.at(name) != value) set[name] = value;
    }
    s.twin(set);
  };
  for (const Row& row : kRows) {
    out.add({fmt::format("hkdf/aes256gcm/refused/{}", row.id),
             row.comment,
             {"PRIM-18"},
             {"TamperedSeal"}},
            [&](Scenario& s) {
              const Sealed good = make(s);
              Sealed bad = good;
              row.spoil(bad);
              s.reject("aes256gcm.open", bad.open(), "decryption_failed");
              repair(s, good.open(), bad.open());
            });
  }
  out.add({"hkdf/aes256gcm/refused/every-tag-bit",
           "Each bit of the tag in turn, then the genuine one",
           {"PRIM-18"},
           {"TamperedSeal"}},
          [&](Scenario& s) {
            const Sealed good = make(s);
            for (std::size_t bit = 0; bit < 128; ++bit) {
              Sealed bad = good;
              bad.ciphertext[good.ciphertext.size() - 16 + bit / 8] ^=
                  static_cast<std::uint8_t>(1U << (bit % 8));
              s.reject("aes256gcm.open", bad.open(), "decryption_failed");
              repair(s, good.open(), bad.open());
            }
            s.ok("aes256gcm.open", good.open());
          });
  for (const auto& [name, size] : {std::pair{"key", 16}, std::pair{"key", 24}, std::pair{"key", 33},
                                   std::pair{"nonce", 8}, std::pair{"nonce", 16}}) {
    out.add({fmt::format("hkdf/aes256gcm/refused/{}-of-{}", name, size),
             "Keys have 32 bytes and nonces 12: nothing else is AES-256-GCM here",
             {"PRIM-04", "PRIM-18"},
             {"WrongLength"}},
            [&, member = std::string(name), length = static_cast<std::size_t>(size)](Scenario& s) {
              const Sealed good = make(s);
              Json seal = good.seal();
              seal[member] = s.hex_key("other", length);
              s.reject("aes256gcm.seal", seal, "malformed");
              Json open = good.open();
              open[member] = s.hex_key("other", length);
              s.reject("aes256gcm.open", open, "malformed");
              s.twin({{member, good.open().at(member)}});
            });
  }
}

}  // namespace

void fill_x25519(SuiteWriter& out) {
  x25519_answers(out);
  x25519_refused(out);
}

void fill_aes256gcm(SuiteWriter& out) {
  gcm_answers(out);
  gcm_refused(out);
}

}  // namespace smx::vectors
