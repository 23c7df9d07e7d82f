#include "relay/prekey_marks.h"

#include <array>
#include <span>

#include "auth/digest.h"
#include "store/database.h"

namespace smx::relay {
namespace {

constexpr std::size_t kMarkSize = 16;

/// What the mark is of goes in first, so that an id that looks like a key is not taken for one.
auth::Digest digest_of(std::uint8_t kind, ByteView bytes) {
  Bytes input{kind};
  input.insert(input.end(), bytes.begin(), bytes.end());
  return auth::sha256(input);
}

std::array<auth::Digest, 2> digests_of(const OneTimePrekey& prekey) {
  return {digest_of('i', prekey.key_id.view()), digest_of('k', prekey.public_key.view())};
}

}  // namespace

bool prekey_marked(store::Transaction& transaction, const DeviceId& device,
                   const OneTimePrekey& prekey) {
  for (const auth::Digest& digest : digests_of(prekey)) {
    auto statement =
        transaction.prepare("SELECT 1 FROM prekey_marks WHERE device_id = ?1 AND mark = ?2");
    statement.bind(device.text()).bind_blob(std::span(digest).first(kMarkSize));
    if (statement.step()) return true;
  }
  return false;
}

void mark_prekey(store::Transaction& transaction, const DeviceId& device,
                 const OneTimePrekey& prekey) {
  for (const auth::Digest& digest : digests_of(prekey)) {
    auto statement =
        transaction.prepare("INSERT INTO prekey_marks (device_id, mark) VALUES (?1, ?2)");
    statement.bind(device.text()).bind_blob(std::span(digest).first(kMarkSize));
    statement.run();
  }
}

}  // namespace smx::relay
