// Form of SMX1 envelopes. Nothing is opened here: the ciphertexts are filler. The same faults under
// a valid seal are in the x3dh-prekey suite.
#include <fmt/format.h>

#include <algorithm>

#include "bad_texts.h"
#include "forge.h"
#include "suite.h"

namespace smx::vectors {
namespace {

/// The fields of an envelope, each of which a case may spoil.
struct Envelope {
  std::string magic = "SMX1";
  std::uint8_t flags = 1;
  Bytes ek;
  Bytes length_1;  ///< derived from spk_id when empty
  Bytes spk_id;
  Bytes length_2;  ///< derived from opk_id when empty
  Bytes opk_id;
  Bytes nonce;
  Bytes ciphertext;

  Bytes bytes() const {
    return cat({text(magic),
                {flags},
                ek,
                length_1.empty() ? be16(spk_id.size()) : length_1,
                spk_id,
                length_2.empty() ? be16(opk_id.size()) : length_2,
                opk_id,
                nonce,
                ciphertext});
  }
};

Envelope envelope(Scenario& s, std::string_view spk_id = "спк-2026-α",
                  std::string_view opk_id = "opk😀7", std::size_t ciphertext = 77) {
  Envelope out;
  out.flags = opk_id.empty() ? 0 : 1;
  out.ek = s.key("ek");
  out.spk_id = text(spk_id);
  out.opk_id = text(opk_id);
  out.nonce = s.key("nonce", 12);
  out.ciphertext = s.key("ciphertext", ciphertext);
  return out;
}

Json envelope_request(const Bytes& bytes) { return {{"envelope", hex(bytes)}}; }

void accept(Scenario& s, const Envelope& e, bool pin_ciphertext = true) {
  StepOptions options;
  options.must = {{"flags", e.flags},
                  {"ek", hex(e.ek)},
                  {"spk_key_id", hex(e.spk_id)},
                  {"opk_key_id", hex(e.opk_id)},
                  {"nonce", hex(e.nonce)},
                  {"ciphertext", hex(e.ciphertext)}};
  if (!pin_ciphertext) options.pin = {{"flags", "ek", "spk_key_id", "opk_key_id", "nonce"}};
  s.ok("smx1.parse", envelope_request(e.bytes()), options);
}

void refuse_envelope(Scenario& s, const Bytes& bad, const Bytes& good) {
  s.reject("smx1.parse", envelope_request(bad), "malformed");
  s.twin(envelope_request(good));
}

void accepted_envelopes(SuiteWriter& out) {
  out.group("smx1-parse/accepted", "Envelopes of good form, field by field");
  struct Row {
    const char* id;
    const char* comment;
    std::string spk_id;
    std::string opk_id;
  };
  const Row rows[] = {
      {"opk-used", "Both ids, of different lengths", "спк-2026-α", "opk😀7"},
      {"opk-absent", "L2 = 0 and flags 00", "спк-2026-α", ""},
      {"ids-of-one-byte", "The shortest ids", "s", "o"},
      {"ids-of-64-bytes", "The longest ids, sixteen characters of four bytes and 64 of one",
       "😀😁😂😃😄😅😆😇😈😉😊😋😌😍😎😏", std::string(63, 'o') + "p"},
      {"same-id-twice", "SPK and OPK ids are separate name spaces", "key-1", "key-1"},
      {"ids-nfc-and-nfd", "e-acute composed and decomposed: never normalised", "\u00e9", "e\u0301"},
      {"id-space-and-tilde", "U+0020 and U+007E stand beside the refused characters", " ", "~"},
      {"id-c1-control", "U+0080 and U+009F are not among the refused controls", "\u0080", "\u009f"},
      {"id-around-surrogates", "U+D7FF and U+E000 stand beside the surrogates", "\ud7ff", "\ue000"},
      {"id-last-code-points", "U+10FFFF and U+FFFF", "\U0010ffff", "\uffff"},
      {"id-first-of-each-length", "U+0080, U+0800, U+10000: first characters of 2, 3, 4 bytes",
       "\u0080\u0800\U00010000", "\u07ff\uffff"},
      {"id-byte-order-mark", "U+FEFF is a character like any other", "\ufeffspk", "opk\ufeff"},
      {"id-looks-like-magic", "An id is never searched for structure", "SMX1", "DRV1"},
  };
  for (const Row& row : rows) {
    out.add({fmt::format("smx1-parse/accepted/{}", row.id), row.comment, {"SMX1-01", "KEY-03"}},
            [&](Scenario& s) { accept(s, envelope(s, row.spk_id, row.opk_id)); });
  }
  out.add({"smx1-parse/accepted/shortest",
           "70 bytes: an id of one byte and nothing but a tag",
           {"SMX1-11"}},
          [](Scenario& s) { accept(s, envelope(s, "s", "", 16)); });
  out.add({"smx1-parse/accepted/longest",
           "65,794 bytes: ids of 64 bytes, a maximal inner frame and the tag",
           {"SMX1-11"},
           {"LengthLimit"}},
          [](Scenario& s) {
            accept(s, envelope(s, std::string(64, 's'), std::string(64, 'o'), 65597 + 16), false);
          });
  out.add({"smx1-parse/accepted/limit-is-of-the-whole",
           "Short ids leave room for a longer ciphertext: only the whole length is bounded",
           {"SMX1-11"},
           {"LengthLimit"}},
          [](Scenario& s) { accept(s, envelope(s, "s", "", 65794 - 54), false); });
  out.add(
      {"smx1-parse/accepted/low-order-ek", "Form says nothing about the point EK_A", {"SMX1-01"}},
      [](Scenario& s) {
        Envelope e = envelope(s);
        e.ek = repeat(0, 32);
        accept(s, e);
      });
}

void truncated_envelopes(SuiteWriter& out) {
  out.group("smx1-parse/truncated", "Every prefix of a shortest envelope with both ids");
  for (std::size_t length = 0; length < 53 + 3 + 2 + 16; ++length) {
    out.add({fmt::format("smx1-parse/truncated/{:02}", length),
             fmt::format("The first {} bytes of 74", length),
             {"SMX1-11"},
             {"Truncated"}},
            [&](Scenario& s) {
              const Bytes whole = envelope(s, "сx", "o2", 16).bytes();
              refuse_envelope(s, slice(whole, 0, length), whole);
            });
  }
}

void magic_and_flags(SuiteWriter& out) {
  out.group("smx1-parse/magic", "The first four bytes");
  for (const std::string magic : {"RMX1", "SLX1", "SMY1", "SMX0", "SMX2", "smx1", "1XMS", "DRV1"}) {
    std::string name = magic;
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const bool lower = magic == "smx1";
    out.add({fmt::format("smx1-parse/magic/{}", lower ? "lower-case" : name),
             fmt::format("Magic {}", magic),
             {"SMX1-11"},
             {"Magic"}},
            [&](Scenario& s) {
              Envelope e = envelope(s);
              const Bytes good = e.bytes();
              e.magic = magic;
              refuse_envelope(s, e.bytes(), good);
            });
  }
  out.group("smx1-parse/flags", "Flags are 00 or 01, and 01 exactly when L2 > 0");
  for (const int flags : {0x02, 0x03, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80, 0x81, 0xfe, 0xff}) {
    out.add({fmt::format("smx1-parse/flags/{:02x}", flags),
             "Unknown bits are refused, not ignored",
             {"SMX1-11"},
             {"UnknownFlags"}},
            [&](Scenario& s) {
              Envelope e = envelope(s, "спк", (flags & 1) != 0 ? "opk" : "");
              const Bytes good = e.bytes();
              e.flags = static_cast<std::uint8_t>(flags);
              refuse_envelope(s, e.bytes(), good);
            });
  }
  out.add({"smx1-parse/flags/all-others",
           "Each value from 02 to FF in turn, then 01",
           {"SMX1-11"},
           {"UnknownFlags"}},
          [](Scenario& s) {
            Envelope e = envelope(s);
            const Bytes good = e.bytes();
            for (int flags = 2; flags <= 0xff; ++flags) {
              e.flags = static_cast<std::uint8_t>(flags);
              refuse_envelope(s, e.bytes(), good);
            }
            s.ok("smx1.parse", envelope_request(good));
          });
  out.add(
      {"smx1-parse/flags/01-without-id", "Flags 01 with L2 = 0", {"SMX1-11"}, {"FlagsDisagree"}},
      [](Scenario& s) {
        Envelope e = envelope(s, "спк", "");
        const Bytes good = e.bytes();
        e.flags = 1;
        refuse_envelope(s, e.bytes(), good);
      });
  out.add({"smx1-parse/flags/00-with-id", "Flags 00 with L2 > 0", {"SMX1-11"}, {"FlagsDisagree"}},
          [](Scenario& s) {
            Envelope e = envelope(s);
            const Bytes good = e.bytes();
            e.flags = 0;
            refuse_envelope(s, e.bytes(), good);
          });
}

void lengths(SuiteWriter& out) {
  out.group("smx1-parse/lengths", "L1, L2 and the length of the whole");
  struct Row {
    const char* id;
    const char* comment;
    const char* flag;
    void (*spoil)(Envelope&);
  };
  static const Row kRows[] = {
      {"l1-zero", "An empty SPK id", "EmptyId", [](Envelope& e) { e.spk_id.clear(); }},
      {"l1-zero-bytes-kept", "L1 = 0 before an id that is there", "LengthField",
       [](Envelope& e) { e.length_1 = be16(0); }},
      {"l1-65", "An SPK id of 65 bytes", "LengthLimit",
       [](Envelope& e) { e.spk_id = text(std::string(65, 's')); }},
      {"l2-65", "An OPK id of 65 bytes", "LengthLimit",
       [](Envelope& e) { e.opk_id = text(std::string(65, 'o')); }},
      {"l1-66-of-two-byte-characters", "33 characters, 66 bytes: the bound counts bytes",
       "LengthLimit",
       [](Envelope& e) {
         e.spk_id = unhex(
             "d0b6d0b6d0b6d0b6d0b6d0b6d0b6d0b6d0b6d0b6d0b6"
             "d0b6d0b6d0b6d0b6d0b6d0b6d0b6d0b6d0b6d0b6d0b6"
             "d0b6d0b6d0b6d0b6d0b6d0b6d0b6d0b6d0b6d0b6d0b6");
       }},
      {"l1-ffff", "L1 = FFFF", "LengthField", [](Envelope& e) { e.length_1 = be16(0xffff); }},
      {"l2-ffff", "L2 = FFFF", "LengthField", [](Envelope& e) { e.length_2 = be16(0xffff); }},
      {"l1-8000", "L1 = 8000: negative when read as a signed integer", "LengthField",
       [](Envelope& e) { e.length_1 = be16(0x8000); }},
      {"l1-little-endian", "L1 with its bytes swapped", "LittleEndianLength",
       [](Envelope& e) { e.length_1 = {static_cast<std::uint8_t>(e.spk_id.size()), 0}; }},
      {"l2-little-endian", "L2 with its bytes swapped", "LittleEndianLength",
       [](Envelope& e) { e.length_2 = {static_cast<std::uint8_t>(e.opk_id.size()), 0}; }},
      {"l1-high-byte", "L1 + 256: its high byte is not ignored", "LengthField",
       [](Envelope& e) { e.length_1 = be16(256 + e.spk_id.size()); }},
      {"l2-high-byte", "L2 + 256: its high byte is not ignored", "LengthField",
       [](Envelope& e) { e.length_2 = be16(256 + e.opk_id.size()); }},
      {"l2-one-past-the-end", "An OPK id that leaves a ciphertext of 15 bytes", "LengthField",
       [](Envelope& e) {
         e.opk_id = text(std::string(32, 'o'));
         e.nonce = text("123456789012");
         e.ciphertext = text("fifteen bytes!!");
       }},
      {"no-tag", "Nothing after the nonce", "Truncated", [](Envelope& e) { e.ciphertext.clear(); }},
      {"no-nonce", "A ciphertext where the nonce should start", "Truncated",
       [](Envelope& e) {
         e.nonce.clear();
         e.ciphertext = slice(e.ciphertext, 0, 16);
       }},
  };
  for (const Row& row : kRows) {
    out.add({fmt::format("smx1-parse/lengths/{}", row.id),
             row.comment,
             {"SMX1-11", "KEY-03", "PRIM-01"},
             {row.flag}},
            [&](Scenario& s) {
              Envelope e = envelope(s);
              const Bytes good = e.bytes();
              row.spoil(e);
              refuse_envelope(s, e.bytes(), good);
            });
  }
  out.add({"smx1-parse/lengths/one-past-the-longest", "65,795 bytes", {"SMX1-11"}, {"LengthLimit"}},
          [](Scenario& s) {
            const Bytes bad =
                envelope(s, std::string(64, 's'), std::string(64, 'o'), 65597 + 17).bytes();
            refuse_envelope(s, bad, slice(bad, 0, bad.size() - 1));
          });
}

void ids(SuiteWriter& out) {
  out.group("smx1-parse/spk-id", "SPK ids that are no well-formed, printable UTF-8");
  for (const BadText& bad : bad_texts()) {
    out.add({fmt::format("smx1-parse/spk-id/{}", bad.name),
             bad.comment,
             {bad.flag == "ControlCharacter" ? "KEY-05" : "KEY-04", "SMX1-11"},
             {bad.flag}},
            [&](Scenario& s) {
              Envelope e = envelope(s);
              e.spk_id = text(std::string(bad.bytes.size(), 'k'));
              const Bytes good = e.bytes();
              e.spk_id = bad.bytes;
              refuse_envelope(s, e.bytes(), good);
            });
  }
  out.group("smx1-parse/opk-id", "The same for OPK ids");
  for (const BadText& bad : bad_texts()) {
    if (!bad.sample) continue;
    out.add({fmt::format("smx1-parse/opk-id/{}", bad.name),
             bad.comment,
             {bad.flag == "ControlCharacter" ? "KEY-05" : "KEY-04", "SMX1-11"},
             {bad.flag}},
            [&](Scenario& s) {
              Envelope e = envelope(s);
              e.opk_id = text(std::string(bad.bytes.size(), 'k'));
              const Bytes good = e.bytes();
              e.opk_id = bad.bytes;
              refuse_envelope(s, e.bytes(), good);
            });
  }
}

}  // namespace

void fill_smx1_parse(SuiteWriter& out) {
  accepted_envelopes(out);
  truncated_envelopes(out);
  magic_and_flags(out);
  lengths(out);
  ids(out);
}

}  // namespace smx::vectors
