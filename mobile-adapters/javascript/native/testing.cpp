// What smx-node-testing has beside the package's module: tests and the driver tell a device its
// keys and its random values. Never packaged.

#include "call.h"
#include "new_handle.h"
#include "smx_testing.h"

namespace smx::node {
namespace {

static_assert(sizeof(smx_testing_prekey) == 97 && alignof(smx_testing_prekey) == 1);

/// A time, or null where the argument is absent.
const std::uint64_t* time_of(const Call& call, std::size_t index, std::uint64_t& now) {
  if (call.is_absent(index)) return nullptr;
  now = call.number(index);
  return &now;
}

/// testingDeviceCreate(identityPrivate, signingPrivate, signedPrekeys, oneTimePrekeys: structures,
///                     now | undefined) -> handle
napi_value create(Call& call) {
  const std::uint8_t* const identity = call.bytes_of(0, SMX_KEY_SIZE);
  const std::uint8_t* const signing = call.bytes_of(1, SMX_KEY_SIZE);
  const auto signed_prekeys = call.images<smx_testing_prekey>(2);
  const auto one_time_prekeys = call.images<smx_testing_prekey>(3);
  std::uint64_t now = 0;
  auto device = std::make_unique<Device>();
  const smx_status made = smx_testing_device_create(
      identity, signing, signed_prekeys.data(), signed_prekeys.size(), one_time_prekeys.data(),
      one_time_prekeys.size(), time_of(call, 4, now), &device->native);
  if (made != SMX_OK) return call.status(made);
  return new_handle(call, std::move(device), {});
}

/// testingDeviceDraw(oneTimePrekeys, now | undefined) -> handle
napi_value draw(Call& call) {
  std::uint64_t now = 0;
  auto device = std::make_unique<Device>();
  const smx_status made =
      smx_testing_device_draw(call.number(0), time_of(call, 1, now), &device->native);
  if (made != SMX_OK) return call.status(made);
  return new_handle(call, std::move(device), {});
}

/// testingSetTime(device, now) -> undefined
napi_value set_time(Call& call) {
  return call.done(smx_testing_set_time(call.device(0).native, call.number(1)));
}

/// testingInjectOnly(device) -> undefined
napi_value inject_only(Call& call) {
  return call.done(smx_testing_inject_only(call.device(0).native));
}

/// testingInject(device, draw, value) -> undefined
napi_value inject(Call& call) {
  const auto value = call.bytes(2);
  return call.done(smx_testing_inject(call.device(0).native,
                                      static_cast<std::uint32_t>(call.number(1)), value.data(),
                                      value.size()));
}

/// testingClearInjected(device) -> undefined
napi_value clear_injected(Call& call) {
  return call.done(smx_testing_clear_injected(call.device(0).native));
}

/// testingRotate(device, prekey: structure) -> structure
napi_value rotate(Call& call) {
  const auto prekey = call.image<smx_testing_prekey>(1);
  smx_signed_prekey published{};
  const smx_status done = smx_testing_rotate(call.device(0).native, &prekey, &published);
  return done == SMX_OK ? call.image_of(std::span<const smx_signed_prekey>(&published, 1))
                        : call.status(done);
}

/// testingReplenish(device, prekeys: structures) -> structures
napi_value replenish(Call& call) {
  const auto prekeys = call.images<smx_testing_prekey>(1);
  std::vector<smx_one_time_prekey> published(prekeys.size());
  const smx_status done = smx_testing_replenish(call.device(0).native, prekeys.data(),
                                                prekeys.size(), published.data());
  return done == SMX_OK ? call.image_of<smx_one_time_prekey>(published) : call.status(done);
}

/// testingSignedPrekeyIds(device) -> structures
napi_value signed_prekey_ids(Call& call) {
  Device& device = call.device(0);
  std::size_t count = 0;
  std::vector<smx_key_id> ids;
  smx_status read = smx_testing_signed_prekey_ids(device.native, nullptr, &count);
  while (read == SMX_BUFFER_TOO_SMALL) {
    ids.resize(count);
    read = smx_testing_signed_prekey_ids(device.native, ids.data(), &count);
  }
  if (read != SMX_OK) return call.status(read);
  ids.resize(count);
  return call.image_of<smx_key_id>(ids);
}

/// testingStateDigest(device) -> 32 bytes
napi_value state_digest(Call& call) {
  std::uint8_t digest[SMX_DIGEST_SIZE];
  const smx_status read = smx_testing_state_digest(call.device(0).native, digest);
  return read == SMX_OK ? call.array(digest) : call.status(read);
}

/// testingEd25519Sign(privateKey, message) -> signature
napi_value ed25519_sign(Call& call) {
  const std::uint8_t* const key = call.bytes_of(0, SMX_KEY_SIZE);
  const auto message = call.bytes(1);
  std::uint8_t signature[SMX_SIGNATURE_SIZE];
  const smx_status made = smx_testing_ed25519_sign(key, message.data(), message.size(), signature);
  return made == SMX_OK ? call.array(signature) : call.status(made);
}

/// testingEd25519Verify(publicKey, message, signature) -> undefined
napi_value ed25519_verify(Call& call) {
  const std::uint8_t* const key = call.bytes_of(0, SMX_KEY_SIZE);
  const auto message = call.bytes(1);
  const std::uint8_t* const signature = call.bytes_of(2, SMX_SIGNATURE_SIZE);
  return call.done(smx_testing_ed25519_verify(key, message.data(), message.size(), signature));
}

/// testingSignedPrekeySign(signingPrivate, identityKey, publicKey, keyId: structure) -> signature
napi_value signed_prekey_sign(Call& call) {
  const std::uint8_t* const key = call.bytes_of(0, SMX_KEY_SIZE);
  const std::uint8_t* const identity = call.bytes_of(1, SMX_KEY_SIZE);
  const std::uint8_t* const prekey = call.bytes_of(2, SMX_KEY_SIZE);
  const auto key_id = call.image<smx_key_id>(3);
  std::uint8_t signature[SMX_SIGNATURE_SIZE];
  const smx_status made = smx_testing_signed_prekey_sign(key, identity, prekey, &key_id, signature);
  return made == SMX_OK ? call.array(signature) : call.status(made);
}

constexpr Function kFunctions[] = {
    {"testingDeviceCreate", entry<create>},
    {"testingDeviceDraw", entry<draw>},
    {"testingSetTime", entry<set_time>},
    {"testingInjectOnly", entry<inject_only>},
    {"testingInject", entry<inject>},
    {"testingClearInjected", entry<clear_injected>},
    {"testingRotate", entry<rotate>},
    {"testingReplenish", entry<replenish>},
    {"testingSignedPrekeyIds", entry<signed_prekey_ids>},
    {"testingStateDigest", entry<state_digest>},
    {"testingEd25519Sign", entry<ed25519_sign>},
    {"testingEd25519Verify", entry<ed25519_verify>},
    {"testingSignedPrekeySign", entry<signed_prekey_sign>},
};

}  // namespace

std::span<const Function> testing_functions() { return kFunctions; }

}  // namespace smx::node
