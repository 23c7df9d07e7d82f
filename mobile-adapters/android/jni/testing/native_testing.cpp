// Devices of given keys, injected draws, state read-out, bare signatures.

#include "native_testing.h"

#include <array>
#include <memory>
#include <vector>

#include "buffer.h"
#include "flat.h"
#include "guarded.h"
#include "handles.h"
#include "native_method.h"
#include "smx_testing.h"

namespace smx::jni {
namespace {

FlatReader reader_of(const ArrayBytes& bytes) { return FlatReader({bytes.data(), bytes.size()}); }

// Private prekeys with their ids, wiped when they go.
class Prekeys {
 public:
  explicit Prekeys(FlatReader reader) : prekeys_(reader.u32()) {
    for (smx_testing_prekey& prekey : prekeys_) {
      prekey.key_id = reader.key_id();
      reader.copy(prekey.private_key, sizeof prekey.private_key);
    }
  }
  ~Prekeys() { smx_wipe(prekeys_.data(), prekeys_.size() * sizeof(smx_testing_prekey)); }
  Prekeys(const Prekeys&) = delete;
  Prekeys& operator=(const Prekeys&) = delete;
  Prekeys(Prekeys&&) = delete;
  Prekeys& operator=(Prekeys&&) = delete;

  const smx_testing_prekey* data() const { return prekeys_.data(); }
  std::size_t size() const { return prekeys_.size(); }

 private:
  std::vector<smx_testing_prekey> prekeys_;
};

// `now` is negative where no time is known.
class OptionalTime {
 public:
  explicit OptionalTime(jlong now) : given_(now >= 0), now_(static_cast<std::uint64_t>(now)) {}
  const std::uint64_t* get() const { return given_ ? &now_ : nullptr; }

