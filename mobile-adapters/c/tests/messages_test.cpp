#include <gtest/gtest.h>

#include "phone.h"

namespace smx_c_test {
namespace {

smx_outcome sized() {
  smx_outcome outcome{};
  outcome.struct_size = sizeof outcome;
  return outcome;
}

/// Alice has bob's bundle; bob knows nobody.
struct Pair {
  Phone alice{"alice"};
  Phone bob{"bob"};
  smx_bundle bundle = bob.bundle();
  Bytes envelope;
  std::string text;
};

TEST(Messages, GoBothWays) {
  Pair p;
  smx_outcome outcome = sized();
  ASSERT_EQ(p.alice.send(p.bob, "hello", p.envelope, &p.bundle, {}, &outcome), SMX_OK);
  EXPECT_EQ(outcome.session_started, 1);
  EXPECT_EQ(outcome.one_time_prekey_used, 1);
  EXPECT_EQ(outcome.peer_keys_changed, 0);
  EXPECT_EQ(outcome.delivery, SMX_DELIVERY_FRESH);
  EXPECT_EQ(std::memcmp(&outcome.peer, &p.bundle.keys, sizeof outcome.peer), 0);
  ASSERT_EQ(p.bob.receive(p.alice, p.envelope, p.text, {}, &outcome), SMX_OK);
  EXPECT_EQ(p.text, "hello");
  EXPECT_EQ(outcome.session_started, 1);
  EXPECT_EQ(outcome.session_replaced, 0);
  EXPECT_EQ(p.bob.receive(p.alice, p.envelope, p.text), SMX_DUPLICATE_MESSAGE);
  for (const std::string_view words : {"", "a", "longer than the one before it"}) {
    ASSERT_EQ(p.bob.send(p.alice, words, p.envelope, nullptr, {}, &outcome), SMX_OK);
    EXPECT_EQ(outcome.session_started, 0);
    ASSERT_EQ(p.alice.receive(p.bob, p.envelope, p.text), SMX_OK);
    EXPECT_EQ(p.text, words);
  }
  const std::string large(SMX_MAX_PLAINTEXT_SIZE, 'x');
  ASSERT_EQ(p.alice.send(p.bob, large, p.envelope), SMX_OK);
  ASSERT_EQ(p.bob.receive(p.alice, p.envelope, p.text), SMX_OK);
  EXPECT_EQ(p.text, large);
  EXPECT_EQ(p.alice.send(p.bob, large + 'x', p.envelope), SMX_TOO_LARGE);
}

// The room is looked at before anything is committed: a call that lacks one byte changed nothing.
TEST(Messages, TooLittleRoomChangesNothing) {
  Pair p;
  const Digest before = p.alice.digest();
  const std::string_view words = "words";
  const size_t bound = smx_envelope_bound(words.size());
  Bytes room(bound, 0xEE);
  for (const size_t capacity : {size_t{0}, size_t{1}, bound - 1}) {
    size_t size = capacity;
    EXPECT_EQ(
        smx_device_send(p.alice.get(), bytes_of("bob"), 3, bytes_of(words), words.size(), &p.bundle,
                        nullptr, 0, capacity == 0 ? nullptr : room.data(), &size, nullptr),
        SMX_BUFFER_TOO_SMALL);
    EXPECT_EQ(size, bound);
    size = capacity;
    EXPECT_EQ(smx_device_restart(p.alice.get(), bytes_of("bob"), 3, &p.bundle, bytes_of(words),
                                 words.size(), nullptr, 0, room.data(), &size, nullptr),
              SMX_BUFFER_TOO_SMALL);
  }
  EXPECT_EQ(room, Bytes(bound, 0xEE));
  EXPECT_EQ(p.alice.digest(), before);

  ASSERT_EQ(p.alice.send(p.bob, words, p.envelope, &p.bundle), SMX_OK);
  const Digest bobs = p.bob.digest();
  const smx_device_keys sender = p.alice.keys();
  size_t size = p.envelope.size() - 1;
  Bytes out(p.envelope.size(), 0xEE);
  EXPECT_EQ(smx_device_receive(p.bob.get(), bytes_of("alice"), 5, &sender, p.envelope.data(),
                               p.envelope.size(), nullptr, 0, out.data(), &size, nullptr),
            SMX_BUFFER_TOO_SMALL);
  EXPECT_EQ(size, p.envelope.size());
  EXPECT_EQ(out, Bytes(p.envelope.size(), 0xEE));
  EXPECT_EQ(p.bob.digest(), bobs);
  EXPECT_EQ(p.bob.receive(p.alice, p.envelope, p.text), SMX_OK);
}

// Every envelope fits the bound, and the longest header comes up to it.
TEST(Messages, TheBoundHolds) {
  const smx_testing_prekey prekeys[2] = {
      {.key_id = {.bytes = {}, .size = 64}, .private_key = {1}},
      {.key_id = {.bytes = {}, .size = 64}, .private_key = {2}},
  };
  smx_testing_prekey spk = prekeys[0];
  smx_testing_prekey opk = prekeys[1];
  std::memset(spk.key_id.bytes, 'a', 64);
  std::memset(opk.key_id.bytes, 'b', 64);
  const std::uint8_t identity[SMX_KEY_SIZE] = {3};
  const std::uint8_t signing[SMX_KEY_SIZE] = {4};
  smx_device* made = nullptr;
  ASSERT_EQ(smx_testing_device_create(identity, signing, &spk, 1, &opk, 1, nullptr, &made), SMX_OK);
  Phone bob("bob");
  bob.device.reset(made);
  smx_bundle bundle = bob.bundle(SMX_BUNDLE_PLAIN);
  size_t one = 1;
  ASSERT_EQ(smx_device_one_time_prekeys(made, &bundle.one_time_prekey, &one), SMX_OK);
  bundle.has_one_time_prekey = 1;
  const Phone alice("alice");
  for (const size_t size : {size_t{0}, size_t{1}, size_t{1000}, size_t{SMX_MAX_PLAINTEXT_SIZE}}) {
    Bytes envelope;
    ASSERT_EQ(alice.send(bob, std::string(size, 'x'), envelope, &bundle), SMX_OK);
    EXPECT_EQ(envelope.size(), smx_envelope_bound(size));
  }
}

// [STO] an output is kept until it is acknowledged: asking again gives the same bytes.
TEST(Messages, DeliveriesAreRepeatedUntilAcknowledged) {
  Pair p;
  smx_outcome outcome = sized();
  Bytes again;
  ASSERT_EQ(p.alice.send(p.bob, "hello", p.envelope, &p.bundle, "id-1"), SMX_OK);
  ASSERT_EQ(p.alice.send(p.bob, "other words", again, nullptr, "id-1", &outcome), SMX_OK);
  EXPECT_EQ(again, p.envelope);
  EXPECT_EQ(outcome.delivery, SMX_DELIVERY_REPEATED);
  // The kept envelope is longer than what these words could make: told, and nothing else.
  Bytes room(smx_envelope_bound(0));
  ASSERT_EQ(p.alice.send(p.bob, std::string(300, 'x'), again, nullptr, "id-2"), SMX_OK);
  size_t size = room.size();
  const Digest before = p.alice.digest();
  EXPECT_EQ(smx_device_send(p.alice.get(), bytes_of("bob"), 3, nullptr, 0, nullptr,
                            bytes_of("id-2"), 4, room.data(), &size, nullptr),
            SMX_BUFFER_TOO_SMALL);
  EXPECT_EQ(size, again.size());
  EXPECT_EQ(p.alice.digest(), before);

  size_t count = 0;
  ASSERT_EQ(smx_device_pending_deliveries(p.alice.get(), nullptr, &count), SMX_BUFFER_TOO_SMALL);
  ASSERT_EQ(count, 2U);
  smx_pending_delivery pending[2];
  ASSERT_EQ(smx_device_pending_deliveries(p.alice.get(), pending, &count), SMX_OK);
  EXPECT_EQ(std::string(pending[0].id, pending[0].id + pending[0].id_size), "id-1");
  EXPECT_EQ(std::string(pending[0].label, pending[0].label + pending[0].label_size), "bob");
  EXPECT_EQ(pending[0].outgoing, 1);

  ASSERT_EQ(p.bob.receive(p.alice, p.envelope, p.text, "in-1"), SMX_OK);
  ASSERT_EQ(p.bob.receive(p.alice, p.envelope, p.text, "in-1", &outcome), SMX_OK);
  EXPECT_EQ(p.text, "hello");
  EXPECT_EQ(outcome.delivery, SMX_DELIVERY_REPEATED);
  // Also where the envelope is another and shorter: the kept plaintext needs its room.
  const smx_device_keys sender = p.alice.keys();
  size = 4;
  EXPECT_EQ(smx_device_receive(p.bob.get(), bytes_of("alice"), 5, &sender, p.envelope.data(), 4,
                               bytes_of("in-1"), 4, room.data(), &size, nullptr),
            SMX_BUFFER_TOO_SMALL);
  EXPECT_EQ(size, 5U);
  EXPECT_EQ(smx_device_acknowledge(p.bob.get(), bytes_of("in-1"), 4, 0), SMX_OK);
  EXPECT_EQ(smx_device_acknowledge(p.bob.get(), bytes_of("never seen"), 10, 1), SMX_OK);
  ASSERT_EQ(p.bob.receive(p.alice, p.envelope, p.text, "in-1", &outcome), SMX_OK);
  EXPECT_EQ(outcome.delivery, SMX_DELIVERY_DONE);
  EXPECT_EQ(p.text, "");
}

TEST(Messages, RestartReplacesAndIsLimited) {
  Pair p;
  ASSERT_EQ(p.alice.send(p.bob, "hello", p.envelope, &p.bundle), SMX_OK);
  ASSERT_EQ(p.bob.receive(p.alice, p.envelope, p.text), SMX_OK);
  const smx_bundle fresh = p.bob.bundle();
  Bytes room(smx_envelope_bound(5));
  smx_outcome outcome = sized();
  const auto restart = [&](size_t& size) {
    size = room.size();
    return smx_device_restart(p.alice.get(), bytes_of("bob"), 3, &fresh, bytes_of("again"), 5,
                              nullptr, 0, room.data(), &size, &outcome);
  };
  size_t size = 0;
  ASSERT_EQ(restart(size), SMX_OK);
  EXPECT_EQ(outcome.session_started, 1);
  p.envelope.assign(room.begin(), room.begin() + static_cast<std::ptrdiff_t>(size));
  ASSERT_EQ(p.bob.receive(p.alice, p.envelope, p.text, {}, &outcome), SMX_OK);
  EXPECT_EQ(p.text, "again");
  EXPECT_EQ(outcome.session_replaced, 1);
  EXPECT_EQ(restart(size), SMX_RESTART_LIMITED);
  std::uint8_t suggested = 9;
  const smx_device_keys bobs = p.bob.keys();
  ASSERT_EQ(smx_device_restart_suggested(p.alice.get(), &bobs, &suggested), SMX_OK);
  EXPECT_EQ(suggested, 0);
}

// [KEY-24] of a bundle for a device that we have a session with the keys alone are looked at.
TEST(Messages, ABundleThatIsNotNeededIsNotExamined) {
  Pair p;
  ASSERT_EQ(p.alice.send(p.bob, "hello", p.envelope, &p.bundle), SMX_OK);
  smx_bundle odd = p.bundle;
  odd.signed_prekey.key_id.size = 200;
  odd.signed_prekey.signature[0] ^= 1;
  EXPECT_EQ(p.alice.send(p.bob, "more", p.envelope, &odd), SMX_OK);
  const Phone carol("carol");
  EXPECT_EQ(carol.send(p.bob, "more", p.envelope, &odd), SMX_MALFORMED);
  odd.signed_prekey.key_id.size = p.bundle.signed_prekey.key_id.size;
  EXPECT_EQ(carol.send(p.bob, "more", p.envelope, &odd), SMX_BAD_SIGNATURE);
}

TEST(Messages, PeersAndPrekeysAreTold) {
  Pair p;
  ASSERT_EQ(p.alice.send(p.bob, "hello", p.envelope, &p.bundle), SMX_OK);
  size_t count = 0;
  ASSERT_EQ(smx_device_peers(p.alice.get(), nullptr, &count), SMX_BUFFER_TOO_SMALL);
  ASSERT_EQ(count, 1U);
  smx_peer peer;
  ASSERT_EQ(smx_device_peers(p.alice.get(), &peer, &count), SMX_OK);
  EXPECT_EQ(std::string(peer.label, peer.label + peer.label_size), "bob");
  EXPECT_EQ(peer.sessions, 1U);
  EXPECT_EQ(peer.awaiting_first_reply, 1);
  smx_device_keys keys;
  ASSERT_EQ(smx_device_keys_of(p.alice.get(), bytes_of("bob"), 3, &keys), SMX_OK);
  EXPECT_EQ(std::memcmp(&keys, &p.bundle.keys, sizeof keys), 0);

  // Two at first, and the one of the bundle.
  count = 2;
  smx_one_time_prekey prekeys[6];
  ASSERT_EQ(smx_device_one_time_prekeys(p.bob.get(), prekeys, &count), SMX_BUFFER_TOO_SMALL);
  ASSERT_EQ(count, 3U);
  ASSERT_EQ(smx_device_replenish(p.bob.get(), 3, prekeys), SMX_OK);
  count = 6;
  smx_one_time_prekey all[6];
  ASSERT_EQ(smx_device_one_time_prekeys(p.bob.get(), all, &count), SMX_OK);
  ASSERT_EQ(count, 6U);
  EXPECT_EQ(std::memcmp(all + 3, prekeys, sizeof *prekeys * 3), 0);
  std::uint8_t low = 9;
  ASSERT_EQ(smx_device_low_on_one_time_prekeys(p.bob.get(), 6, &low), SMX_OK);
  EXPECT_EQ(low, 0);
  ASSERT_EQ(smx_device_low_on_one_time_prekeys(p.bob.get(), 7, &low), SMX_OK);
  EXPECT_EQ(low, 1);
  std::uint8_t due = 9;
  ASSERT_EQ(smx_device_rotation_due(p.bob.get(), &due), SMX_OK);
  EXPECT_EQ(due, 0);
  smx_signed_prekey made;
  ASSERT_EQ(smx_device_rotate(p.bob.get(), &made), SMX_OK);
  smx_signed_prekey published;
  ASSERT_EQ(smx_device_signed_prekey(p.bob.get(), &published), SMX_OK);
  EXPECT_EQ(std::memcmp(&made, &published, sizeof made), 0);
  EXPECT_EQ(smx_device_purge(p.bob.get()), SMX_OK);
  // The replaced prekey still serves: the message was sent before it was replaced.
  EXPECT_EQ(p.bob.receive(p.alice, p.envelope, p.text), SMX_OK);
}

}  // namespace
}  // namespace smx_c_test
