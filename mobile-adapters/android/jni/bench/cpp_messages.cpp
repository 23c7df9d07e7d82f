// Two devices of the C++ core over stores in memory, and messages from one to the other: one
// crossing for a whole round, so that what is measured is C++ alone.

#include "cpp_messages.h"

#include <array>
#include <memory>
#include <vector>

#include "native_method.h"
#include "smx/device.h"
#include "smx/init.h"
#include "smx/memory_store.h"

namespace smx::jni {
namespace {

struct Pair {
  MemoryStore alice_store;
  MemoryStore bob_store;
  std::unique_ptr<Device> alice;
  std::unique_ptr<Device> bob;
  std::vector<std::uint8_t> plaintext;
};

bool exchange_once(Pair& pair) {
  const auto sent = pair.alice->send("bob", pair.plaintext);
  return sent && pair.bob->receive("alice", pair.alice->keys(), sent->envelope);
}

// A session that both sides know: from then on there are frames only.
bool greet(Pair& pair) {
  const Bundle bundle = pair.bob->bundle();
  SendOptions first;
  first.bundle = &bundle;
  const auto hello = pair.alice->send("bob", pair.plaintext, first);
  if (!hello || !pair.bob->receive("alice", pair.alice->keys(), hello->envelope)) {
    return false;
  }
  const auto answer = pair.bob->send("alice", pair.plaintext);
  return answer && pair.alice->receive("bob", pair.bob->keys(), answer->envelope);
}

// A number of a pair, 0 when one cannot be had.
jlong open(JNIEnv*, jclass, jint plaintext_size) {
  auto pair = std::make_unique<Pair>();
  pair->plaintext.assign(static_cast<std::size_t>(plaintext_size), 0x5a);
  CreateOptions options;
  options.one_time_prekeys = 0;
  if (!init()) {
    return 0;
  }
  auto alice = Device::create(pair->alice_store, options);
  auto bob = Device::create(pair->bob_store, options);
  if (!alice || !bob) {
    return 0;
  }
  pair->alice = std::make_unique<Device>(std::move(*alice));
  pair->bob = std::make_unique<Device>(std::move(*bob));
  return greet(*pair) ? reinterpret_cast<jlong>(pair.release()) : 0;
}

// How many of the messages arrived.
jint exchange(JNIEnv*, jclass, jlong pair, jint messages) {
  for (jint done = 0; done < messages; ++done) {
    if (!exchange_once(*reinterpret_cast<Pair*>(pair))) {
      return done;
    }
  }
  return messages;
}

void close(JNIEnv*, jclass, jlong pair) { delete reinterpret_cast<Pair*>(pair); }

}  // namespace

bool register_cpp_messages(JNIEnv* env) {
  const std::array methods = {
      native_method("open", "(I)J", open),
      native_method("exchange", "(JI)I", exchange),
      native_method("close", "(J)V", close),
  };
  jclass found = env->FindClass("com/semafore/smx/bench/CppMessages");
  return found != nullptr &&
         env->RegisterNatives(found, methods.data(), static_cast<jint>(methods.size())) == JNI_OK;
}

}  // namespace smx::jni
