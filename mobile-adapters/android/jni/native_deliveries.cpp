// Deliveries that wait, and the peers of a device.

#include <array>
#include <vector>

#include "buffer.h"
#include "flat.h"
#include "guarded.h"
#include "handles.h"
#include "native_method.h"
#include "natives.h"

namespace smx::jni {
namespace {

jboolean device_restart_suggested(JNIEnv* env, jclass, jlong device, jbyteArray peer) {
  return guarded(env, [&]() -> jboolean {
    const ArrayBytes bytes(env, peer);
    const smx_device_keys keys = FlatReader({bytes.data(), bytes.size()}).keys();
    std::uint8_t suggested = 0;
    succeeded(env, smx_device_restart_suggested(device_of(device), &keys, &suggested));
    return suggested != 0 ? JNI_TRUE : JNI_FALSE;
  });
}

void device_acknowledge(JNIEnv* env, jclass, jlong device, jbyteArray delivery_id,
                        jboolean outgoing) {
  guarded(env, [&] {
    const ArrayBytes id(env, delivery_id);
    succeeded(env,
              smx_device_acknowledge(device_of(device), id.data(), id.size(),
                                     outgoing == JNI_FALSE ? std::uint8_t{0} : std::uint8_t{1}));
  });
}

jbyteArray device_pending_deliveries(JNIEnv* env, jclass, jlong device) {
  return guarded(env, [&]() -> jbyteArray {
    std::vector<smx_pending_delivery> deliveries;
    std::size_t count = 0;
    smx_status status = SMX_BUFFER_TOO_SMALL;
    while ((status = smx_device_pending_deliveries(device_of(device), deliveries.data(), &count)) ==
           SMX_BUFFER_TOO_SMALL) {
      deliveries.resize(count);
    }
    if (!succeeded(env, status)) {
      return nullptr;
    }
    FlatWriter writer;
    writer.u32(static_cast<std::uint32_t>(count));
    for (std::size_t i = 0; i < count; ++i) {
      const smx_pending_delivery& delivery = deliveries[i];
      writer.short_string(delivery.id, delivery.id_size);
      writer.short_string(delivery.label, delivery.label_size);
      writer.u8(delivery.outgoing);
    }
    return new_array(env, writer.out().data(), writer.out().size());
  });
}

jbyteArray device_peers(JNIEnv* env, jclass, jlong device) {
  return guarded(env, [&]() -> jbyteArray {
    std::vector<smx_peer> peers;
    std::size_t count = 0;
    smx_status status = SMX_BUFFER_TOO_SMALL;
    while ((status = smx_device_peers(device_of(device), peers.data(), &count)) ==
           SMX_BUFFER_TOO_SMALL) {
      peers.resize(count);
    }
    if (!succeeded(env, status)) {
      return nullptr;
    }
    FlatWriter writer;
    writer.u32(static_cast<std::uint32_t>(count));
    for (std::size_t i = 0; i < count; ++i) {
      const smx_peer& peer = peers[i];
      writer.short_string(peer.label, peer.label_size);
      writer.keys(peer.keys);
      writer.u32(static_cast<std::uint32_t>(peer.sessions));
      writer.u32(static_cast<std::uint32_t>(peer.skipped_keys));
      writer.u8(peer.awaiting_first_reply);
      writer.u8(peer.one_time_prekey_used);
    }
    return new_array(env, writer.out().data(), writer.out().size());
  });
}

jbyteArray device_keys_of(JNIEnv* env, jclass, jlong device, jbyteArray label) {
  return guarded(env, [&]() -> jbyteArray {
    const ArrayBytes bytes(env, label);
    smx_device_keys keys = {};
    if (!succeeded(env, smx_device_keys_of(device_of(device), bytes.data(), bytes.size(), &keys))) {
      return nullptr;
    }
    FlatWriter writer;
    writer.keys(keys);
    return new_array(env, writer.out().data(), writer.out().size());
  });
}

}  // namespace

std::span<const JNINativeMethod> delivery_natives() {
  static const std::array kMethods = {
      native_method("deviceRestartSuggested", "(J[B)Z", device_restart_suggested),
      native_method("deviceAcknowledge", "(J[BZ)V", device_acknowledge),
      native_method("devicePendingDeliveries", "(J)[B", device_pending_deliveries),
      native_method("devicePeers", "(J)[B", device_peers),
      native_method("deviceKeysOf", "(J[B)[B", device_keys_of),
  };
  return kMethods;
}

}  // namespace smx::jni