 private:
  bool given_;
  std::uint64_t now_;
};

jlong device_create(JNIEnv* env, jclass, jbyteArray identity, jbyteArray signing,
                    jbyteArray signed_prekeys, jbyteArray one_time_prekeys, jlong now) {
  return guarded(env, [&]() -> jlong {
    const ArrayBytes identity_bytes(env, identity);
    const ArrayBytes signing_bytes(env, signing);
    const Prekeys spks(reader_of(ArrayBytes(env, signed_prekeys)));
    const Prekeys opks(reader_of(ArrayBytes(env, one_time_prekeys)));
    const OptionalTime time(now);
    auto handle = std::make_unique<DeviceHandle>();
    if (!succeeded(env, smx_testing_device_create(identity_bytes.data(), signing_bytes.data(),
                                                  spks.data(), spks.size(), opks.data(),
                                                  opks.size(), time.get(), &handle->device))) {
      return 0;
    }
    return number_of(std::move(handle));
  });
}

jlong device_draw(JNIEnv* env, jclass, jlong one_time_prekeys, jlong now) {
  return guarded(env, [&]() -> jlong {
    const OptionalTime time(now);
    auto handle = std::make_unique<DeviceHandle>();
    if (!succeeded(env, smx_testing_device_draw(static_cast<std::size_t>(one_time_prekeys),
                                                time.get(), &handle->device))) {
      return 0;
    }
    return number_of(std::move(handle));
  });
}

void set_time(JNIEnv* env, jclass, jlong device, jlong now) {
  succeeded(env, smx_testing_set_time(device_of(device), static_cast<std::uint64_t>(now)));
}

void inject_only(JNIEnv* env, jclass, jlong device) {
  succeeded(env, smx_testing_inject_only(device_of(device)));
}

void inject(JNIEnv* env, jclass, jlong device, jint draw, jbyteArray value) {
  guarded(env, [&] {
    const ArrayBytes bytes(env, value);
    succeeded(env, smx_testing_inject(device_of(device), static_cast<std::uint32_t>(draw),
                                      bytes.data(), bytes.size()));
  });
}

void clear_injected(JNIEnv* env, jclass, jlong device) {
  succeeded(env, smx_testing_clear_injected(device_of(device)));
}

jbyteArray rotate(JNIEnv* env, jclass, jlong device, jbyteArray prekey) {
  return guarded(env, [&]() -> jbyteArray {
    const Prekeys prekeys(reader_of(ArrayBytes(env, prekey)));
    smx_signed_prekey published = {};
    if (!succeeded(env, smx_testing_rotate(device_of(device), prekeys.data(), &published))) {
      return nullptr;
    }
    FlatWriter writer;
    writer.signed_prekey(published);
    return new_array(env, writer.out().data(), writer.out().size());
  });
}

jbyteArray replenish(JNIEnv* env, jclass, jlong device, jbyteArray given) {
  return guarded(env, [&]() -> jbyteArray {
    const Prekeys prekeys(reader_of(ArrayBytes(env, given)));
    std::vector<smx_one_time_prekey> published(prekeys.size());
    if (!succeeded(env, smx_testing_replenish(device_of(device), prekeys.data(), prekeys.size(),
                                              published.data()))) {
      return nullptr;
    }
    FlatWriter writer;
    writer.u32(static_cast<std::uint32_t>(published.size()));
    for (const smx_one_time_prekey& prekey : published) {
      writer.one_time_prekey(prekey);
    }
    return new_array(env, writer.out().data(), writer.out().size());
  });
}

jbyteArray signed_prekey_ids(JNIEnv* env, jclass, jlong device) {
  return guarded(env, [&]() -> jbyteArray {
    std::vector<smx_key_id> ids;
    std::size_t count = 0;
    smx_status status = SMX_BUFFER_TOO_SMALL;
    while ((status = smx_testing_signed_prekey_ids(device_of(device), ids.data(), &count)) ==
           SMX_BUFFER_TOO_SMALL) {
      ids.resize(count);
    }
    if (!succeeded(env, status)) {
      return nullptr;
    }
    FlatWriter writer;
    writer.u32(static_cast<std::uint32_t>(count));
    for (std::size_t i = 0; i < count; ++i) {
      writer.key_id(ids[i]);
    }
    return new_array(env, writer.out().data(), writer.out().size());
  });
}

jbyteArray state_digest(JNIEnv* env, jclass, jlong device) {
  return guarded(env, [&]() -> jbyteArray {
    std::array<std::uint8_t, SMX_DIGEST_SIZE> digest = {};
    if (!succeeded(env, smx_testing_state_digest(device_of(device), digest.data()))) {
      return nullptr;
    }
    return new_array(env, digest.data(), digest.size());
  });
}

jbyteArray ed25519_sign(JNIEnv* env, jclass, jbyteArray private_key, jbyteArray message) {
  return guarded(env, [&]() -> jbyteArray {
    const ArrayBytes key(env, private_key);
    const ArrayBytes text(env, message);
    std::array<std::uint8_t, SMX_SIGNATURE_SIZE> signature = {};
    if (!succeeded(env, smx_testing_ed25519_sign(key.data(), text.data(), text.size(),
                                                 signature.data()))) {
      return nullptr;
    }
    return new_array(env, signature.data(), signature.size());
  });
}

void ed25519_verify(JNIEnv* env, jclass, jbyteArray public_key, jbyteArray message,
                    jbyteArray signature) {
  guarded(env, [&] {
    const ArrayBytes key(env, public_key);
    const ArrayBytes text(env, message);
    const ArrayBytes signature_bytes(env, signature);
    succeeded(env, smx_testing_ed25519_verify(key.data(), text.data(), text.size(),
                                              signature_bytes.data()));
  });
}

jbyteArray signed_prekey_sign(JNIEnv* env, jclass, jbyteArray signing_private,
                              jbyteArray identity_key, jbyteArray public_key, jbyteArray key_id) {
  return guarded(env, [&]() -> jbyteArray {
    const ArrayBytes signing(env, signing_private);
    const ArrayBytes identity(env, identity_key);
    const ArrayBytes prekey(env, public_key);
    const ArrayBytes id_bytes(env, key_id);
    const smx_key_id id = reader_of(id_bytes).key_id();
    std::array<std::uint8_t, SMX_SIGNATURE_SIZE> signature = {};
    if (!succeeded(env, smx_testing_signed_prekey_sign(signing.data(), identity.data(),
                                                       prekey.data(), &id, signature.data()))) {
      return nullptr;
    }
    return new_array(env, signature.data(), signature.size());
  });
}

}  // namespace

std::span<const JNINativeMethod> testing_natives() {
  static const std::array kMethods = {
      native_method("deviceCreate", "([B[B[B[BJ)J", device_create),
      native_method("deviceDraw", "(JJ)J", device_draw),
      native_method("setTime", "(JJ)V", set_time),
      native_method("injectOnly", "(J)V", inject_only),
      native_method("inject", "(JI[B)V", inject),
      native_method("clearInjected", "(J)V", clear_injected),
      native_method("rotate", "(J[B)[B", rotate),
      native_method("replenish", "(J[B)[B", replenish),
      native_method("signedPrekeyIds", "(J)[B", signed_prekey_ids),
      native_method("stateDigest", "(J)[B", state_digest),
      native_method("ed25519Sign", "([B[B)[B", ed25519_sign),
      native_method("ed25519Verify", "([B[B[B)V", ed25519_verify),
      native_method("signedPrekeySign", "([B[B[B[B)[B", signed_prekey_sign),
  };
  return kMethods;
}

}  // namespace smx::jni
