#include "callbacks.h"

#include <algorithm>
#include <cstring>
#include <new>
#include <string>
#include <vector>

#include "buffer.h"
#include "flat.h"

namespace smx::jni {
namespace {

// The environment with room for the few local references of one callback, which go when it ends.
class Frame {
 public:
  Frame() : env_(current_env()) {
    if (env_ != nullptr && env_->PushLocalFrame(kReferences) != 0) {
      env_->ExceptionClear();
      env_ = nullptr;
    }
  }
  ~Frame() {
    if (env_ != nullptr) {
      env_->PopLocalFrame(nullptr);
    }
  }
  Frame(const Frame&) = delete;
  Frame& operator=(const Frame&) = delete;
  Frame(Frame&&) = delete;
  Frame& operator=(Frame&&) = delete;

  JNIEnv* env() const { return env_; }
  // Did the last call throw? The exception is gone afterwards.
  bool threw() const {
    if (env_->ExceptionCheck() == JNI_FALSE) {
      return false;
    }
    env_->ExceptionClear();
    return true;
  }

 private:
  static constexpr jint kReferences = 8;
  JNIEnv* env_;
};

jobject bridge_of(void* context) { return static_cast<const GlobalReference*>(context)->get(); }

void* context_of(const GlobalReference& bridge) { return const_cast<GlobalReference*>(&bridge); }

// The bytes of a Java array, which is overwritten with zeros when they go.
class Drained {
 public:
  Drained(JNIEnv* env, jbyteArray array)
      : env_(env), array_(array), elements_(env->GetByteArrayElements(array, nullptr)) {}
  ~Drained() {
    if (elements_ != nullptr) {
      smx_wipe(elements_, size());
      env_->ReleaseByteArrayElements(array_, elements_, 0);
    }
  }
  Drained(const Drained&) = delete;
  Drained& operator=(const Drained&) = delete;
  Drained(Drained&&) = delete;
  Drained& operator=(Drained&&) = delete;

  bool missing() const { return elements_ == nullptr; }
  std::size_t size() const { return static_cast<std::size_t>(env_->GetArrayLength(array_)); }
  std::span<const std::uint8_t> bytes() const {
    return {reinterpret_cast<const std::uint8_t*>(elements_), size()};
  }

