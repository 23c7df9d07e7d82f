#pragma once

// Bytes on their way through the glue. Everything is treated as a secret: wiped when it goes.

#include <jni.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "smx.h"

namespace smx::jni {

// Room for `size` bytes: most messages fit into the object itself, so that a message costs no
// allocation.
class Buffer {
 public:
  Buffer() = default;
  explicit Buffer(std::size_t size) { resize(size); }
  ~Buffer() { wipe(); }
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;
  Buffer(Buffer&&) = delete;
  Buffer& operator=(Buffer&&) = delete;

  // Throws std::bad_alloc. What was in it is wiped.
  void resize(std::size_t size);
  std::uint8_t* data() { return heap_ ? heap_.get() : inline_.data(); }
  const std::uint8_t* data() const { return heap_ ? heap_.get() : inline_.data(); }
  std::size_t size() const { return size_; }
  void wipe();

 private:
  static constexpr std::size_t kInline = 2048;
  std::size_t size_ = 0;
  std::unique_ptr<std::uint8_t[]> heap_;
  std::array<std::uint8_t, kInline> inline_;
};

// A copy of a part of a Java array; `given` tells null from an array without bytes.
class ArrayBytes {
 public:
  ArrayBytes(JNIEnv* env, jbyteArray array);
  ArrayBytes(JNIEnv* env, jbyteArray array, jint offset, jint length);

  bool given() const { return given_; }
  // Null only when not given: that is how the C interface knows "no delivery id".
  const std::uint8_t* data() const { return given_ ? buffer_.data() : nullptr; }
  std::size_t size() const { return buffer_.size(); }

 private:
  bool given_ = false;
  Buffer buffer_;
};

// A new Java array of these bytes; null, with an OutOfMemoryError pending, when there is no room.
jbyteArray new_array(JNIEnv* env, const std::uint8_t* bytes, std::size_t size);

// A part of a direct buffer. Null when the object is no direct buffer or is shorter than that.
std::uint8_t* direct_bytes(JNIEnv* env, jobject buffer, jint offset, jint length);

}  // namespace smx::jni
