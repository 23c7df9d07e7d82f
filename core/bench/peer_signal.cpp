// libsignal-protocol-c, or libomemo-c when built so, from the distribution: the same works.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <utility>

#include "signal_provider.h"

namespace smx::bench {
namespace {

constexpr std::size_t kBatch = 256;
constexpr std::size_t kHandshakes = 16;

using Buffer = std::vector<std::uint8_t>;

signal_context* context() {
  static signal_context* const made = [] {
    signal_context* fresh = nullptr;
    need_signal(signal_context_create(&fresh, nullptr), "context");
    const signal_crypto_provider provider = fast_provider();
    need_signal(signal_context_set_crypto_provider(fresh, &provider), "provider");
    return fresh;
  }();
  return made;
}

/// A message on the wire.
struct Message {
  bool bootstrap;
  Buffer bytes;
};

/// One side of a conversation with the one peer there is.
class User {
 public:
  User() : store(context()) {
    need_signal(session_cipher_create(&cipher_, store.get(), &address_, context()), "cipher");
  }
  User(const User&) = delete;
  User& operator=(const User&) = delete;
  ~User() { session_cipher_free(cipher_); }

  void start(session_pre_key_bundle* bundle) {
    session_builder* builder = nullptr;
    need_signal(session_builder_create(&builder, store.get(), &address_, context()), "builder");
    need_signal(session_builder_process_pre_key_bundle(builder, bundle), "bundle");
    session_builder_free(builder);
  }

  Message encrypt(const Buffer& text) {
    ciphertext_message* sealed = nullptr;
    need_signal(session_cipher_encrypt(cipher_, text.data(), text.size(), &sealed), "encrypt");
    const signal_buffer* bytes = ciphertext_message_get_serialized(sealed);
    const std::uint8_t* data = signal_buffer_const_data(bytes);
    Message out{ciphertext_message_get_type(sealed) == CIPHERTEXT_PREKEY_TYPE,
                Buffer(data, data + signal_buffer_len(bytes))};
    SIGNAL_UNREF(sealed);
    return out;
  }

  void decrypt(const Message& message) {
    signal_buffer* text = nullptr;
    if (message.bootstrap) {
      pre_key_signal_message* parsed = nullptr;
      need_signal(pre_key_signal_message_deserialize(&parsed, message.bytes.data(),
                                                     message.bytes.size(), context()),
                  "parse");
      need_signal(session_cipher_decrypt_pre_key_signal_message(cipher_, parsed, nullptr, &text),
                  "decrypt the first message");
      SIGNAL_UNREF(parsed);
    } else {
      signal_message* parsed = nullptr;
      need_signal(signal_message_deserialize(&parsed, message.bytes.data(), message.bytes.size(),
                                             context()),
                  "parse");
      need_signal(session_cipher_decrypt_signal_message(cipher_, parsed, nullptr, &text),
                  "decrypt");
      SIGNAL_UNREF(parsed);
    }
    signal_buffer_bzero_free(text);
  }

  SignalStore store;

 private:
  signal_protocol_address address_{"peer", 4, 1};
  session_cipher* cipher_ = nullptr;
};

/// Two users in the middle of a conversation.
struct Pair {
  Pair() {
    session_pre_key_bundle* bundle = second.store.make_bundle(1);
    first.start(bundle);
    SIGNAL_UNREF(bundle);
    const Buffer text(64, 'm');
    second.decrypt(first.encrypt(text));
    first.decrypt(second.encrypt(text));
    second.decrypt(first.encrypt(text));
  }
  std::vector<Message> messages(std::size_t count, std::size_t size) {
    const Buffer text(size, 'm');
    std::vector<Message> out;
    for (std::size_t i = 0; i < count; ++i) out.push_back(first.encrypt(text));
    return out;
  }

  User first;
  User second;
};

void initiator(benchmark::State& state) {
  User own;
  User peer;
  const Buffer text(64, 'm');
  session_pre_key_bundle* bundle = peer.store.make_bundle(1);
  for (auto _ : state) {
    own.start(bundle);
    benchmark::DoNotOptimize(own.encrypt(text));
    own.store.forget_session();
  }
  SIGNAL_UNREF(bundle);
}

void responder(benchmark::State& state) {
  User own;
  User peer;
  const Buffer text(64, 'm');
  while (state.KeepRunningBatch(kHandshakes)) {
    state.PauseTiming();
    std::vector<Message> hellos;
    for (std::uint32_t id = 1; id <= kHandshakes; ++id) {
      session_pre_key_bundle* bundle = peer.store.make_bundle(id);
      own.start(bundle);
      hellos.push_back(own.encrypt(text));
      own.store.forget_session();
      SIGNAL_UNREF(bundle);
    }
    state.ResumeTiming();
    for (const Message& hello : hellos) {
      peer.decrypt(hello);
      peer.store.forget_session();
    }
  }
}

void encrypt(benchmark::State& state) {
  Pair pair;
  const Buffer text(static_cast<std::size_t>(state.range(0)), 'm');
  for (auto _ : state) benchmark::DoNotOptimize(pair.first.encrypt(text));
  state.SetBytesProcessed(state.iterations() * state.range(0));
}

void decrypt(benchmark::State& state) {
  Pair pair;
  std::vector<Message> messages;
  std::size_t next = 0;
  for (auto _ : state) {
    if (next == messages.size()) {
      state.PauseTiming();
      messages = pair.messages(kBatch, static_cast<std::size_t>(state.range(0)));
      next = 0;
      state.ResumeTiming();
    }
    pair.second.decrypt(messages[next++]);
  }
  state.SetBytesProcessed(state.iterations() * state.range(0));
}

void ping_pong(benchmark::State& state) {
  Pair pair;
  const Buffer text(64, 'm');
  User* from = &pair.second;
  User* to = &pair.first;
  for (auto _ : state) {
    to->decrypt(from->encrypt(text));
    std::swap(from, to);
  }
}

void reversed(benchmark::State& state) {
  constexpr std::size_t kCount = 1000;
  Pair pair;
  while (state.KeepRunningBatch(kCount)) {
    state.PauseTiming();
    const std::vector<Message> messages = pair.messages(kCount, 64);
    state.ResumeTiming();
    for (auto message = messages.rbegin(); message != messages.rend(); ++message)
      pair.second.decrypt(*message);
  }
}

void state_size(benchmark::State& state) {
  Pair pair;
  for (auto _ : state) benchmark::DoNotOptimize(pair.first.store.session_size());
  state.counters["bytes"] = static_cast<double>(pair.first.store.session_size());
}

BENCHMARK(initiator)->Name(SMX_BENCH_PEER "/initiator");
BENCHMARK(responder)->Name(SMX_BENCH_PEER "/responder");
BENCHMARK(encrypt)->Name(SMX_BENCH_PEER "/encrypt")->Arg(64)->Arg(1024)->Arg(65536);
BENCHMARK(decrypt)->Name(SMX_BENCH_PEER "/decrypt")->Arg(64)->Arg(1024)->Arg(65536);
BENCHMARK(ping_pong)->Name(SMX_BENCH_PEER "/ping-pong");
BENCHMARK(reversed)->Name(SMX_BENCH_PEER "/reversed/1000");
BENCHMARK(state_size)->Name(SMX_BENCH_PEER "/export/0");

}  // namespace
}  // namespace smx::bench