 private:
  JNIEnv* env_;
  jbyteArray array_;
  jbyte* elements_;
};

// Gives each record of the bridge's answer to the sink. The answer: status, generation, number of
// records, and of each record the id and the value with their sizes.
smx_status deliver(std::span<const std::uint8_t> answer, std::uint64_t* generation,
                   smx_record_sink sink, void* sink_context) {
  FlatReader reader(answer);
  const auto status = static_cast<smx_status>(reader.u32());
  if (status != SMX_OK) {
    return status;
  }
  *generation = reader.u64();
  const std::uint32_t count = reader.u32();
  for (std::uint32_t i = 0; i < count; ++i) {
    const auto id = reader.take(reader.u32());
    const auto value = reader.take(reader.u32());
    if (reader.fell_short()) {
      return SMX_STORAGE_FAILED;
    }
    const std::string id_text(id.begin(), id.end());
    const smx_record record = {id_text.c_str(), value.data(), value.size(), 0};
    const smx_status taken = sink(sink_context, &record);
    if (taken != SMX_OK) {
      return taken;
    }
  }
  return reader.complete() ? SMX_OK : SMX_STORAGE_FAILED;
}

smx_status store_load(void* context, std::uint64_t* generation, smx_record_sink sink,
                      void* sink_context) {
  const Frame frame;
  if (frame.env() == nullptr) {
    return SMX_STORAGE_FAILED;
  }
  auto* answer =
      static_cast<jbyteArray>(frame.env()->CallObjectMethod(bridge_of(context), java().store_load));
  if (frame.threw() || answer == nullptr) {
    return SMX_STORAGE_FAILED;
  }
  const Drained drained(frame.env(), answer);
  if (drained.missing()) {
    frame.threw();
    return SMX_OUT_OF_MEMORY;
  }
  try {
    return deliver(drained.bytes(), generation, sink, sink_context);
  } catch (const std::bad_alloc&) {
    return SMX_OUT_OF_MEMORY;
  }
}

std::size_t encoded_size(const smx_record* changes, std::size_t count) {
  std::size_t size = 4;
  for (std::size_t i = 0; i < count; ++i) {
    size += 9 + std::strlen(changes[i].id) + changes[i].value_size;
  }
  return size;
}

smx_status store_commit(void* context, std::uint64_t expected_generation, const smx_record* changes,
                        std::size_t count) {
  const Frame frame;
  if (frame.env() == nullptr) {
    return SMX_STORAGE_FAILED;
  }
  FlatWriter writer;
  try {
    // At once, so that no copy of a value is left behind in memory that was too small.
    writer.out().reserve(encoded_size(changes, count));
    writer.u32(static_cast<std::uint32_t>(count));
    for (std::size_t i = 0; i < count; ++i) {
      const smx_record& change = changes[i];
      const std::size_t id_size = std::strlen(change.id);
      writer.u32(static_cast<std::uint32_t>(id_size));
      writer.bytes(reinterpret_cast<const std::uint8_t*>(change.id), id_size);
      writer.u8(change.deleted);
      writer.u32(static_cast<std::uint32_t>(change.value_size));
      writer.bytes(change.value, change.value_size);
    }
  } catch (const std::bad_alloc&) {
    smx_wipe(writer.out().data(), writer.out().size());
    return SMX_OUT_OF_MEMORY;
  }
  jbyteArray encoded = new_array(frame.env(), writer.out().data(), writer.out().size());
  smx_wipe(writer.out().data(), writer.out().size());
  if (encoded == nullptr) {
    frame.threw();
    return SMX_OUT_OF_MEMORY;
  }
  const jint status = frame.env()->CallIntMethod(bridge_of(context), java().store_commit,
                                                 static_cast<jlong>(expected_generation), encoded);
  return frame.threw() ? SMX_STORAGE_FAILED : static_cast<smx_status>(status);
}

smx_status convert_key(void* context, jmethodID method, const std::uint8_t* in, std::size_t in_size,
                       std::uint8_t* out, std::size_t* out_size) {
  const Frame frame;
  if (frame.env() == nullptr) {
    return SMX_KEY_UNAVAILABLE;
  }
  jbyteArray argument = new_array(frame.env(), in, in_size);
  if (argument == nullptr) {
    frame.threw();
    return SMX_KEY_UNAVAILABLE;
  }
  // The bridge wipes its argument.
  auto* answer =
      static_cast<jbyteArray>(frame.env()->CallObjectMethod(bridge_of(context), method, argument));
  if (frame.threw() || answer == nullptr) {
    return SMX_KEY_UNAVAILABLE;
  }
  const Drained drained(frame.env(), answer);
  if (drained.missing() || drained.size() > *out_size) {
    frame.threw();
    return SMX_KEY_UNAVAILABLE;
  }
  std::copy_n(drained.bytes().begin(), drained.size(), out);
  *out_size = drained.size();
  return SMX_OK;
}

smx_status wrap(void* context, const std::uint8_t* data_key, std::size_t data_key_size,
                std::uint8_t* out, std::size_t* out_size) {
  return convert_key(context, java().key_wrap, data_key, data_key_size, out, out_size);
}

smx_status unwrap(void* context, const std::uint8_t* wrapped, std::size_t wrapped_size,
                  std::uint8_t* out, std::size_t* out_size) {
  return convert_key(context, java().key_unwrap, wrapped, wrapped_size, out, out_size);
}

// Bridges answer with a number that is not negative, or -1.
smx_status ask_number(void* context, jmethodID method, std::uint64_t* value, smx_status failure) {
  const Frame frame;
  if (frame.env() == nullptr) {
    return failure;
  }
  const jlong answer = frame.env()->CallLongMethod(bridge_of(context), method);
  if (frame.threw() || answer < 0) {
    return failure;
  }
  *value = static_cast<std::uint64_t>(answer);
  return SMX_OK;
}

smx_status counter_read(void* context, std::uint64_t* value) {
  return ask_number(context, java().counter_read, value, SMX_COUNTER_FAILED);
}

smx_status counter_advance(void* context, std::uint64_t value) {
  const Frame frame;
  if (frame.env() == nullptr) {
    return SMX_COUNTER_FAILED;
  }
  const jint status = frame.env()->CallIntMethod(bridge_of(context), java().counter_advance,
                                                 static_cast<jlong>(value));
  return frame.threw() ? SMX_COUNTER_FAILED : static_cast<smx_status>(status);
}

smx_status clock_now(void* context, std::uint64_t* seconds) {
  return ask_number(context, java().clock_now, seconds, SMX_CLOCK_FAILED);
}

}  // namespace

smx_store_callbacks store_callbacks(const GlobalReference& bridge) {
  return {sizeof(smx_store_callbacks), context_of(bridge), store_load, store_commit};
}

smx_key_wrap key_wrap(const GlobalReference& bridge) {
  return {sizeof(smx_key_wrap), context_of(bridge), wrap, unwrap};
}

smx_rollback_counter rollback_counter(const GlobalReference& bridge) {
  return {sizeof(smx_rollback_counter), context_of(bridge), counter_read, counter_advance};
}

smx_clock clock(const GlobalReference& bridge) {
  return {sizeof(smx_clock), context_of(bridge), clock_now};
}

}  // namespace smx::jni
