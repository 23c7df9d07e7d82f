// Two devices exchange messages, both directions, through smx's public headers.
// An application keeps its state in a SealedStore over a SqliteStore instead of a MemoryStore, gets
// the peer's bundle from its directory, and carries the envelopes itself.
#include <smx/device.h>
#include <smx/init.h>
#include <smx/memory_store.h>

#include <cstdlib>
#include <iostream>
#include <string>

namespace {

/// The value, or the reason on standard error and the end.
template <class T>
T value_or_exit(smx::Result<T> result, const char* what) {
  if (result) return std::move(*result);
  std::cerr << what << ": " << smx::error_name(result.error()) << ": "
            << smx::error_description(result.error()) << '\n';
  std::exit(1);
}

smx::ByteView bytes_of(const std::string& text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::string text_of(const smx::SecretBytes& bytes) {
  return {bytes.reveal().begin(), bytes.reveal().end()};
}

}  // namespace

int main() {
  if (const auto ready = smx::init(); !ready) return 1;

  smx::MemoryStore alice_store;
  smx::MemoryStore bob_store;
  smx::Device alice = value_or_exit(smx::Device::create(alice_store), "make Alice");
  smx::Device bob = value_or_exit(smx::Device::create(bob_store), "make Bob");

  // Bob publishes a bundle; Alice reads it from his bytes and starts a session with it.
  const smx::Bytes published =
      smx::encode_bundle(value_or_exit(bob.bundle_with_one_time_prekey(), "make Bob's bundle"));
  const smx::Bundle bundle = value_or_exit(smx::decode_bundle(published), "read Bob's bundle");
  const smx::Sent hello = value_or_exit(
      alice.send("bob", bytes_of("Hello Bob"), {.bundle = &bundle, .delivery_id = {}}), "send");

  // Bob knows Alice's keys from his own directory and answers; no bundle is needed for that.
  const smx::Received first =
      value_or_exit(bob.receive("alice", alice.keys(), hello.envelope), "receive");
  std::cout << "Bob reads: " << text_of(first.plaintext) << '\n';
  const smx::Sent answer = value_or_exit(bob.send("alice", bytes_of("Hello Alice")), "answer");
  const smx::Received second =
      value_or_exit(alice.receive("bob", bob.keys(), answer.envelope), "receive the answer");
  std::cout << "Alice reads: " << text_of(second.plaintext) << '\n';
}
