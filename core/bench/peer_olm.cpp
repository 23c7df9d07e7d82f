// libolm from the distribution: the same works. Its handshake has three agreements and no signed
// prekey, so it does less.
#include <benchmark/benchmark.h>
#include <olm/olm.h>
#include <sodium.h>

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace {

constexpr std::size_t kBatch = 256;
constexpr std::size_t kHandshakes = 32;

using Buffer = std::vector<std::uint8_t>;

Buffer random_bytes(std::size_t size) {
  Buffer bytes(size);
  randombytes_buf(bytes.data(), bytes.size());
  return bytes;
}

std::size_t need(std::size_t result) {
  if (result == olm_error()) std::abort();
  return result;
}

/// The first text in quotes after `name` in a JSON text that libolm wrote.
std::string quoted_after(const std::string& json, const std::string& name, std::size_t skip) {
  std::size_t at = json.find('"' + name + '"') + name.size() + 2;
  std::string value;
  for (std::size_t i = 0; i <= skip; ++i) {
    const std::size_t begin = json.find('"', at) + 1;
    const std::size_t end = json.find('"', begin);
    value = json.substr(begin, end - begin);
    at = end + 1;
  }
  return value;
}

class Account {
 public:
  Account() : memory_(olm_account_size()), account_(olm_account(memory_.data())) {
    Buffer random = random_bytes(olm_create_account_random_length(account_));
    need(olm_create_account(account_, random.data(), random.size()));
    std::string keys(olm_account_identity_keys_length(account_), '\0');
    need(olm_account_identity_keys(account_, keys.data(), keys.size()));
    identity_key = quoted_after(keys, "curve25519", 0);
  }

  std::string make_one_time_key() {
    olm_account_mark_keys_as_published(account_);
    Buffer random = random_bytes(olm_account_generate_one_time_keys_random_length(account_, 1));
    need(olm_account_generate_one_time_keys(account_, 1, random.data(), random.size()));
    std::string keys(olm_account_one_time_keys_length(account_), '\0');
    need(olm_account_one_time_keys(account_, keys.data(), keys.size()));
    // {"curve25519":{"<id>":"<key>"}}
    return quoted_after(keys, "curve25519", 1);
  }

  OlmAccount* get() { return account_; }

  std::string identity_key;

 private:
  Buffer memory_;
  OlmAccount* account_;
};

struct Message {
  std::size_t type;
  std::string body;
};

class Session {
 public:
  Session() : memory_(olm_session_size()), session_(olm_session(memory_.data())) {}

  void start(Account& account, const std::string& identity_key, const std::string& one_time_key) {
    Buffer random = random_bytes(olm_create_outbound_session_random_length(session_));
    need(olm_create_outbound_session(session_, account.get(), identity_key.data(),
                                     identity_key.size(), one_time_key.data(), one_time_key.size(),
                                     random.data(), random.size()));
  }

  void accept(Account& account, const Message& first) {
    std::string body = first.body;
    need(olm_create_inbound_session(session_, account.get(), body.data(), body.size()));
    need(olm_remove_one_time_keys(account.get(), session_));
  }

  Message encrypt(const Buffer& text) {
    Message out{need(olm_encrypt_message_type(session_)), {}};
    Buffer random = random_bytes(olm_encrypt_random_length(session_));
    out.body.resize(need(olm_encrypt_message_length(session_, text.size())));
    need(olm_encrypt(session_, text.data(), text.size(), random.data(), random.size(),
                     out.body.data(), out.body.size()));
    return out;
  }

  /// False when libolm no longer has the key (it keeps 40).
  bool decrypt(const Message& message) {
    // Both calls destroy their input.
    scratch_ = message.body;
    const std::size_t most =
        olm_decrypt_max_plaintext_length(session_, message.type, scratch_.data(), scratch_.size());
    if (most == olm_error()) return false;
    plaintext_.resize(most);
    scratch_ = message.body;
    return olm_decrypt(session_, message.type, scratch_.data(), scratch_.size(), plaintext_.data(),
                       plaintext_.size()) != olm_error();
  }

  std::string pickle() {
    std::string out(olm_pickle_session_length(session_), '\0');
    need(olm_pickle_session(session_, "key", 3, out.data(), out.size()));
    return out;
  }

 private:
  Buffer memory_;
  OlmSession* session_;
  std::string scratch_;
  Buffer plaintext_;
};

/// Two parties in the middle of a conversation.
struct Pair {
  Pair() {
    const Buffer text(64, 'm');
    first.start(first_account, second_account.identity_key, second_account.make_one_time_key());
    const Message hello = first.encrypt(text);
    second.accept(second_account, hello);
    if (!second.decrypt(hello) || !first.decrypt(second.encrypt(text)) ||
        !second.decrypt(first.encrypt(text)))
      std::abort();
  }
  std::vector<Message> messages(std::size_t count, std::size_t size) {
    const Buffer text(size, 'm');
    std::vector<Message> out;
    for (std::size_t i = 0; i < count; ++i) out.push_back(first.encrypt(text));
    return out;
  }

  Account first_account;
  Account second_account;
  Session first;
  Session second;
};

void initiator(benchmark::State& state) {
  Account own;
  Account peer;
  const std::string key = peer.make_one_time_key();
  const Buffer text(64, 'm');
  for (auto _ : state) {
    Session session;
    session.start(own, peer.identity_key, key);
    benchmark::DoNotOptimize(session.encrypt(text));
  }
}

void responder(benchmark::State& state) {
  Account own;
  Account peer;
  const Buffer text(64, 'm');
  while (state.KeepRunningBatch(kHandshakes)) {
    state.PauseTiming();
    std::vector<Message> hellos;
    for (std::size_t i = 0; i < kHandshakes; ++i) {
      Session session;
      session.start(own, peer.identity_key, peer.make_one_time_key());
      hellos.push_back(session.encrypt(text));
    }
    state.ResumeTiming();
    for (const Message& hello : hellos) {
      Session session;
      session.accept(peer, hello);
      if (!session.decrypt(hello)) state.SkipWithError("refused");
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
    if (!pair.second.decrypt(messages[next++])) state.SkipWithError("refused");
  }
  state.SetBytesProcessed(state.iterations() * state.range(0));
}

void ping_pong(benchmark::State& state) {
  Pair pair;
  const Buffer text(64, 'm');
  Session* from = &pair.second;
  Session* to = &pair.first;
  for (auto _ : state) {
    if (!to->decrypt(from->encrypt(text))) state.SkipWithError("refused");
    std::swap(from, to);
  }
}

/// It opens 41 of 1000; the figure is of those it tries.
void reversed(benchmark::State& state) {
  constexpr std::size_t kCount = 1000;
  Pair pair;
  std::size_t opened = 0;
  std::size_t tried = 0;
  while (state.KeepRunningBatch(kCount)) {
    state.PauseTiming();
    const std::vector<Message> messages = pair.messages(kCount, 64);
    state.ResumeTiming();
    for (auto message = messages.rbegin(); message != messages.rend(); ++message)
      opened += pair.second.decrypt(*message) ? 1U : 0U;
    tried += kCount;
  }
  state.counters["opened_share"] = static_cast<double>(opened) / static_cast<double>(tried);
}

void state_export(benchmark::State& state) {
  Pair pair;
  std::size_t size = 0;
  for (auto _ : state) size = pair.first.pickle().size();
  state.counters["bytes"] = static_cast<double>(size);
}

BENCHMARK(initiator)->Name("olm/initiator");
BENCHMARK(responder)->Name("olm/responder");
BENCHMARK(encrypt)->Name("olm/encrypt")->Arg(64)->Arg(1024)->Arg(65536);
BENCHMARK(decrypt)->Name("olm/decrypt")->Arg(64)->Arg(1024)->Arg(65536);
BENCHMARK(ping_pong)->Name("olm/ping-pong");
BENCHMARK(reversed)->Name("olm/reversed/1000");
BENCHMARK(state_export)->Name("olm/export/0");

}  // namespace
