#include "buffer.h"

namespace smx::jni {

void Buffer::resize(std::size_t size) {
  wipe();
  if (size > kInline) {
    // Uninitialised on purpose: every byte that is read has been written before.
    heap_.reset(new std::uint8_t[size]);
  } else {
    heap_.reset();
  }
  size_ = size;
}

void Buffer::wipe() {
  if (size_ != 0) {
    smx_wipe(data(), size_);
  }
}

ArrayBytes::ArrayBytes(JNIEnv* env, jbyteArray array)
    : ArrayBytes(env, array, 0, array == nullptr ? 0 : env->GetArrayLength(array)) {}

ArrayBytes::ArrayBytes(JNIEnv* env, jbyteArray array, jint offset, jint length)
    : given_(array != nullptr) {
  if (!given_) {
    return;
  }
  buffer_.resize(static_cast<std::size_t>(length));
  if (length != 0) {
    env->GetByteArrayRegion(array, offset, length, reinterpret_cast<jbyte*>(buffer_.data()));
  }
}

jbyteArray new_array(JNIEnv* env, const std::uint8_t* bytes, std::size_t size) {
  jbyteArray array = env->NewByteArray(static_cast<jsize>(size));
  if (array != nullptr && size != 0) {
    env->SetByteArrayRegion(array, 0, static_cast<jsize>(size),
                            reinterpret_cast<const jbyte*>(bytes));
  }
  return array;
}

std::uint8_t* direct_bytes(JNIEnv* env, jobject buffer, jint offset, jint length) {
  void* address = env->GetDirectBufferAddress(buffer);
  if (address == nullptr || offset < 0 || length < 0 ||
      env->GetDirectBufferCapacity(buffer) < jlong{offset} + length) {
    return nullptr;
  }
  return static_cast<std::uint8_t*>(address) + offset;
}

}  // namespace smx::jni
