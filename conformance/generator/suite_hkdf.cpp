// HKDF-SHA256 and HMAC-SHA256: the published answers, this contract's labels, and the edges where
// implementations differ (absent salt, empty and long inputs, NUL in info).
#include <fmt/format.h>

#include "suite.h"
#include "suite_primitives.h"

namespace smx::vectors {
namespace {

Json hkdf_in(const Bytes& salt, const Bytes& ikm, const Bytes& info, std::size_t length) {
  return {{"salt", hex(salt)}, {"ikm", hex(ikm)}, {"info", hex(info)}, {"length", length}};
}

/// 00 01 02 ... from `first`, `count` bytes.
Bytes counting(std::uint8_t first, std::size_t count) {
  Bytes out(count);
  for (std::size_t i = 0; i < count; ++i) out[i] = static_cast<std::uint8_t>(first + i);
  return out;
}

void rfc5869(SuiteWriter& out) {
  out.group("hkdf/rfc5869", "Appendix A.1 to A.3 of RFC 5869");
  struct Row {
    const char* id;
    Bytes salt, ikm, info;
    std::size_t length;
    const char* okm;
  };
  const Row rows[] = {
      {"a1", counting(0x00, 13), repeat(0x0b, 22), counting(0xf0, 10), 42,
       "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"},
      {"a2", counting(0x60, 80), counting(0x00, 80), counting(0xb0, 80), 82,
       "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41"
       "c65e590e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87"},
      {"a3",
       {},
       repeat(0x0b, 22),
       {},
       42,
       "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"},
  };
  for (const Row& row : rows) {
    out.add({fmt::format("hkdf/rfc5869/{}", row.id), "Published answer", {"PRIM-19"}},
            [&](Scenario& s) {
              StepOptions options;
              options.must = {{"okm", row.okm}};
              s.ok("hkdf.sha256", hkdf_in(row.salt, row.ikm, row.info, row.length), options);
            });
  }
}

void hkdf_labels(SuiteWriter& out) {
  out.group("hkdf/labels", "The four derivations of the contract");
  struct Row {
    const char* id;
    const char* info;
    std::size_t ikm, length;
    bool zero_salt;
    const char* clause_id;
  };
  const Row rows[] = {
      {"x3dh-three-dh", "SemaFore-X3DH-v1", 128, 32, true, "X3DH-08"},
      {"x3dh-four-dh", "SemaFore-X3DH-v1", 160, 32, true, "X3DH-08"},
      {"smx1", "SemaFore-SMX1-v1", 32, 64, true, "X3DH-10"},
      {"ratchet", "SemaFore-DR-v1-ratchet", 32, 64, false, "DR-01"},
      {"message", "SemaFore-DR-v1-message", 32, 44, true, "DR-03"},
  };
  for (const Row& row : rows) {
    out.add({fmt::format("hkdf/labels/{}", row.id),
             fmt::format("info \"{}\" without a terminator, {} bytes out", row.info, row.length),
             {"PRIM-19", "PRIM-03", row.clause_id},
             {"WrongLabel"}},
            [&](Scenario& s) {
              const Bytes salt = row.zero_salt ? repeat(0, 32) : s.key("salt");
              s.ok("hkdf.sha256", hkdf_in(salt, s.key("ikm", row.ikm), text(row.info), row.length));
            });
  }
  out.add({"hkdf/labels/each-differs",
           "One input under the four labels, one with a terminator and one in lower case",
           {"PRIM-03", "PRIM-06"},
           {"WrongLabel"}},
          [](Scenario& s) {
            for (const std::string& info :
                 {std::string("SemaFore-X3DH-v1"), std::string("SemaFore-SMX1-v1"),
                  std::string("SemaFore-DR-v1-ratchet"), std::string("SemaFore-DR-v1-message"),
                  std::string("SemaFore-X3DH-v1\0", 17), std::string("semafore-x3dh-v1")}) {
              s.ok("hkdf.sha256", hkdf_in(repeat(0, 32), s.key("ikm"), text(info), 32));
            }
          });
}

void edges(SuiteWriter& out) {
  out.group("hkdf/edges", "Salt, info and length at their edges");
  out.add({"hkdf/edges/absent-salt-is-zero",
           "An absent salt, 32 zero bytes and 64 zero bytes give one answer; 65 do not",
           {"PRIM-19"},
           {"AbsentSalt"}},
          [](Scenario& s) {
            const Bytes ikm = s.key("ikm");
            const Bytes info = text("SemaFore-X3DH-v1");
            const Json okm = s.ok("hkdf.sha256", hkdf_in({}, ikm, info, 32)).at("okm");
            StepOptions same;
            same.must = {{"okm", okm}};
            s.ok("hkdf.sha256", hkdf_in(repeat(0, 32), ikm, info, 32), same);
            s.ok("hkdf.sha256", hkdf_in(repeat(0, 64), ikm, info, 32), same);
            s.ok("hkdf.sha256", hkdf_in(repeat(0, 1), ikm, info, 32), same);
            s.ok("hkdf.sha256", hkdf_in(repeat(0, 65), ikm, info, 32));
          });
  out.add(
      {"hkdf/edges/info-with-nul", "Info is counted, not terminated", {"PRIM-19"}, {"NulInInfo"}},
      [](Scenario& s) {
        for (const char* info : {"00", "0000", "610062", "6100", "61", "0061"}) {
          s.ok("hkdf.sha256", hkdf_in(s.key("salt"), s.key("ikm"), unhex(info), 45));
        }
      });
  out.add(
      {"hkdf/edges/lengths",
       "0, 1, 31, 32, 33, 64 and 65 bytes: each is a prefix of the last",
       {"PRIM-19"}},
      [](Scenario& s) {
        const std::string whole = hex(s.kit().hkdf(s.key("salt"), s.key("ikm"), text("инфо"), 65));
        for (const std::size_t length : {0U, 1U, 31U, 32U, 33U, 64U, 65U}) {
          StepOptions prefix;
          prefix.must = {{"okm", whole.substr(0, 2 * length)}};
          s.ok("hkdf.sha256", hkdf_in(s.key("salt"), s.key("ikm"), text("инфо"), length), prefix);
        }
      });
  out.add({"hkdf/edges/longest",
           "8160 bytes: 255 blocks, the block counter reaches FF",
           {"PRIM-19"},
           {"LengthLimit"}},
          [](Scenario& s) {
            s.ok("hkdf.sha256", hkdf_in(s.key("salt"), s.key("ikm"), text("long"), 8160));
          });
  out.add({"hkdf/edges/empty-ikm", "No input keying material", {"PRIM-19"}}, [](Scenario& s) {
    s.ok("hkdf.sha256", hkdf_in(s.key("salt"), {}, text("i"), 32));
    s.ok("hkdf.sha256", hkdf_in({}, {}, {}, 32));
  });
  out.add({"hkdf/edges/salt-around-a-block",
           "Salts of 63, 64, 65 and 200 bytes: over 64 are hashed",
           {"PRIM-19"}},
          [](Scenario& s) {
            for (const std::size_t size : {63U, 64U, 65U, 200U}) {
              s.ok("hkdf.sha256", hkdf_in(s.key("salt", size), s.key("ikm"), text("i"), 33));
            }
          });
  out.add({"hkdf/edges/swapped-arguments",
           "Salt and input material are not interchangeable",
           {"PRIM-19"},
           {"SwappedFields"}},
          [](Scenario& s) {
            s.ok("hkdf.sha256", hkdf_in(s.key("a"), s.key("b"), text("i"), 32));
            s.ok("hkdf.sha256", hkdf_in(s.key("b"), s.key("a"), text("i"), 32));
          });
}

void hmac(SuiteWriter& out) {
  out.group("hkdf/hmac/rfc4231", "Test cases 1 to 4, 6 and 7 of RFC 4231");
  struct Row {
    const char* id;
    Bytes key, message;
    const char* tag;
  };
  const Row rows[] = {
      {"1", repeat(0x0b, 20), text("Hi There"),
       "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
      {"2", text("Jefe"), text("what do ya want for nothing?"),
       "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
      {"3", repeat(0xaa, 20), repeat(0xdd, 50),
       "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
      {"4", counting(0x01, 25), repeat(0xcd, 50),
       "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"},
      {"6", repeat(0xaa, 131), text("Test Using Larger Than Block-Size Key - Hash Key First"),
       "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
      {"7", repeat(0xaa, 131),
       text("This is a test using a larger than block-size key and a larger than block-size data. "
            "The key needs to be hashed before being used by the HMAC algorithm."),
       "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"},
  };
  for (const Row& row : rows) {
    out.add({fmt::format("hkdf/hmac/rfc4231/{}", row.id), "Published answer", {"PRIM-07"}},
            [&](Scenario& s) {
              StepOptions options;
              options.must = {{"tag", row.tag}};
              s.ok("hmac.sha256", {{"key", hex(row.key)}, {"message", hex(row.message)}}, options);
            });
  }
  out.group("hkdf/hmac/edges", "The chain step and empty inputs");
  out.add({"hkdf/hmac/edges/chain-step",
           "MK = HMAC(CK, 01), CK' = HMAC(CK, 02), three steps on",
           {"PRIM-07", "DR-02"}},
          [](Scenario& s) {
            Bytes chain = s.key("chain key");
            for (int i = 0; i < 3; ++i) {
              s.ok("hmac.sha256", {{"key", hex(chain)}, {"message", "01"}});
              s.ok("hmac.sha256", {{"key", hex(chain)}, {"message", "02"}});
              chain = s.output(s.last(), "tag");
            }
          });
  out.add({"hkdf/hmac/edges/empty",
           "Empty key, empty message, both, and a key of one zero byte",
           {"PRIM-07"}},
          [](Scenario& s) {
            const Json tag = s.ok("hmac.sha256", {{"key", ""}, {"message", "4d"}}).at("tag");
            StepOptions same;
            same.must = {{"tag", tag}};
            s.ok("hmac.sha256", {{"key", "00"}, {"message", "4d"}}, same);
            s.ok("hmac.sha256", {{"key", s.hex_key("key")}, {"message", ""}});
            s.ok("hmac.sha256", {{"key", ""}, {"message", ""}});
          });
  out.add({"hkdf/hmac/edges/key-around-a-block", "Keys of 63, 64, 65 bytes", {"PRIM-07"}},
          [](Scenario& s) {
            for (const std::size_t size : {63U, 64U, 65U}) {
              s.ok("hmac.sha256",
                   {{"key", s.hex_key("key", size)}, {"message", hex(s.plaintext("m"))}});
            }
          });
}

}  // namespace

void fill_hkdf(SuiteWriter& out) {
  rfc5869(out);
  hkdf_labels(out);
  edges(out);
  hmac(out);
  fill_x25519(out);
  fill_aes256gcm(out);
}

}  // namespace smx::vectors
