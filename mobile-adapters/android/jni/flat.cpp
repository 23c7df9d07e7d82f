#include "flat.h"

#include <algorithm>

namespace smx::jni {

void FlatWriter::bytes(const std::uint8_t* data, std::size_t size) {
  out_.insert(out_.end(), data, data + size);
}

void FlatWriter::u32(std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) {
    out_.push_back(static_cast<std::uint8_t>(value >> shift));
  }
}

void FlatWriter::u64(std::uint64_t value) {
  u32(static_cast<std::uint32_t>(value >> 32));
  u32(static_cast<std::uint32_t>(value));
}

void FlatWriter::keys(const smx_device_keys& keys) {
  bytes(keys.identity_key, sizeof keys.identity_key);
  bytes(keys.signing_key, sizeof keys.signing_key);
}

void FlatWriter::key_id(const smx_key_id& id) {
  const std::size_t size = std::min<std::size_t>(id.size, sizeof id.bytes);
  u8(static_cast<std::uint8_t>(size));
  bytes(id.bytes, size);
}

void FlatWriter::signed_prekey(const smx_signed_prekey& prekey) {
  key_id(prekey.key_id);
  bytes(prekey.public_key, sizeof prekey.public_key);
  bytes(prekey.signature, sizeof prekey.signature);
}

void FlatWriter::one_time_prekey(const smx_one_time_prekey& prekey) {
  key_id(prekey.key_id);
  bytes(prekey.public_key, sizeof prekey.public_key);
}

void FlatWriter::bundle(const smx_bundle& bundle) {
  keys(bundle.keys);
  signed_prekey(bundle.signed_prekey);
  u8(bundle.has_one_time_prekey);
  if (bundle.has_one_time_prekey != 0) {
    one_time_prekey(bundle.one_time_prekey);
  }
}

void FlatWriter::header(const smx_envelope_header& header) {
  bytes(header.ephemeral_key, sizeof header.ephemeral_key);
  key_id(header.signed_prekey_id);
  u8(header.has_one_time_prekey);
  if (header.has_one_time_prekey != 0) {
    key_id(header.one_time_prekey_id);
  }
  bytes(header.nonce, sizeof header.nonce);
  u32(static_cast<std::uint32_t>(header.ciphertext_offset));
  u32(static_cast<std::uint32_t>(header.ciphertext_size));
}

void FlatWriter::header(const smx_frame_header& header) {
  bytes(header.ratchet_key, sizeof header.ratchet_key);
  u32(header.previous_count);
  u32(header.number);
  u32(static_cast<std::uint32_t>(header.ciphertext_offset));
  u32(static_cast<std::uint32_t>(header.ciphertext_size));
}

void FlatWriter::short_string(const std::uint8_t* data, std::size_t size) {
  u8(static_cast<std::uint8_t>(size >> 8));
  u8(static_cast<std::uint8_t>(size));
  bytes(data, size);
}

std::span<const std::uint8_t> FlatReader::take(std::size_t size) {
  if (size > rest_.size()) {
    short_ = true;
    rest_ = {};
    return {};
  }
  const auto taken = rest_.first(size);
  rest_ = rest_.subspan(size);
  return taken;
}

std::uint8_t FlatReader::u8() {
  const auto taken = take(1);
  return taken.empty() ? std::uint8_t{0} : taken[0];
}

std::uint32_t FlatReader::u32() {
  std::uint32_t value = 0;
  for (const std::uint8_t byte : take(4)) {
    value = value << 8 | byte;
  }
  return value;
}

std::uint64_t FlatReader::u64() {
  const std::uint64_t high = u32();
  return high << 32 | u32();
}

void FlatReader::copy(std::uint8_t* to, std::size_t size) {
  const auto taken = take(size);
  std::copy(taken.begin(), taken.end(), to);
}

smx_device_keys FlatReader::keys() {
  smx_device_keys keys = {};
  copy(keys.identity_key, sizeof keys.identity_key);
  copy(keys.signing_key, sizeof keys.signing_key);
  return keys;
}

smx_key_id FlatReader::key_id() {
  smx_key_id id = {};
  const std::uint8_t size = u8();
  const auto taken = take(size);
  // A longer id keeps its size, which the library refuses as malformed, and not its bytes.
  std::copy_n(taken.begin(), std::min(taken.size(), sizeof id.bytes), id.bytes);
  id.size = size;
  return id;
}

smx_signed_prekey FlatReader::signed_prekey() {
  smx_signed_prekey prekey = {};
  prekey.key_id = key_id();
  copy(prekey.public_key, sizeof prekey.public_key);
  copy(prekey.signature, sizeof prekey.signature);
  return prekey;
}

smx_bundle FlatReader::bundle() {
  smx_bundle bundle = {};
  bundle.keys = keys();
  bundle.signed_prekey = signed_prekey();
  bundle.has_one_time_prekey = u8();
  if (bundle.has_one_time_prekey != 0) {
    bundle.one_time_prekey.key_id = key_id();
    copy(bundle.one_time_prekey.public_key, sizeof bundle.one_time_prekey.public_key);
  }
  return bundle;
}

}  // namespace smx::jni
