#include "ratchet/root_chain.h"

#include <string_view>

#include "bytes/trace.h"
#include "bytes/try.h"
#include "crypto/hash.h"
#include "crypto/x25519.h"

namespace smx {
namespace {

constexpr std::string_view kRatchetLabel = "SemaFore-DR-v1-ratchet";
using Expanded = Secret<struct RootExpansionTag, 2 * limits::kKeySize>;

}  // namespace

Result<RootStep> turn_root_chain(const RootKey& root_key, const X25519PrivateKey& own,
                                 const X25519PublicKey& remote) {
  SMX_ASSIGN(const DhOutput shared, x25519(own, remote));
  SMX_TRACE("dr.dh_out", shared.reveal());
  Expanded expanded;
  SMX_TRY(hkdf_sha256(root_key.reveal(), shared.reveal(), label_bytes(kRatchetLabel),
                      expanded.writable()));
  RootStep step{RootKey(expanded.reveal().first<limits::kKeySize>()),
                ChainKey(expanded.reveal().last<limits::kKeySize>())};
  SMX_TRACE("dr.root_key", step.root_key.reveal());
  SMX_TRACE("dr.chain_key", step.chain_key.reveal());
  return step;
}

}  // namespace smx
