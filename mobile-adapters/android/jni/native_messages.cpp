// Sending and receiving, over Java arrays and over direct buffers.

#include <array>
#include <optional>

#include "buffer.h"
#include "flat.h"
#include "guarded.h"
#include "handles.h"
#include "native_method.h"
#include "natives.h"

namespace smx::jni {
namespace {

// Outcome.kt reads it: the peer's keys, how it relates to the delivery id, one bit for each event.
constexpr std::size_t kOutcomeSize = 2 * SMX_KEY_SIZE + 2;

smx_outcome empty_outcome() {
  smx_outcome outcome = {};
  outcome.struct_size = sizeof outcome;
  return outcome;
}

void tell(JNIEnv* env, const smx_outcome& outcome, jbyteArray to) {
  std::array<jbyte, kOutcomeSize> bytes = {};
  for (std::size_t i = 0; i < SMX_KEY_SIZE; ++i) {
    bytes.at(i) = static_cast<jbyte>(outcome.peer.identity_key[i]);
    bytes.at(SMX_KEY_SIZE + i) = static_cast<jbyte>(outcome.peer.signing_key[i]);
  }
  bytes.at(2 * SMX_KEY_SIZE) = static_cast<jbyte>(outcome.delivery);
  bytes.at(2 * SMX_KEY_SIZE + 1) = static_cast<jbyte>(
      (outcome.session_started != 0 ? 1 : 0) | (outcome.session_replaced != 0 ? 2 : 0) |
      (outcome.one_time_prekey_used != 0 ? 4 : 0) | (outcome.peer_keys_changed != 0 ? 8 : 0));
  env->SetByteArrayRegion(to, 0, static_cast<jsize>(bytes.size()), bytes.data());
}

// A bundle that may be null.
class OptionalBundle {
 public:
  OptionalBundle(JNIEnv* env, jbyteArray flat) {
    if (flat != nullptr) {
      const ArrayBytes bytes(env, flat);
      bundle_ = FlatReader({bytes.data(), bytes.size()}).bundle();
    }
  }
  const smx_bundle* get() const { return bundle_ ? &*bundle_ : nullptr; }

