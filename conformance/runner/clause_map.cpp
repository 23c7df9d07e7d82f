#include "clause_map.h"

#include <array>
#include <set>

namespace smx::conformance {
namespace {

struct StepEntry {
  std::string_view step;
  std::string_view clause;
  std::string_view meaning;
};

constexpr std::array<StepEntry, 23> kSteps = {{
    {"spk.verified", "X3DH-02", "the signed prekey's signature is good (no value)"},
    {"x3dh.dh1", "X3DH-04", "DH1 = X25519(IK_A, SPK_B)"},
    {"x3dh.dh2", "X3DH-04", "DH2 = X25519(EK_A, IK_B)"},
    {"x3dh.dh3", "X3DH-04", "DH3 = X25519(EK_A, SPK_B)"},
    {"x3dh.dh4", "X3DH-04", "DH4 = X25519(EK_A, OPK_B)"},
    {"x3dh.ikm", "X3DH-05", "F || DH1 || DH2 || DH3 [|| DH4]"},
    {"x3dh.sk", "X3DH-08", "the shared secret SK"},
    {"x3dh.ad", "X3DH-09", "the session's associated data, initiator first"},
    {"smx1.root_key", "X3DH-10", "RK0, the ratchet's first root key"},
    {"smx1.bootstrap_key", "X3DH-10", "BK, the key of the SMX1 envelopes"},
    {"smx1.header", "SMX1-01", "all bytes before the ciphertext"},
    {"smx1.aad", "SMX1-02", "AD || header"},
    {"smx1.frame", "SMX1-03", "the DR_V1 frame inside the envelope"},
    {"smx1.envelope", "SMX1-01", "the whole envelope"},
    {"dr.dh_out", "DR-07", "X25519 of the ratchet step"},
    {"dr.root_key", "DR-01", "the next root key"},
    {"dr.chain_key", "DR-01", "the new chain's key"},
    {"dr.message_key", "DR-02", "the message key MK"},
    {"dr.key", "DR-03", "the AES-256-GCM key of the frame"},
    {"dr.nonce", "DR-03", "the nonce of the frame, never sent"},
    {"dr.aad", "DRV1-02", "AD || the frame's header"},
    {"dr.frame", "DRV1-01", "the whole frame"},
    {"dr.plaintext", "DRV1-03", "the opened plaintext"},
}};

struct OpEntry {
  std::string_view op;
  std::array<std::string_view, 3> clauses;
};

constexpr std::array<OpEntry, 25> kOps = {{
    {"x25519", {"PRIM-08", "PRIM-09", "PRIM-10"}},
    {"ed25519.sign", {"PRIM-12"}},
    {"ed25519.verify", {"PRIM-13", "PRIM-16", "PRIM-17"}},
    {"hkdf.sha256", {"PRIM-19"}},
    {"hmac.sha256", {"PRIM-07"}},
    {"aes256gcm.seal", {"PRIM-07"}},
    {"aes256gcm.open", {"PRIM-18"}},
    {"spk.sign", {"KEY-09"}},
    {"spk.verify", {"KEY-09", "PRIM-17"}},
    {"smx1.parse", {"SMX1-01", "SMX1-11"}},
    {"drv1.parse", {"DRV1-01", "DRV1-04"}},
    {"x3dh.initiate", {"X3DH-01", "SMX1-01"}},
    {"x3dh.respond", {"SMX1-12", "SMX1-16"}},
    {"dr.init", {"DR-05", "DR-06"}},
    {"dr.encrypt", {"DR-22", "DRV1-01"}},
    {"dr.decrypt", {"DR-12", "DR-21"}},
    {"dr.state", {"DR-17", "DR-18"}},
    {"device.new", {"KEY-01", "KEY-02"}},
    {"device.send", {"SES-04", "SES-08", "DR-22"}},
    {"device.receive", {"SES-10", "SES-12", "DR-12"}},
    {"device.restart", {"SES-23", "SES-24", "SES-25"}},
    {"device.rotate", {"SES-32", "KEY-20"}},
    {"device.replenish", {"KEY-08"}},
    {"device.purge", {"SES-30", "KEY-20"}},
    {"device.state", {"SES-01", "KEY-22"}},
}};

struct ReasonEntry {
  std::string_view reason;
  std::string_view meaning;
};

constexpr std::array<ReasonEntry, 14> kReasons = {{
    {"malformed", "the bytes do not have the form that the contract asks for"},
    {"bad_signature", "an Ed25519 signature does not verify under the strict rules"},
    {"low_order_point", "a Diffie-Hellman output is all zero"},
    {"unknown_prekey", "the envelope names a prekey that the device does not hold"},
    {"decryption_failed", "the tag of the ciphertext is wrong"},
    {"duplicate_message", "no key is left for this message"},
    {"too_many_skipped", "more than 2000 messages would be skipped"},
    {"replayed_bootstrap", "this bootstrap was accepted before"},
    {"no_session", "there is no session with this peer"},
    {"no_sending_chain", "the responder has received nothing yet and cannot send"},
    {"chain_exhausted", "the sending chain has no number left"},
    {"too_large", "the plaintext is longer than 65,536 bytes"},
    {"stale_state", "the stored state is not the newest"},
    {"restart_limited", "a restart came before its interval was over"},
}};

}  // namespace

std::string trace_clause(std::string_view trace_step) {
  for (const StepEntry& entry : kSteps) {
    if (entry.step == trace_step) return std::string(entry.clause);
  }
  return {};
}

std::string trace_meaning(std::string_view trace_step) {
  for (const StepEntry& entry : kSteps) {
    if (entry.step == trace_step) return std::string(entry.meaning);
  }
  return {};
}

std::vector<std::string> op_clauses(std::string_view op) {
  std::vector<std::string> clauses;
  for (const OpEntry& entry : kOps) {
    if (entry.op != op) continue;
    for (const std::string_view clause : entry.clauses) {
      if (!clause.empty()) clauses.emplace_back(clause);
    }
  }
  return clauses;
}

std::string reason_meaning(std::string_view reason) {
  for (const ReasonEntry& entry : kReasons) {
    if (entry.reason == reason) return std::string(entry.meaning);
  }
  return {};
}

std::vector<std::string> all_mapped_clauses() {
  std::set<std::string> clauses = {"X3DH-04", "X3DH-05", "X3DH-09", "SMX1-01", "SMX1-02",
                                   "SMX1-04", "DRV1-01", "DRV1-02", "PRIM-12"};
  for (const StepEntry& entry : kSteps) clauses.emplace(entry.clause);
  for (const OpEntry& entry : kOps) {
    for (const std::string& clause : op_clauses(entry.op)) clauses.insert(clause);
  }
  return {clauses.begin(), clauses.end()};
}

}  // namespace smx::conformance
