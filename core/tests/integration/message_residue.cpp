// What a message leaves behind in memory that is used again: neither its keys nor its plaintext.
#include <gtest/gtest.h>

#include "ratchet/symmetric_chain.h"
#include "session/device_access.h"
#include "smx/memory_store.h"
#include "support/needle.h"
#include "support/results.h"

namespace smx {
namespace {

using test::must;
using test::Needle;

/// The key of the chain in which a device sends to its only peer.
const ChainKey& sending_chain(Device& device) {
  const DeviceState& state = DeviceAccess::core_of(device).state();
  return *state.peers.begin()->second.active()->ratchet.head().sending_chain;
}

// [DR-22] In none of: results, commit buffers, the stores' records, OpenSSL's contexts.
TEST(MessageResidue, NothingOfAMessageStays) {
  MemoryStore alices_store;
  MemoryStore bobs_store;
  Device alice = must(Device::create(alices_store, {.now = {}, .one_time_prekeys = 1}));
  Device bob = must(Device::create(bobs_store, {.now = {}, .one_time_prekeys = 1}));
  const Bundle bundle = bob.bundle();
  Sent sent;
  Received received;
  must(alice.send_into(sent, "bob", Bytes(64), {.bundle = &bundle, .delivery_id = {}}));
  must(bob.receive_into(received, "alice", alice.keys(), sent.envelope));
  must(bob.send_into(sent, "alice", Bytes(64)));
  must(alice.receive_into(received, "bob", bob.keys(), sent.envelope));
  must(alice.send_into(sent, "bob", Bytes(64)));
  must(bob.receive_into(received, "alice", alice.keys(), sent.envelope));

  const Needle chain_key(sending_chain(alice).reveal());
  const Needle message_key(ChainStep(sending_chain(alice)).message_key.reveal());
  std::array<std::uint8_t, 32> words;
  for (std::size_t i = 0; i < words.size(); ++i)
    words[i] = static_cast<std::uint8_t>(0x35 + 11 * i * i);
  const Needle plaintext(words);
  EXPECT_EQ(chain_key.count_in_memory(), 4) << "in both states and both stores";

  must(alice.send_into(sent, "bob", words));
  must(bob.receive_into(received, "alice", alice.keys(), sent.envelope));
  EXPECT_EQ(plaintext.count_in_memory(), 1) << "where the caller wants it";
  EXPECT_EQ(chain_key.count_in_memory(), 0);
  EXPECT_EQ(message_key.count_in_memory(), 0);
  EXPECT_EQ(Needle(sending_chain(alice).reveal()).count_in_memory(), 4)
      << "the next key, and no third copy of what was committed";
  received.plaintext.clear();
  EXPECT_EQ(plaintext.count_in_memory(), 0);
}

}  // namespace
}  // namespace smx
