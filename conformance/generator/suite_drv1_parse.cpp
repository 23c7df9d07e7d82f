// Form of DR_V1 frames. Nothing is opened here: the ciphertexts are filler. Frames under a valid
// seal are in the dr-interop suite.
#include <fmt/format.h>

#include "forge.h"
#include "suite.h"

namespace smx::vectors {
namespace {

Json frame_request(const Bytes& bytes) { return {{"frame", hex(bytes)}}; }

void refuse_frame(Scenario& s, const Bytes& bad, const Bytes& good) {
  s.reject("drv1.parse", frame_request(bad), "malformed");
  s.twin(frame_request(good));
}

Bytes frame(Scenario& s, std::uint64_t pn = 0x0a0b0c0d, std::uint64_t n = 0x01020304,
            std::size_t ciphertext = 43) {
  return cat({drv1_header(s.key("ratchet key"), pn, n), s.key("ciphertext", ciphertext)});
}

void accept(Scenario& s, std::uint64_t pn, std::uint64_t n, std::size_t ciphertext,
            bool pin_ciphertext = true) {
  StepOptions options;
  options.must = {{"flags", 0},
                  {"ratchet_key", s.hex_key("ratchet key")},
                  {"pn", pn},
                  {"n", n},
                  {"ciphertext", s.hex_key("ciphertext", ciphertext)}};
  if (!pin_ciphertext) options.pin = {{"flags", "ratchet_key", "pn", "n"}};
  s.ok("drv1.parse", frame_request(frame(s, pn, n, ciphertext)), options);
}

void accepted_frames(SuiteWriter& out) {
  out.group("drv1-parse/accepted", "Frames of good form");
  struct Row {
    const char* id;
    const char* comment;
    std::uint64_t pn;
    std::uint64_t n;
    std::size_t ciphertext;
  };
  const Row rows[] = {
      {"asymmetric-counters", "Every byte of PN and N differs: order and endianness show",
       0x0a0b0c0d, 0x01020304, 43},
      {"first-message", "PN = 0 and N = 0", 0, 0, 29},
      {"n-256", "N = 256: 1 when read in little-endian order as 16 bits", 7, 256, 30},
      {"n-65536", "N = 65536", 65535, 65536, 31},
      {"n-high-bit", "N = 80000000: negative when read as a signed integer", 0x7fffffff, 0x80000000,
       32},
      {"last-n", "N = 2^32 - 2, the last message of a chain", 1, 0xfffffffe, 33},
      {"last-pn", "PN is a count and may be 2^32 - 1", 0xffffffff, 2, 34},
      {"pn-above-n", "PN says nothing about N", 4000, 3, 35},
      {"empty-plaintext", "61 bytes: nothing but a tag", 5, 6, 16},
  };
  for (const Row& row : rows) {
    out.add({fmt::format("drv1-parse/accepted/{}", row.id),
             row.comment,
             {"DRV1-01", "DRV1-06", "PRIM-01"}},
            [&](Scenario& s) { accept(s, row.pn, row.n, row.ciphertext); });
  }
  out.add({"drv1-parse/accepted/longest",
           "65,597 bytes: 65,536 of plaintext",
           {"DRV1-05"},
           {"LengthLimit"}},
          [](Scenario& s) { accept(s, 8, 9, 65536 + 16, false); });
  for (const auto& [id, value] : {std::pair{"zero-key", 0x00}, std::pair{"ff-key", 0xff}}) {
    out.add({fmt::format("drv1-parse/accepted/{}", id),
             "Form says nothing about the point: low order is found by Diffie-Hellman only",
             {"DRV1-01"}},
            [&, fill = value](Scenario& s) {
              const Bytes key = repeat(static_cast<std::uint8_t>(fill), 32);
              const Bytes bytes = cat({drv1_header(key, 3, 4), s.key("ciphertext", 40)});
              StepOptions options;
              options.must = {{"ratchet_key", hex(key)}, {"pn", 3}, {"n", 4}};
              s.ok("drv1.parse", frame_request(bytes), options);
            });
  }
}

void truncated_frames(SuiteWriter& out) {
  out.group("drv1-parse/truncated", "Every prefix of a shortest frame");
  for (std::size_t length = 0; length < 61; ++length) {
    out.add({fmt::format("drv1-parse/truncated/{:02}", length),
             fmt::format("The first {} bytes of 61", length),
             {"DRV1-05"},
             {"Truncated"}},
            [&](Scenario& s) {
              const Bytes whole = frame(s, 11, 12, 16);
              refuse_frame(s, slice(whole, 0, length), whole);
            });
  }
}

void refused_frames(SuiteWriter& out) {
  out.group("drv1-parse/magic", "The first four bytes");
  struct Magic {
    const char* id;
    const char* value;
  };
  for (const auto& [id, value] :
       {Magic{"byte-0", "ERV1"}, Magic{"byte-1", "DSV1"}, Magic{"byte-2", "DRW1"},
        Magic{"version-0", "DRV0"}, Magic{"version-2", "DRV2"}, Magic{"lower-case", "drv1"},
        Magic{"reversed", "1VRD"}, Magic{"smx1", "SMX1"}}) {
    out.add({fmt::format("drv1-parse/magic/{}", id),
             fmt::format("Magic {}", value),
             {"DRV1-01"},
             {"Magic"}},
            [&, magic = value](Scenario& s) {
              const Bytes good = frame(s);
              refuse_frame(s, replaced(good, 0, text(magic)), good);
            });
  }
  out.group("drv1-parse/flags", "Flags are 00");
  for (const int flags : {0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80, 0xff}) {
    out.add({fmt::format("drv1-parse/flags/{:02x}", flags),
             "No bit is defined, none is ignored",
             {"DRV1-04"},
             {"UnknownFlags"}},
            [&](Scenario& s) {
              const Bytes good = frame(s);
              refuse_frame(s, replaced(good, 4, {static_cast<std::uint8_t>(flags)}), good);
            });
  }
  out.add({"drv1-parse/flags/all-others",
           "Each value from 01 to FF in turn, then 00",
           {"DRV1-04"},
           {"UnknownFlags"}},
          [](Scenario& s) {
            const Bytes good = frame(s);
            for (int flags = 1; flags <= 0xff; ++flags) {
              refuse_frame(s, replaced(good, 4, {static_cast<std::uint8_t>(flags)}), good);
            }
            s.ok("drv1.parse", frame_request(good));
          });
  out.group("drv1-parse/bounds", "Counters and sizes past their bounds");
  out.add({"drv1-parse/bounds/n-ffffffff",
           "N = 2^32 - 1 is past the end of every chain",
           {"DRV1-06"},
           {"CounterLimit"}},
          [](Scenario& s) {
            refuse_frame(s, frame(s, 0x0a0b0c0d, 0xffffffff), frame(s, 0x0a0b0c0d, 0xfffffffe));
          });
  out.add({"drv1-parse/bounds/n-and-pn-ffffffff",
           "PN may be 2^32 - 1, N not",
           {"DRV1-06"},
           {"CounterLimit"}},
          [](Scenario& s) {
            refuse_frame(s, frame(s, 0xffffffff, 0xffffffff), frame(s, 0xffffffff, 0));
          });
  out.add({"drv1-parse/bounds/one-past-the-longest", "65,598 bytes", {"DRV1-05"}, {"LengthLimit"}},
          [](Scenario& s) {
            const Bytes bad = frame(s, 13, 14, 65536 + 17);
            refuse_frame(s, bad, slice(bad, 0, bad.size() - 1));
          });
}

}  // namespace

void fill_drv1_parse(SuiteWriter& out) {
  accepted_frames(out);
  truncated_frames(out);
  refused_frames(out);
}

}  // namespace smx::vectors
