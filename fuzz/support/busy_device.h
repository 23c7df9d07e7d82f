// A device whose state has a record of every kind.
#pragma once

#include "support/device_pair.h"

namespace smx::fuzz {

inline constexpr std::uint64_t kStart = 1'700'000'000;

/// What bob holds after alice and he have talked, out of order, and both were restarted.
class BusyDevice {
 public:
  BusyDevice() {
    exchange();
    must(bob.core().rotate(kStart + 10, bob.prekey("spk")), "a rotation succeeds");
    must_all(bob.core().purge(kStart + 20));
  }

  Party alice{"alice", kStart, 2};
  Party bob{"bob", kStart, 3};
  /// Frames for bob that he has not been given.
  std::vector<Bytes> pending;

 private:
  static void must_all(const Result<void>& result) { require(result.has_value(), "it succeeds"); }

  Bytes send(Party& from, Party& to, std::string_view delivery_id = {}) {
    const Bundle bundle = to.bundle(true);
    return must(from.core().send(to.name(), test::view_of("hello"),
                                 {.bundle = &bundle, .delivery_id = delivery_id}),
                "sending succeeds")
        .envelope;
  }
  void give(Party& to, Party& from, ByteView envelope, std::string_view delivery_id = {}) {
    must(to.core().receive(from.name(), from.keys(), envelope, {.delivery_id = delivery_id}),
         "a genuine message opens");
  }

  void exchange() {
    give(bob, alice, send(alice, bob), "in 1");
    give(alice, bob, send(bob, alice, "out 1"));
    give(bob, alice, send(alice, bob));
    for (int i = 0; i < 4; ++i) pending.push_back(send(alice, bob));
    give(bob, alice, pending.back(), "in 2");
    pending.pop_back();
    must_all(bob.core().acknowledge("in 1", false));
    const Bundle bundle = alice.bundle(true);
    must(bob.core().restart("alice", bundle, test::view_of("again"), kStart + 5, {}),
         "a restart succeeds");
    give(
        bob, alice,
        must(alice.core().restart("bob", bob.bundle(true), test::view_of("me too"), kStart + 6, {}),
             "a restart succeeds")
            .envelope);
  }
};

}  // namespace smx::fuzz
