#include "session/device_state.h"

#include <gtest/gtest.h>

#include <functional>

#include "session/device_records.h"
#include "session/session_record.h"
#include "support/party.h"

namespace smx {
namespace {

using test::encoding_of;
using test::error_of;
using test::key_id;
using test::labelled_identity;
using test::must;
using test::Party;
using test::to_bytes;

/// A device with something of every kind: two signed prekeys, one-time prekeys, a peer with an
/// active and an archived session, skipped keys, a seen bootstrap, labels, journal, a clock.
struct LoadedState : testing::Test {
  Party alice{"alice"};
  Party bob{"bob", {.now = 1'000'000}};

  void SetUp() override {
    const Bytes lost = alice.start(bob, "lost", "opk 1");
    bob.receive(alice, alice.send(bob, "one"));
    must(bob.try_send(alice, "two", {.bundle = nullptr, .delivery_id = "out-1"}));
    must(bob.try_restart(alice, "three", 1'000'100));
    bob.rotate(1'000'200, "spk 2");
    must(bob.core().acknowledge("out-1", true));
    bob.purge(1'000'300);
  }

  Result<DeviceState> load() { return load_device_state(must(bob.store.load())); }
  std::optional<Error> refused(const std::function<void(std::map<std::string, Bytes>&)>& change) {
    const auto genuine = bob.store.records();
    change(bob.store.records());
    const std::optional<Error> error = error_of(load());
    bob.store.records() = genuine;
    return error;
  }
  std::string id_of(std::string_view prefix) {
    for (const auto& [id, value] : bob.store.records())
      if (id.starts_with(prefix)) return id;
    throw std::runtime_error("no record " + std::string(prefix));
  }
};

// [STO-09] Loading gives the state that was stored.
TEST_F(LoadedState, IsTheLiveState) {
  const DeviceState loaded = must(load());
  EXPECT_TRUE(encoding_of(loaded) == bob.encoding());
  EXPECT_EQ(loaded.generation, bob.state().generation);
  EXPECT_EQ(loaded.published_prekey().key_id, key_id("spk 2"));
  EXPECT_EQ(loaded.highest_now, 1'000'300u);
  const Peer* peer = loaded.find_peer(alice.keys());
  ASSERT_NE(peer, nullptr);
  EXPECT_EQ(peer->sessions.size(), 2u);
  EXPECT_EQ(peer->active()->meta.role, Role::initiator);
  EXPECT_TRUE(peer->sessions[1]->meta.retired);
  EXPECT_EQ(peer->sessions[1]->ratchet.skipped().size(), 1u);
  EXPECT_EQ(loaded.find_peer(bob.keys()), nullptr);
  EXPECT_NE(loaded.find_signed_prekey(key_id("spk 1")), nullptr);
  EXPECT_EQ(loaded.find_signed_prekey(key_id("opk 2")), nullptr);
  EXPECT_GE(loaded.next_serial, 1u);
  for (const char* kind : {"clock", "identity", "journal/", "label/", "opk/", "peer/", "seen/",
                           "session/", "skipped/", "spk/"})
    EXPECT_GE(bob.store.count(kind), 1u) << kind;
}

TEST_F(LoadedState, IsNotInAnEmptyStore) {
  EXPECT_EQ(error_of(load_device_state({})), Error::invalid_argument);
}

// [STO-08] No record can be taken away from under another one.
TEST_F(LoadedState, NeedsTheRecordsThatOthersReferTo) {
  for (const char* kind : {"identity", "peer/", "session/"}) {
    const auto refers = [&](std::map<std::string, Bytes>& records) {
      std::erase_if(records, [&](const auto& record) { return record.first.starts_with(kind); });
    };
    EXPECT_EQ(refused(refers), Error::state_unreadable) << kind;
  }
  EXPECT_EQ(refused([](auto& records) {
              std::erase_if(records, [](const auto& r) { return r.first.starts_with("spk/"); });
            }),
            Error::state_unreadable);
}

// [STO-08] Ids that this library would not write, and kinds it does not know.
TEST_F(LoadedState, RefusesStrangeIds) {
  const auto moved = [&](const std::string& from, const std::string& to) {
    return refused([&](auto& records) {
      auto node = records.extract(from);
      node.key() = to;
      records.insert(std::move(node));
    });
  };
  EXPECT_EQ(moved("clock", "clocks"), Error::state_unreadable);
  EXPECT_EQ(moved("clock", "clock/0000000000000001"), Error::state_unreadable);
  EXPECT_EQ(moved("identity", "identity/0000000000000001"), Error::state_unreadable);
  const std::string session = id_of("session/");
  EXPECT_EQ(moved(session, session + "/0000000000000001"), Error::state_unreadable);
  EXPECT_EQ(moved(session, "session"), Error::state_unreadable);
  EXPECT_EQ(moved(session, "session/000000000000ffff"), Error::state_unreadable);
  const std::string skipped = id_of("skipped/");
  EXPECT_EQ(moved(skipped, skipped.substr(0, skipped.rfind('/'))), Error::state_unreadable);
  const std::string opk = id_of("opk/");
  EXPECT_EQ(moved(opk, "opk/000000000000000A"), Error::state_unreadable) << "upper case";
  EXPECT_EQ(moved(opk, "opk"), Error::state_unreadable);
  EXPECT_EQ(moved(id_of("seen/"), "seen"), Error::state_unreadable);
}

// [STO-08] [KEY-08] [KEY-12] Nothing may be there twice.
TEST_F(LoadedState, RefusesWhatIsThereTwice) {
  for (const char* kind : {"spk/", "opk/", "peer/", "label/", "journal/", "seen/"}) {
    const auto doubled = [&](std::map<std::string, Bytes>& records) {
      records.emplace(std::string(kind) + "000000000000ffff", records.at(id_of(kind)));
    };
    EXPECT_EQ(refused(doubled), Error::state_unreadable) << kind;
  }
}

// [STO-07]
TEST_F(LoadedState, TellsALaterVersionInAnyRecord) {
  for (const char* kind :
       {"clock", "identity", "journal/", "label/", "opk/", "peer/", "seen/", "session/", "spk/"}) {
    const auto later = [&](std::map<std::string, Bytes>& records) {
      records.at(id_of(kind))[0] = 2;
    };
    EXPECT_EQ(refused(later), Error::state_too_new) << kind;
  }
}

// [STO-08] Values that fit no state, although each record can be read by itself.
TEST_F(LoadedState, RefusesStatesThatContradictThemselves) {
  const auto with_prekey = [&](const KeyId& id, auto change) {
    return refused([&](auto& records) {
      for (auto& [name, value] : records) {
        if (!name.starts_with("spk/")) continue;
        SignedPrekeyEntry entry =
            must(decode_signed_prekey(must(parse_record_id(name)).serial, value));
        if (entry.key_id != id) continue;
        change(entry);
        value = to_bytes(encode_signed_prekey(entry).reveal());
      }
    });
  };
  EXPECT_EQ(with_prekey(key_id("spk 2"), [](auto& entry) { entry.replaced_at = 1'000'200; }),
            Error::state_unreadable)
      << "the published prekey was replaced";
  EXPECT_EQ(with_prekey(key_id("spk 1"), [](auto& entry) { entry.replaced_at.reset(); }),
            Error::state_unreadable)
      << "a replaced prekey of unknown age, although the time is known";
  EXPECT_EQ(with_prekey(key_id("spk 1"), [](auto& entry) { entry.replaced_at = 1'000'301; }),
            Error::state_unreadable)
      << "replaced in the future";
  EXPECT_EQ(with_prekey(key_id("spk 2"), [](auto& entry) { entry.created_at = 1'000'301; }),
            Error::state_unreadable)
      << "made in the future";
  EXPECT_EQ(refused([](auto& records) { records.erase("clock"); }), Error::state_unreadable)
      << "times without a clock";

  const auto with_session = [&](bool retired_one, auto change) {
    return refused([&](auto& records) {
      for (auto& [name, value] : records) {
        if (!name.starts_with("session/")) continue;
        DecodedSession session = must(decode_session(value));
        if (session.meta.retired != retired_one) continue;
        change(session);
        const NextHead head(session.root_key.reveal(), session.head);
        value = to_bytes(encode_session(session.meta, head).reveal());
      }
    });
  };
  EXPECT_EQ(with_session(false, [](auto& session) { session.meta.retired = true; }),
            Error::state_unreadable)
      << "the active session is retired";
  EXPECT_EQ(with_session(false, [](auto& session) { session.meta.archived_at = 1'000'300; }),
            Error::state_unreadable)
      << "the active session has an archive's stamp";
  EXPECT_EQ(with_session(true, [](auto& session) { session.meta.archived_at = 1'000'301; }),
            Error::state_unreadable)
      << "archived in the future";
  const std::uint64_t active = bob.active(alice).meta.activation;
  EXPECT_EQ(with_session(true, [&](auto& session) { session.meta.activation = active; }),
            Error::state_unreadable)
      << "two sessions became active at once";
  EXPECT_EQ(with_session(true, [&](auto& session) { session.meta.peer_id = 0xFFFF; }),
            Error::state_unreadable)
      << "a session with nobody";
  EXPECT_EQ(with_session(true, [&](auto& session) { session.head.next_sequence = 0; }),
            Error::state_unreadable)
      << "a skipped key from the future";
}

// [STO-08] [DR-18] Skipped keys have to be of a remembered chain, and each for another message.
TEST_F(LoadedState, RefusesSkippedKeysOfNoChain) {
  const auto with_key = [&](auto change) {
    return refused([&](auto& records) {
      Bytes& value = records.at(id_of("skipped/"));
      SkippedKey key = must(decode_skipped_key(value));
      change(key);
      value = to_bytes(encode_skipped_key(key).reveal());
    });
  };
  EXPECT_EQ(with_key([](SkippedKey& key) { key.chain += 1; }), Error::state_unreadable);
  EXPECT_EQ(with_key([](SkippedKey& key) { key.chain -= 1; }), Error::state_unreadable);
  EXPECT_EQ(with_key([](SkippedKey& key) { key.number = 2; }), Error::state_unreadable)
      << "not skipped yet";
  EXPECT_EQ(with_key([](SkippedKey& key) { key.stamp = 1'000'301; }), Error::state_unreadable)
      << "stamped in the future";
}

// [STO-07] [STO-08] [STO-09] Every bit of every record of a real state: refused, or another state
// that is whole, goes on working and has exactly these bytes.
TEST_F(LoadedState, SurvivesEveryFlippedBit) {
  const auto genuine = bob.store.records();
  std::size_t accepted = 0;
  for (const auto& [id, value] : genuine) {
    for (std::size_t at = 0; at < value.size(); ++at) {
      Bytes& stored = bob.store.records().at(id);
      stored[at] ^= static_cast<std::uint8_t>(1U << (at % 8));
      const Result<DeviceState> loaded = load();
      if (loaded) {
        ++accepted;
        EXPECT_TRUE(encoding_of(*loaded) == bob.store.records()) << id << " byte " << at;
      } else {
        EXPECT_TRUE(loaded.error() == Error::state_unreadable ||
                    loaded.error() == Error::state_too_new)
            << id << " byte " << at;
      }
      stored = value;
    }
  }
  // Keys and serial numbers look like any others.
  EXPECT_GT(accepted, 0u);
}

// A device over a damaged state that could be read: it may fail, it must not fall over.
TEST_F(LoadedState, WorksOnWhateverItAccepted) {
  const auto genuine = bob.store.records();
  const Bytes late = alice.send(bob, "after the damage");
  for (const auto& [id, value] : genuine) {
    for (std::size_t at = 0; at < value.size(); at += 3) {
      test::ScriptedStore damaged;
      std::vector<RecordChange> changes;
      for (const auto& [name, bytes] : genuine) {
        SecretBytes copy((ByteView(bytes)));
        if (name == id) copy.writable()[at] ^= static_cast<std::uint8_t>(1U << (at % 7));
        changes.push_back({name, std::move(copy)});
      }
      must(damaged.commit(0, changes));
      Result<std::unique_ptr<test::Core>> core = test::Core::open(damaged);
      if (!core) continue;
      static_cast<void>((*core)->receive("alice", alice.keys(), late, {}));
      static_cast<void>((*core)->send("alice", test::view_of("x"), {}));
      static_cast<void>((*core)->purge(1'000'400));
      static_cast<void>((*core)->purge(1'000'400 + limits::kArchivedSessionLifetime));
      const auto left = encoding_of((*core)->state());
      EXPECT_TRUE(encoding_of(must(load_device_state(must(damaged.load())))) == left);
    }
  }
}

}  // namespace
}  // namespace smx
