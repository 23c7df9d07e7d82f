// The steady path asks for no memory: messages of an established session, with send_into and
// receive_into, over a MemoryStore, without delivery ids. It is the library that applications link
// that is counted, through its public headers.

#include <gtest/gtest.h>
#include <openssl/evp.h>

#include <array>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <vector>

#include "allocations/counted_memory.h"
#include "smx/device.h"
#include "smx/memory_store.h"

namespace smx {
namespace {

using test::allocations;

void must(const Result<void>& result) {
  if (!result) throw std::runtime_error(std::string(error_name(result.error())));
}

template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(std::string(error_name(result.error())));
  return *std::move(result);
}

/// A device with the results that it uses again and again.
struct End {
  explicit End(std::string its_name) : name(std::move(its_name)) {}

  const Bytes& send(const End& to, const Bytes& plaintext) {
    must(device.send_into(sent, to.name, plaintext));
    return sent.envelope;
  }
  void receive(const End& from, const Bytes& envelope) {
    must(device.receive_into(received, from.name, from.device.keys(), envelope));
  }
  /// The first message to another device, and its answer: the session is established then.
  void meet(End& other) {
    const Bundle bundle = other.device.bundle();
    must(device.send_into(sent, other.name, Bytes(1), {.bundle = &bundle, .delivery_id = {}}));
    other.receive(*this, sent.envelope);
    receive(other, other.send(*this, Bytes(1)));
  }

  std::string name;
  MemoryStore store;
  Device device = must(Device::create(store, {.now = {}, .one_time_prekeys = 1}));
  Sent sent;
  Received received;
};

/// Allocations of `operation`.
template <class Operation>
std::size_t counted(const Operation& operation) {
  const std::size_t before = allocations();
  operation();
  return allocations() - before;
}

struct SteadyPath : testing::Test {
  void SetUp() override { alice.meet(bob); }

  /// One message there and one back: each end's ratchet turns.
  void ping_pong(const Bytes& plaintext) {
    bob.receive(alice, alice.send(bob, plaintext));
    alice.receive(bob, bob.send(alice, plaintext));
  }
  /// Until a session remembers its four earlier chains its record grows.
  void turn_a_few_times() {
    for (std::size_t i = 0; i <= limits::kEarlierChains; ++i) ping_pong(Bytes(100));
  }

  End alice{"alice"};
  End bob{"bob"};
};

// The controls: what is known to allocate is counted, whoever does it.
TEST(CountedMemory, CountsWhatIsKnownToAllocate) {
  EXPECT_EQ(counted([] { ::operator delete(::operator new(1)); }), 1u);
  // Volatile: a compiler may leave out what nobody uses.
  void* volatile memory = nullptr;
  EXPECT_EQ(counted([&] { memory = std::malloc(1); }), 1u);
  EXPECT_EQ(counted([&] { memory = std::realloc(memory, 1000); }), 1u);
  std::free(memory);
  EXPECT_EQ(counted([&] { memory = std::calloc(2, 2); }), 1u);
  std::free(memory);
  EXPECT_GE(counted([] { EVP_CIPHER_CTX_free(EVP_CIPHER_CTX_new()); }), 1u) << "OpenSSL's own";
  void* aligned = nullptr;
  EXPECT_EQ(counted([&] { EXPECT_EQ(posix_memalign(&aligned, 64, 64), 0); }), 1u);
  std::free(aligned);
  EXPECT_EQ(counted([] {}), 0u);
}

TEST_F(SteadyPath, IsLeftByCallsThatReturnTheirResult) {
  const Bytes plaintext(64);
  EXPECT_GE(counted([&] { must(alice.device.send("bob", plaintext)); }), 1u);
  const Bytes envelope = alice.send(bob, plaintext);
  EXPECT_GE(counted([&] { must(bob.device.receive("alice", alice.device.keys(), envelope)); }), 1u);
}

TEST_F(SteadyPath, AllocatesNothingForMessagesInOrder) {
  for (const std::size_t size : {std::size_t{64}, std::size_t{1024}, limits::kMaxPlaintextSize}) {
    const Bytes plaintext(size);
    bob.receive(alice, alice.send(bob, plaintext));
    for (int i = 0; i < 20; ++i) {
      EXPECT_EQ(counted([&] { alice.send(bob, plaintext); }), 0u) << size;
      EXPECT_EQ(counted([&] { bob.receive(alice, alice.sent.envelope); }), 0u) << size;
      EXPECT_EQ(bob.received.plaintext.size(), size);
    }
  }
  const Bytes shorter(10);
  EXPECT_EQ(counted([&] { bob.receive(alice, alice.send(bob, shorter)); }), 0u);
  EXPECT_EQ(bob.received.plaintext.size(), shorter.size());
}

TEST_F(SteadyPath, AllocatesNothingWhenEachMessageTurnsTheRatchet) {
  turn_a_few_times();
  const Bytes plaintext(100);
  EXPECT_EQ(counted([&] {
              for (int i = 0; i < 20; ++i) ping_pong(plaintext);
            }),
            0u);
}

TEST_F(SteadyPath, AllocatesNothingToOpenWhatWasSkipped) {
  const Bytes plaintext(64);
  std::vector<Bytes> envelopes;
  for (int i = 0; i < 50; ++i) envelopes.push_back(alice.send(bob, plaintext));
  EXPECT_GE(counted([&] { bob.receive(alice, envelopes.back()); }), 49u) << "49 keys are stored";
  envelopes.pop_back();
  bob.receive(alice, envelopes.back());
  envelopes.pop_back();
  while (!envelopes.empty()) {
    EXPECT_EQ(counted([&] { bob.receive(alice, envelopes.back()); }), 0u) << envelopes.size();
    envelopes.pop_back();
  }
}

TEST_F(SteadyPath, AllocatesNothingWithSeveralPeers) {
  End carol("carol");
  carol.meet(bob);
  const Bytes plaintext(64);
  const auto round = [&] {
    for (End* peer : {&alice, &carol}) bob.receive(*peer, peer->send(bob, plaintext));
    for (End* peer : {&alice, &carol}) peer->receive(bob, bob.send(*peer, plaintext));
  };
  for (std::size_t i = 0; i <= limits::kEarlierChains; ++i) round();
  EXPECT_EQ(counted(round), 0u);
}

}  // namespace
}  // namespace smx
