#pragma once

// The flat form in which structures cross the border: fields one after the other, integers
// big-endian, an id with its size in one byte before it. FlatReader.kt and FlatWriter.kt are the
// other side. It is private to one build of the library and never stored.

#include <cstdint>
#include <span>
#include <vector>

#include "smx.h"

namespace smx::jni {

class FlatWriter {
 public:
  void bytes(const std::uint8_t* data, std::size_t size);
  void u8(std::uint8_t value) { out_.push_back(value); }
  void u32(std::uint32_t value);
  void u64(std::uint64_t value);
  void keys(const smx_device_keys& keys);
  void key_id(const smx_key_id& id);
  void signed_prekey(const smx_signed_prekey& prekey);
  void one_time_prekey(const smx_one_time_prekey& prekey);
  void bundle(const smx_bundle& bundle);
  void header(const smx_envelope_header& header);
  void header(const smx_frame_header& header);
  // Size in two bytes, then the bytes.
  void short_string(const std::uint8_t* data, std::size_t size);

  std::vector<std::uint8_t>& out() { return out_; }

 private:
  std::vector<std::uint8_t> out_;
};

// Reads what Kotlin wrote. Reading past the end gives zeros and leaves `complete` false.
class FlatReader {
 public:
  explicit FlatReader(std::span<const std::uint8_t> in) : rest_(in) {}

  std::uint8_t u8();
  std::uint32_t u32();
  std::uint64_t u64();
  std::span<const std::uint8_t> take(std::size_t size);
  void copy(std::uint8_t* to, std::size_t size);
  smx_device_keys keys();
  smx_key_id key_id();
  smx_signed_prekey signed_prekey();
  smx_bundle bundle();
  // Everything was there and nothing is left.
  bool complete() const { return !short_ && rest_.empty(); }
  bool fell_short() const { return short_; }

 private:
  std::span<const std::uint8_t> rest_;
  bool short_ = false;
};

}  // namespace smx::jni
