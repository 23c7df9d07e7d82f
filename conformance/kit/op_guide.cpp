#include "op_guide.h"

#include <algorithm>
#include <array>

#include "runner/schema.h"

namespace smx::conformance {
namespace {

struct Entry {
  std::string_view name;
  std::string_view text;
};

constexpr std::array<Entry, 25> kNeeds = {{
    {"x25519", "X25519 as RFC 7748 says, and an all-zero result refused as low_order_point"},
    {"ed25519.sign", "Ed25519 signing from a seed of 32 bytes"},
    {"ed25519.verify",
     "strict Ed25519 verification: S below L, canonical encodings, no point of small order, no "
     "cofactor; what most libraries call verify is laxer"},
    {"hkdf.sha256", "HKDF-SHA256 with any salt, up to 8160 bytes of output"},
    {"hmac.sha256", "HMAC-SHA256 with a key of any length"},
    {"aes256gcm.seal", "AES-256-GCM with a nonce of 12 bytes, the tag after the ciphertext"},
    {"aes256gcm.open", "AES-256-GCM opening; a wrong tag or too few bytes are decryption_failed"},
    {"spk.sign", "ed25519.sign over the signed prekey's message with its label"},
    {"spk.verify", "ed25519.verify over the same message, after the form of the key id"},
    {"smx1.parse", "the SMX1 envelope's form: no cryptography, every rule about lengths and ids"},
    {"drv1.parse", "the DR_V1 frame's form: no cryptography"},
    {"x3dh.initiate",
     "spk.verify, x25519, hkdf.sha256, the first ratchet step and frame, the SMX1 envelope; the "
     "feature inject_random, or nothing can be compared; trace, to see where it differs"},
    {"x3dh.respond", "the same from the other side: smx1.parse, x25519, hkdf.sha256, dr.decrypt"},
    {"dr.init", "x25519 and hkdf.sha256 for an initiator; sessions kept under their handles"},
    {"dr.encrypt", "hmac.sha256 for the chain, hkdf.sha256 for key and nonce, aes256gcm.seal"},
    {"dr.decrypt",
     "drv1.parse, skipped keys and their bounds, the ratchet step, aes256gcm.open; "
     "the state stays as it was when it refuses"},
    {"dr.state", "counters, keys and a digest of the whole session state; the feature state"},
    {"device.new", "key pairs and prekeys of a device; the feature inject_random"},
    {"device.send", "x3dh.initiate or dr.encrypt, and the choice of the session"},
    {"device.receive",
     "x3dh.respond or dr.decrypt over the peer's sessions, one-time prekeys that "
     "are used once, envelopes that were seen before"},
    {"device.restart", "a new session beside an old one, not too often"},
    {"device.rotate", "a new signed prekey; the old one stays for a while"},
    {"device.replenish", "new one-time prekeys"},
    {"device.purge", "replaced prekeys that are past their time go"},
    {"device.state", "prekeys, sessions and a digest of the whole device; the feature state"},
}};

constexpr std::array<Entry, 8> kPages = {{
    {"PRIM", "docs/spec/primitives.md"},
    {"KEY", "docs/spec/keys.md"},
    {"X3DH", "docs/spec/x3dh.md"},
    {"SMX1", "docs/spec/smx1.md"},
    {"DR", "docs/spec/double-ratchet.md"},
    {"DRV1", "docs/spec/dr-frame.md"},
    {"SES", "docs/spec/sessions.md"},
    {"ERR", "docs/spec/errors.md"},
}};

constexpr std::array<std::string_view, 4> kFraming = {"hello", "case.begin", "case.end", "bye"};

template <class Entries>
std::string_view text_of(const Entries& entries, std::string_view name) {
  const auto found =
      std::ranges::find_if(entries, [&](const Entry& entry) { return entry.name == name; });
  return found == entries.end() ? std::string_view() : found->text;
}

std::vector<std::string> read_operations() {
  const Json schema = parse_strict(embedded_schema("request.schema.json"));
  std::vector<std::string> names;
  for (const Json& name : schema.at("properties").at("op").at("enum")) {
    if (!is_framing(name.get<std::string>())) names.push_back(name.get<std::string>());
  }
  return names;
}

}  // namespace

const std::vector<std::string>& operations_in_order() {
  static const std::vector<std::string> kNames = read_operations();
  return kNames;
}

bool is_framing(std::string_view op) { return std::ranges::find(kFraming, op) != kFraming.end(); }

std::string_view op_needs(std::string_view op) { return text_of(kNeeds, op); }

std::string_view page_of_clause(std::string_view clause) {
  return text_of(kPages, clause.substr(0, clause.rfind('-')));
}

std::string reading(const std::vector<std::string>& clauses) {
  std::string text;
  std::string_view last;
  for (const std::string& clause : clauses) {
    const std::string_view page = page_of_clause(clause);
    if (!text.empty()) text += page == last ? " " : ", ";
    if (page != last) text += std::string(page) + " ";
    text += "[" + clause + "]";
    last = page;
  }
  return text;
}

}  // namespace smx::conformance
