// Bundles, envelopes, frames: what can be read and checked without a device.

#include <array>

#include "buffer.h"
#include "flat.h"
#include "guarded.h"
#include "native_method.h"
#include "natives.h"

namespace smx::jni {
namespace {

jbyteArray to_array(JNIEnv* env, FlatWriter& writer) {
  return new_array(env, writer.out().data(), writer.out().size());
}

smx_fault empty_fault() {
  smx_fault fault = {};
  fault.struct_size = sizeof fault;
  return fault;
}

std::span<const std::uint8_t> span_of(const ArrayBytes& bytes) {
  return {bytes.data(), bytes.size()};
}

jbyteArray bundle_decode(JNIEnv* env, jclass, jbyteArray encoded) {
  return guarded(env, [&]() -> jbyteArray {
    const ArrayBytes bytes(env, encoded);
    smx_bundle bundle = {};
    smx_fault fault = empty_fault();
    const smx_status status = smx_bundle_decode(bytes.data(), bytes.size(), &bundle, &fault);
    if (status != SMX_OK) {
      fail_decoding(env, status, fault);
      return nullptr;
    }
    FlatWriter writer;
    writer.bundle(bundle);
    return to_array(env, writer);
  });
}

jbyteArray bundle_encode(JNIEnv* env, jclass, jbyteArray flat) {
  return guarded(env, [&]() -> jbyteArray {
    const ArrayBytes bytes(env, flat);
    const smx_bundle bundle = FlatReader(span_of(bytes)).bundle();
    std::array<std::uint8_t, SMX_MAX_BUNDLE_SIZE> out = {};
    std::size_t size = out.size();
    if (!succeeded(env, smx_bundle_encode(&bundle, out.data(), &size))) {
      return nullptr;
    }
    return new_array(env, out.data(), size);
  });
}

void bundle_verify(JNIEnv* env, jclass, jbyteArray flat) {
  guarded(env, [&] {
    const ArrayBytes bytes(env, flat);
    const smx_bundle bundle = FlatReader(span_of(bytes)).bundle();
    succeeded(env, smx_bundle_verify(&bundle));
  });
}

void signed_prekey_verify(JNIEnv* env, jclass, jbyteArray owner, jbyteArray flat) {
  guarded(env, [&] {
    const ArrayBytes owner_bytes(env, owner);
    const ArrayBytes bytes(env, flat);
    const smx_device_keys keys = FlatReader(span_of(owner_bytes)).keys();
    const smx_signed_prekey prekey = FlatReader(span_of(bytes)).signed_prekey();
    succeeded(env, smx_signed_prekey_verify(&keys, &prekey));
  });
}

template <typename Header>
jbyteArray decode(JNIEnv* env, jbyteArray encoded,
                  smx_status (*decoder)(const std::uint8_t*, std::size_t, Header*, smx_fault*)) {
  return guarded(env, [&]() -> jbyteArray {
    const ArrayBytes bytes(env, encoded);
    Header header = {};
    header.struct_size = sizeof header;
    smx_fault fault = empty_fault();
    const smx_status status = decoder(bytes.data(), bytes.size(), &header, &fault);
    if (status != SMX_OK) {
      fail_decoding(env, status, fault);
      return nullptr;
    }
    FlatWriter writer;
    writer.header(header);
    return to_array(env, writer);
  });
}

jbyteArray envelope_decode(JNIEnv* env, jclass, jbyteArray encoded) {
  return decode<smx_envelope_header>(env, encoded, smx_envelope_decode);
}

jbyteArray frame_decode(JNIEnv* env, jclass, jbyteArray encoded) {
  return decode<smx_frame_header>(env, encoded, smx_frame_decode);
}

}  // namespace

std::span<const JNINativeMethod> wire_natives() {
  static const std::array kMethods = {
      native_method("bundleDecode", "([B)[B", bundle_decode),
      native_method("bundleEncode", "([B)[B", bundle_encode),
      native_method("bundleVerify", "([B)V", bundle_verify),
      native_method("signedPrekeyVerify", "([B[B)V", signed_prekey_verify),
      native_method("envelopeDecode", "([B)[B", envelope_decode),
      native_method("frameDecode", "([B)[B", frame_decode),
  };
  return kMethods;
}

}  // namespace smx::jni