 private:
  std::optional<smx_bundle> bundle_;
};

smx_device_keys read_keys(JNIEnv* env, jbyteArray flat) {
  const ArrayBytes bytes(env, flat);
  return FlatReader({bytes.data(), bytes.size()}).keys();
}

// Calls with room for `room` bytes, and again with more where a kept output is larger; gives the
// output as an array, null for a delivery that is done.
template <typename Call>
jbyteArray collect(JNIEnv* env, std::size_t room, jbyteArray outcome_out, Call&& call) {
  Buffer output(room);
  std::size_t size = output.size();
  smx_outcome outcome = empty_outcome();
  smx_status status = SMX_OK;
  while ((status = call(output.data(), &size, &outcome)) == SMX_BUFFER_TOO_SMALL &&
         size > output.size()) {
    output.resize(size);
  }
  if (!succeeded(env, status)) {
    return nullptr;
  }
  tell(env, outcome, outcome_out);
  return outcome.delivery == SMX_DELIVERY_DONE ? nullptr : new_array(env, output.data(), size);
}

jbyteArray device_send(JNIEnv* env, jclass, jlong device, jbyteArray label, jbyteArray plaintext,
                       jint offset, jint length, jbyteArray bundle, jbyteArray delivery_id,
                       jbyteArray outcome_out) {
  return guarded(env, [&] {
    const ArrayBytes label_bytes(env, label);
    const ArrayBytes text(env, plaintext, offset, length);
    const OptionalBundle peer_bundle(env, bundle);
    const ArrayBytes id(env, delivery_id);
    return collect(env, smx_envelope_bound(text.size()), outcome_out,
                   [&](std::uint8_t* out, std::size_t* size, smx_outcome* outcome) {
                     return smx_device_send(
                         device_of(device), label_bytes.data(), label_bytes.size(), text.data(),
                         text.size(), peer_bundle.get(), id.data(), id.size(), out, size, outcome);
                   });
  });
}

jbyteArray device_restart(JNIEnv* env, jclass, jlong device, jbyteArray label, jbyteArray plaintext,
                          jint offset, jint length, jbyteArray bundle, jbyteArray delivery_id,
                          jbyteArray outcome_out) {
  return guarded(env, [&] {
    const ArrayBytes label_bytes(env, label);
    const ArrayBytes text(env, plaintext, offset, length);
    const OptionalBundle peer_bundle(env, bundle);
    const ArrayBytes id(env, delivery_id);
    return collect(env, smx_envelope_bound(text.size()), outcome_out,
                   [&](std::uint8_t* out, std::size_t* size, smx_outcome* outcome) {
                     return smx_device_restart(device_of(device), label_bytes.data(),
                                               label_bytes.size(), peer_bundle.get(), text.data(),
                                               text.size(), id.data(), id.size(), out, size,
                                               outcome);
                   });
  });
}

jbyteArray device_receive(JNIEnv* env, jclass, jlong device, jbyteArray label, jbyteArray sender,
                          jbyteArray envelope, jint offset, jint length, jbyteArray delivery_id,
                          jbyteArray outcome_out) {
  return guarded(env, [&] {
    const ArrayBytes label_bytes(env, label);
    const smx_device_keys keys = read_keys(env, sender);
    const ArrayBytes bytes(env, envelope, offset, length);
    const ArrayBytes id(env, delivery_id);
    return collect(env, bytes.size(), outcome_out,
                   [&](std::uint8_t* out, std::size_t* size, smx_outcome* outcome) {
                     return smx_device_receive(
                         device_of(device), label_bytes.data(), label_bytes.size(), &keys,
                         bytes.data(), bytes.size(), id.data(), id.size(), out, size, outcome);
                   });
  });
}

// The bytes of a direct buffer from `offset` on; null, with invalid_argument pending, when it is
// none or is shorter.
std::uint8_t* direct(JNIEnv* env, jobject buffer, jint offset, jint length) {
  std::uint8_t* bytes = direct_bytes(env, buffer, offset, length);
  if (bytes == nullptr) {
    fail(env, SMX_INVALID_ARGUMENT);
  }
  return bytes;
}

// The number of bytes written, -1 for a delivery that is done. Where the room is not enough:
// -2 less the size that would be.
jint told(JNIEnv* env, smx_status status, std::size_t size, const smx_outcome& outcome,
          jbyteArray outcome_out) {
  if (status == SMX_BUFFER_TOO_SMALL) {
    return -2 - static_cast<jint>(size);
  }
  if (!succeeded(env, status)) {
    return 0;
  }
  tell(env, outcome, outcome_out);
  return outcome.delivery == SMX_DELIVERY_DONE ? -1 : static_cast<jint>(size);
}

jint device_send_direct(JNIEnv* env, jclass, jlong device, jbyteArray label, jobject plaintext,
                        jint offset, jint length, jbyteArray bundle, jbyteArray delivery_id,
                        jobject output, jint output_offset, jint output_length,
                        jbyteArray outcome_out) {
  return guarded(env, [&]() -> jint {
    const ArrayBytes label_bytes(env, label);
    const OptionalBundle peer_bundle(env, bundle);
    const ArrayBytes id(env, delivery_id);
    const std::uint8_t* in = direct(env, plaintext, offset, length);
    std::uint8_t* out = in == nullptr ? nullptr : direct(env, output, output_offset, output_length);
    if (out == nullptr) {
      return 0;
    }
    auto size = static_cast<std::size_t>(output_length);
    smx_outcome outcome = empty_outcome();
    const smx_status status =
        smx_device_send(device_of(device), label_bytes.data(), label_bytes.size(), in,
                        static_cast<std::size_t>(length), peer_bundle.get(), id.data(), id.size(),
                        out, &size, &outcome);
    return told(env, status, size, outcome, outcome_out);
  });
}

jint device_receive_direct(JNIEnv* env, jclass, jlong device, jbyteArray label, jbyteArray sender,
                           jobject envelope, jint offset, jint length, jbyteArray delivery_id,
                           jobject output, jint output_offset, jint output_length,
                           jbyteArray outcome_out) {
  return guarded(env, [&]() -> jint {
    const ArrayBytes label_bytes(env, label);
    const smx_device_keys keys = read_keys(env, sender);
    const ArrayBytes id(env, delivery_id);
    const std::uint8_t* in = direct(env, envelope, offset, length);
    std::uint8_t* out = in == nullptr ? nullptr : direct(env, output, output_offset, output_length);
    if (out == nullptr) {
      return 0;
    }
    auto size = static_cast<std::size_t>(output_length);
    smx_outcome outcome = empty_outcome();
    const smx_status status = smx_device_receive(
        device_of(device), label_bytes.data(), label_bytes.size(), &keys, in,
        static_cast<std::size_t>(length), id.data(), id.size(), out, &size, &outcome);
    return told(env, status, size, outcome, outcome_out);
  });
}

jint envelope_bound(JNIEnv*, jclass, jint plaintext_size) {
  return static_cast<jint>(smx_envelope_bound(static_cast<std::size_t>(plaintext_size)));
}

}  // namespace

std::span<const JNINativeMethod> message_natives() {
  static const std::array kMethods = {
      native_method("deviceSend", "(J[B[BII[B[B[B)[B", device_send),
      native_method("deviceRestart", "(J[B[BII[B[B[B)[B", device_restart),
      native_method("deviceReceive", "(J[B[B[BII[B[B)[B", device_receive),
      native_method("deviceSendDirect",
                    "(J[BLjava/nio/ByteBuffer;II[B[BLjava/nio/ByteBuffer;II[B)I",
                    device_send_direct),
      native_method("deviceReceiveDirect",
                    "(J[B[BLjava/nio/ByteBuffer;II[BLjava/nio/ByteBuffer;II[B)I",
                    device_receive_direct),
      native_method("envelopeBound", "(I)I", envelope_bound),
  };
  return kMethods;
}

}  // namespace smx::jni
