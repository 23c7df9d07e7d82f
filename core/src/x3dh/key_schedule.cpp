#include "x3dh/key_schedule.h"

#include "bytes/trace.h"
#include "bytes/try.h"
#include "bytes/writer.h"
#include "crypto/hash.h"

namespace smx {
namespace {

constexpr std::string_view kX3dhLabel = "SemaFore-X3DH-v1";
constexpr std::string_view kSmx1Label = "SemaFore-SMX1-v1";
constexpr ByteView kNoSalt{};  // HKDF pads it to the 32 zero bytes of [PRIM-19]

// F || DH1 || DH2 || DH3 [|| DH4]
constexpr std::size_t kShortIkmSize = 4 * limits::kKeySize;
constexpr std::size_t kLongIkmSize = 5 * limits::kKeySize;
using InputKeyMaterial = Secret<struct InputKeyMaterialTag, kLongIkmSize>;
using ExpandedKeys = Secret<struct ExpandedKeysTag, 2 * limits::kKeySize>;

}  // namespace

AssociatedData associated_data(const DeviceKeys& initiator, const DeviceKeys& responder) noexcept {
  AssociatedData ad;
  Writer writer(ad);
  writer.put(initiator.identity_key.view());
  writer.put(initiator.signing_key.view());
  writer.put(responder.identity_key.view());
  writer.put(responder.signing_key.view());
  return ad;
}

Result<SessionKeys> derive_session_keys(const Agreements& agreements, const AssociatedData& ad) {
  InputKeyMaterial ikm;
  Writer writer(ikm.writable());
  // The X3DH paper's F for X25519: domain separation from signatures over the same curve.
  std::array<std::uint8_t, limits::kKeySize> prefix;
  prefix.fill(0xFF);
  writer.put(prefix);
  writer.put(agreements.dh1.reveal());
  writer.put(agreements.dh2.reveal());
  writer.put(agreements.dh3.reveal());
  if (agreements.dh4) writer.put(agreements.dh4->reveal());
  const ByteView ikm_bytes =
      ByteView(ikm.reveal()).first(agreements.dh4 ? kLongIkmSize : kShortIkmSize);
  SMX_TRACE("x3dh.ikm", ikm_bytes);

  SharedSecret shared_secret;
  SMX_TRY(hkdf_sha256(kNoSalt, ikm_bytes, label_bytes(kX3dhLabel), shared_secret.writable()));
  SMX_TRACE("x3dh.sk", shared_secret.reveal());
  SMX_TRACE("x3dh.ad", ad);
  static_cast<void>(ad);

  ExpandedKeys expanded;
  SMX_TRY(
      hkdf_sha256(kNoSalt, shared_secret.reveal(), label_bytes(kSmx1Label), expanded.writable()));
  SessionKeys keys{RootKey(expanded.reveal().first<limits::kKeySize>()),
                   BootstrapKey(expanded.reveal().last<limits::kKeySize>())};
  SMX_TRACE("smx1.root_key", keys.root_key.reveal());
  SMX_TRACE("smx1.bootstrap_key", keys.bootstrap_key.reveal());
  return keys;
}

}  // namespace smx
