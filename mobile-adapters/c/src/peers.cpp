// The devices that this one has sessions with.
#include <algorithm>

#include "device_handle.h"
#include "memory.h"
#include "smx.h"
#include "values.h"

namespace {

using namespace smx;
using namespace smx::c;

smx_peer peer_given(const PeerStatus& peer) noexcept {
  smx_peer out{};
  std::ranges::copy(peer.label, out.label);
  out.label_size = peer.label.size();
  out.keys = given(peer.keys);
  out.sessions = peer.sessions;
  out.skipped_keys = peer.skipped_keys;
  out.awaiting_first_reply = peer.awaiting_first_reply ? 1 : 0;
  out.one_time_prekey_used = peer.one_time_prekey_used ? 1 : 0;
  return out;
}

}  // namespace

smx_status smx_device_peers(smx_device* device, smx_peer* peers, size_t* count) {
  return with_device(device, [&](DeviceNode& node) -> smx_status {
    if (count == nullptr) return SMX_INVALID_ARGUMENT;
    Memory memory;
    memory.out(count);
    memory.out(peers, *count, sizeof *peers);
    if (!memory.sound()) return SMX_INVALID_ARGUMENT;
    const std::vector<PeerStatus> found = node.device->peers();
    const bool fits = *count >= found.size();
    *count = found.size();
    if (!fits) return SMX_BUFFER_TOO_SMALL;
    std::ranges::transform(found, peers, peer_given);
    return SMX_OK;
  });
}

smx_status smx_device_keys_of(smx_device* device, const uint8_t* label, size_t label_size,
                              smx_device_keys* keys) {
  return with_device(device, [&](DeviceNode& node) -> smx_status {
    if (keys == nullptr || label_size > SMX_MAX_LABEL_SIZE) return SMX_INVALID_ARGUMENT;
    Memory memory;
    memory.in(label, label_size);
    memory.out(keys);
    if (!memory.sound()) return SMX_INVALID_ARGUMENT;
    const std::optional<DeviceKeys> found = node.device->keys_of(text_of(label, label_size));
    if (!found) return SMX_NO_SESSION;
    *keys = given(*found);
    return SMX_OK;
  });
}

smx_status smx_device_restart_suggested(smx_device* device, const smx_device_keys* peer,
                                        uint8_t* suggested) {
  return with_device(device, [&](DeviceNode& node) -> smx_status {
    if (peer == nullptr || suggested == nullptr) return SMX_INVALID_ARGUMENT;
    Memory memory;
    memory.in(peer);
    memory.out(suggested);
    if (!memory.sound()) return SMX_INVALID_ARGUMENT;
    *suggested = node.device->restart_suggested(keys_of(*peer)) ? 1 : 0;
    return SMX_OK;
  });
}
