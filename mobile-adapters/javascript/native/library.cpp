#include <algorithm>
#include <type_traits>

#include "call.h"
#include "wire.h"

namespace smx::node {
namespace {

// JavaScript holds these as their bytes; src/layout.ts knows the offsets.
static_assert(sizeof(smx_device_keys) == 64 && sizeof(smx_key_id) == 65);
static_assert(sizeof(smx_signed_prekey) == 161 && sizeof(smx_one_time_prekey) == 97);
static_assert(sizeof(smx_bundle) == 323 && alignof(smx_bundle) == 1);

/// init(flags) -> undefined
napi_value init(Call& call) {
  return call.done(smx_init(static_cast<std::uint32_t>(call.number(0))));
}

/// version() -> string
napi_value version(Call& call) { return call.text(smx_version()); }

/// abiVersion() -> bigint
napi_value abi_version(Call& call) { return call.big(smx_abi_version()); }

/// cpuReport() -> Uint8Array of four flags
napi_value cpu_report(Call& call) {
  smx_cpu_report report{.struct_size = sizeof(report),
                        .initialised = 0,
                        .has_aes_instructions = 0,
                        .has_carryless_multiply = 0,
                        .variable_time_aes = 0};
  if (const smx_status read = smx_get_cpu_report(&report); read != SMX_OK) return call.status(read);
  const std::uint8_t flags[] = {report.initialised, report.has_aes_instructions,
                                report.has_carryless_multiply, report.variable_time_aes};
  return call.array(flags);
}

/// share() -> the Uint8Array that a message's outcome is written to
napi_value share(Call& call) { return call.addon().share(call.env()); }

/// bundleDecode(bytes) -> the structure's bytes, or [offset, field, kind]
napi_value bundle_decode(Call& call) {
  const auto bytes = call.bytes(0);
  smx_bundle bundle{};
  smx_fault fault = empty_fault();
  const smx_status decoded = smx_bundle_decode(bytes.data(), bytes.size(), &bundle, &fault);
  if (decoded == SMX_MALFORMED) return fault_value(call, fault);
  if (decoded != SMX_OK) return call.status(decoded);
  return call.image_of(std::span<const smx_bundle>(&bundle, 1));
}

/// bundleEncode(structure) -> bytes
napi_value bundle_encode(Call& call) {
  const auto bundle = call.image<smx_bundle>(0);
  std::uint8_t out[SMX_MAX_BUNDLE_SIZE];
  std::size_t size = sizeof(out);
  const smx_status encoded = smx_bundle_encode(&bundle, out, &size);
  return encoded == SMX_OK ? call.array({out, size}) : call.status(encoded);
}

/// bundleVerify(structure) -> undefined
napi_value bundle_verify(Call& call) {
  const auto bundle = call.image<smx_bundle>(0);
  return call.done(smx_bundle_verify(&bundle));
}

/// signedPrekeyVerify(keys, prekey: structures) -> undefined
napi_value signed_prekey_verify(Call& call) {
  const auto owner = call.image<smx_device_keys>(0);
  const auto prekey = call.image<smx_signed_prekey>(1);
  return call.done(smx_signed_prekey_verify(&owner, &prekey));
}

/// envelopeDecode(bytes) -> bytes as src/envelope.ts reads them, or [offset, field, kind]
napi_value envelope_decode(Call& call) {
  const auto bytes = call.bytes(0);
  smx_envelope_header header{};
  header.struct_size = sizeof(header);
  smx_fault fault = empty_fault();
  const smx_status decoded = smx_envelope_decode(bytes.data(), bytes.size(), &header, &fault);
  if (decoded == SMX_MALFORMED) return fault_value(call, fault);
  if (decoded != SMX_OK) return call.status(decoded);
  Image image;
  image.bytes(header.ephemeral_key);
  image.key_id(header.signed_prekey_id);
  image.byte(header.has_one_time_prekey);
  image.key_id(header.one_time_prekey_id);
  image.bytes(header.nonce);
  image.number(header.ciphertext_offset);
  image.number(header.ciphertext_size);
  return call.array(image.done());
}

/// frameDecode(bytes) -> bytes as src/envelope.ts reads them, or [offset, field, kind]
napi_value frame_decode(Call& call) {
  const auto bytes = call.bytes(0);
  smx_frame_header header{};
  header.struct_size = sizeof(header);
  smx_fault fault = empty_fault();
  const smx_status decoded = smx_frame_decode(bytes.data(), bytes.size(), &header, &fault);
  if (decoded == SMX_MALFORMED) return fault_value(call, fault);
  if (decoded != SMX_OK) return call.status(decoded);
  Image image;
  image.bytes(header.ratchet_key);
  image.number(header.previous_count);
  image.number(header.number);
  image.number(header.ciphertext_offset);
  image.number(header.ciphertext_size);
  return call.array(image.done());
}

constexpr Function kFunctions[] = {
    {"init", entry<init>},
    {"version", entry<version>},
    {"abiVersion", entry<abi_version>},
    {"cpuReport", entry<cpu_report>},
    {"share", entry<share>},
    {"bundleDecode", entry<bundle_decode>},
    {"bundleEncode", entry<bundle_encode>},
    {"bundleVerify", entry<bundle_verify>},
    {"signedPrekeyVerify", entry<signed_prekey_verify>},
    {"envelopeDecode", entry<envelope_decode>},
    {"frameDecode", entry<frame_decode>},
};

}  // namespace

std::span<const Function> library_functions() { return kFunctions; }

}  // namespace smx::node
