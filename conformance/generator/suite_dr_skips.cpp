// Skipped message keys: the bounds of one step, the store's own bound, and how long chains are
// remembered. Frames far ahead are made from the pinned chain keys, not by sending thousands.
#include <fmt/format.h>

#include "ratchet_script.h"
#include "suite_ratchet.h"

namespace smx::vectors {
namespace {

Bytes numbered(std::string_view chain, std::size_t n) {
  return text(fmt::format("test data {} {}", chain, n));
}

/// Alice's chain before and after one reply of Bob's. Bob has received frame 0 of the first.
struct TwoChains {
  explicit TwoChains(Scenario& s, std::uint64_t ns = 0)
      : script(s), first((script.start(ns), script.alices_first_chain())), second(turn(s)) {}

  ForgedChain turn(Scenario& s) {
    script.receive_bytes("bob", first.frame(0, 0, numbered("first", 0)), numbered("first", 0));
    script.receive("alice", script.send("bob", "reply"));
    const std::size_t receipt = s.last();
    return script.chain_of(receipt, script.send("alice", "shows her new ratchet key"));
  }
  /// `n` of the second chain, whose PN the author chooses.
  Bytes in_second(std::size_t n, std::uint64_t pn) {
    return second.frame(n, pn, numbered("second", n));
  }
  void receive_first(std::size_t n) {
    script.receive_bytes("bob", first.frame(n, 0, numbered("first", n)), numbered("first", n));
  }
  void receive_second(std::size_t n, std::uint64_t pn) {
    script.receive_bytes("bob", in_second(n, pn), numbered("second", n));
  }
  void gone(const Bytes& frame, const Bytes& other) {
    script.refuse_bytes("bob", frame, "duplicate_message", other);
  }

  RatchetScript script;
  ForgedChain first;
  ForgedChain second;
};

void bounds(SuiteWriter& out) {
  out.group("dr-interop/skip-bounds", "2000 in one step is accepted, 2001 is not");
  out.add({"dr-interop/skip-bounds/first-frame",
           "A first frame with N = 2001, then with N = 2000",
           {"DR-16", "DR-18"},
           {"SkipBound"}},
          [](Scenario& s) {
            RatchetScript r(s);
            r.start();
            ForgedChain chain = r.alices_first_chain();
            r.refuse_bytes("bob", chain.frame(2001, 0, numbered("a", 2001)), "too_many_skipped",
                           chain.frame(2000, 0, numbered("a", 2000)));
            r.receive_bytes("bob", chain.frame(2000, 0, numbered("a", 2000)), numbered("a", 2000));
            r.state("bob", true);
            r.receive_bytes("bob", chain.frame(0, 0, numbered("a", 0)), numbered("a", 0));
            r.receive_bytes("bob", chain.frame(1999, 0, numbered("a", 1999)), numbered("a", 1999));
          });
  out.add({"dr-interop/skip-bounds/current-chain",
           "N - Nr of 2001, then of 2000",
           {"DR-15", "DR-18"},
           {"SkipBound"}},
          [](Scenario& s) {
            RatchetScript r(s);
            r.start();
            ForgedChain chain = r.alices_first_chain();
            r.receive_bytes("bob", chain.frame(0, 0, numbered("a", 0)), numbered("a", 0));
            r.receive_bytes("bob", chain.frame(1, 0, numbered("a", 1)), numbered("a", 1));
            r.refuse_bytes("bob", chain.frame(2003, 0, numbered("a", 2003)), "too_many_skipped",
                           chain.frame(2002, 0, numbered("a", 2002)));
            r.receive_bytes("bob", chain.frame(2002, 0, numbered("a", 2002)), numbered("a", 2002));
            r.state("bob", true);
            r.receive_bytes("bob", chain.frame(2, 0, numbered("a", 2)), numbered("a", 2));
            r.receive_bytes("bob", chain.frame(2001, 0, numbered("a", 2001)), numbered("a", 2001));
            r.receive_bytes("bob", chain.frame(2003, 0, numbered("a", 2003)), numbered("a", 2003));
          });
  out.add({"dr-interop/skip-bounds/old-chain",
           "PN - Nr of 2001, then of 2000",
           {"DR-16", "DR-08"},
           {"SkipBound"}},
          [](Scenario& s) {
            TwoChains t(s);
            t.script.refuse_bytes("bob", t.in_second(0, 2002), "too_many_skipped",
                                  t.in_second(0, 2001));
            t.receive_second(0, 2001);
            t.script.state("bob", true);
            t.receive_first(1);
            t.receive_first(2000);
          });
  out.add({"dr-interop/skip-bounds/new-chain",
           "N of 2001 behind a turn, then of 2000",
           {"DR-16"},
           {"SkipBound"}},
          [](Scenario& s) {
            TwoChains t(s);
            t.script.refuse_bytes("bob", t.in_second(2001, 1), "too_many_skipped",
                                  t.in_second(2000, 1));
            t.receive_second(2000, 1);
            t.script.state("bob", true);
            t.receive_second(0, 1);
            t.receive_second(1999, 1);
          });
  out.add({"dr-interop/skip-bounds/each-for-itself",
           "2000 in the old chain and 2000 in the new: each bound is counted for itself, and the "
           "new keys push all the old ones out",
           {"DR-16", "DR-18"},
           {"SkipBound", "Eviction"}},
          [](Scenario& s) {
            TwoChains t(s);
            t.receive_second(2000, 2001);
            t.script.state("bob", true);
            t.gone(t.first.frame(2000, 0, numbered("first", 2000)), t.in_second(1, 2001));
            t.receive_second(0, 2001);
            t.receive_second(1999, 2001);
          });
  out.add({"dr-interop/skip-bounds/pn-below-nr",
           "PN below Nr skips nothing and is no error",
           {"DR-16"}},
          [](Scenario& s) {
            TwoChains t(s);
            t.receive_first(1);
            t.receive_first(2);
            t.receive_second(0, 1);
            t.script.state("bob");
            t.receive_second(1, 1);
          });
  out.add({"dr-interop/skip-bounds/pn-zero-after-many",
           "PN = 0 although frames were received",
           {"DR-16"}},
          [](Scenario& s) {
            TwoChains t(s);
            t.receive_first(3);
            t.receive_second(2, 0);
            t.script.state("bob");
            t.receive_first(2);
            t.receive_second(0, 0);
          });
  out.add({"dr-interop/skip-bounds/pn-unexamined",
           "PN of a first frame is not examined, even FFFFFFFF",
           {"DR-16"},
           {"CounterLimit"}},
          [](Scenario& s) {
            RatchetScript r(s);
            r.start();
            ForgedChain chain = r.alices_first_chain();
            r.receive_bytes("bob", chain.frame(1, 0xffffffff, numbered("a", 1)), numbered("a", 1));
            r.state("bob");
            r.receive_bytes("bob", chain.frame(0, 2001, numbered("a", 0)), numbered("a", 0));
          });
  out.add({"dr-interop/skip-bounds/pn-of-current-unexamined",
           "PN of a frame on the current chain is not examined",
           {"DR-15"},
           {"CounterLimit"}},
          [](Scenario& s) {
            RatchetScript r(s);
            r.start();
            ForgedChain chain = r.alices_first_chain();
            for (const std::uint64_t pn : {0ULL, 0xffffffffULL, 5000ULL}) {
              const std::size_t n = pn == 0 ? 0 : pn == 5000 ? 2 : 1;
              r.receive_bytes("bob", chain.frame(n, pn, numbered("a", n)), numbered("a", n));
            }
            r.state("bob");
          });
  for (const std::uint64_t n : {0x7fffffffULL, 0x80000000ULL, 0xfffffffeULL}) {
    out.add({fmt::format("dr-interop/skip-bounds/n-{:08x}", n),
             "A far N on the current chain: no wrap-around, no sign",
             {"DR-15"},
             {"SkipBound", "CounterLimit"}},
            [n](Scenario& s) {
              RatchetScript r(s);
              r.start();
              ForgedChain chain = r.alices_first_chain();
              r.receive_bytes("bob", chain.frame(0, 0, numbered("a", 0)), numbered("a", 0));
              r.refuse_bytes(
                  "bob",
                  chain.sealed_as(1, drv1_header(chain.ratchet_key(), 0, n), numbered("a", 1)),
                  "too_many_skipped", chain.frame(1, 0, numbered("a", 1)));
              r.receive_bytes("bob", chain.frame(1, 0, numbered("a", 1)), numbered("a", 1));
              r.state("bob");
            });
    out.add({fmt::format("dr-interop/skip-bounds/pn-{:08x}", n),
             "A far PN at a turn: no wrap-around, no sign",
             {"DR-16"},
             {"SkipBound", "CounterLimit"}},
            [n](Scenario& s) {
              TwoChains t(s);
              t.script.refuse_bytes("bob", t.in_second(0, n), "too_many_skipped",
                                    t.in_second(0, 1));
              t.receive_second(0, 1);
              t.script.state("bob");
            });
  }
}

void store(SuiteWriter& out) {
  out.group("dr-interop/store", "At most 2000 stored keys; the oldest stored go first");
  out.add({"dr-interop/store/overlap",
           "1500 of the old chain and 1000 of the new: 500 of the old go",
           {"DR-18", "DR-17"},
           {"Eviction"}},
          [](Scenario& s) {
            TwoChains t(s);
            t.receive_second(1000, 1501);
            t.script.state("bob", true);
            // 1..1500 were stored; 1..500 are gone, 501 is the oldest left.
            t.gone(t.first.frame(500, 0, numbered("first", 500)),
                   t.first.frame(501, 0, numbered("first", 501)));
            t.receive_first(501);
            t.receive_first(1500);
            t.receive_second(0, 1501);
            t.receive_second(999, 1501);
          });
  out.add({"dr-interop/store/used-keys-make-room",
           "A used key leaves its place: the next skip evicts one fewer",
           {"DR-18", "DR-13"},
           {"Eviction"}},
          [](Scenario& s) {
            RatchetScript r(s);
            r.start();
            ForgedChain chain = r.alices_first_chain();
            const auto receive = [&](std::size_t n) {
              r.receive_bytes("bob", chain.frame(n, 0, numbered("a", n)), numbered("a", n));
            };
            receive(2000);
            receive(1000);
            receive(2002);  // stores 2001: 2000 keys again, nothing evicted
            receive(0);
            receive(2005);  // stores 2003 and 2004: one place was free, key 1 is evicted
            r.refuse_bytes("bob", chain.frame(1, 0, numbered("a", 1)), "duplicate_message",
                           chain.frame(2, 0, numbered("a", 2)));
            receive(2);
            r.state("bob", true);
          });
  out.add(
      {"dr-interop/store/many-small-gaps",
       "Fifty-two gaps of 39: 2,028 keys were skipped, the first 28 are gone",
       {"DR-18"},
       {"Eviction"}},
      [](Scenario& s) {
        RatchetScript r(s);
        r.start();
        ForgedChain chain = r.alices_first_chain();
        const auto frame = [&](std::size_t n) { return chain.frame(n, 0, numbered("a", n)); };
        for (std::size_t gap = 1; gap <= 52; ++gap) {
          r.receive_bytes("bob", frame(40 * gap - 1), numbered("a", 40 * gap - 1));
        }
        r.state("bob", true);
        r.refuse_bytes("bob", frame(27), "duplicate_message", frame(28));
        r.receive_bytes("bob", frame(28), numbered("a", 28));
        r.receive_bytes("bob", frame(2078), numbered("a", 2078));
        r.refuse_bytes("bob", frame(0), "duplicate_message", frame(29));
      },
      Traces::kNone);
  out.add({"dr-interop/store/order-is-of-storage",
           "Keys of a first gap are older than keys of the next chain, whatever their N",
           {"DR-18", "DR-17"},
           {"Eviction"}},
          [](Scenario& s) {
            TwoChains t(s);
            t.receive_first(5);
            t.receive_second(1998, 6);
            t.script.state("bob", true);
            // 1..4 of the first chain and 0..1997 of the second: 2,002, so 1 and 2 are gone.
            t.gone(t.first.frame(2, 0, numbered("first", 2)),
                   t.first.frame(3, 0, numbered("first", 3)));
            t.receive_first(3);
            t.receive_second(0, 6);
          });
}

/// Alice's frame of her first chain that Bob misses, then `turns` more chains of hers.
std::size_t miss_then_turn(RatchetScript& r, std::size_t turns, std::size_t* received = nullptr) {
  r.start();
  const std::size_t missed = r.send("alice", "missed");
  const std::size_t second = r.send("alice", "in time");
  if (received != nullptr) *received = second;
  r.receive("bob", second);
  r.receive("alice", r.send("bob", "reply"));
  r.ping_pong(turns);
  return missed;
}

void earlier(SuiteWriter& out) {
  out.group("dr-interop/earlier", "The four receiving chains before the current one",
            Traces::kRefusals);
  for (const std::size_t turns : {1U, 2U, 3U, 4U}) {
    out.add({fmt::format("dr-interop/earlier/stored-key-{}-back", turns),
             fmt::format("A stored key of the chain {} before the current one still opens", turns),
             {"DR-10", "DR-19", "DR-20"}},
            [turns](Scenario& s) {
              RatchetScript r(s);
              std::size_t received = 0;
              const std::size_t missed = miss_then_turn(r, turns, &received);
              r.refuse_again("bob", received, "duplicate_message", missed);
              r.receive("bob", missed);
              r.refuse_again("bob", missed, "duplicate_message");
              r.state("bob");
            });
  }
  out.add({"dr-interop/earlier/stored-key-5-back",
           "At the fifth turn the chain is forgotten with its keys: its frame counts as new and "
           "does not open",
           {"DR-10", "DR-19", "DR-20", "DR-11"},
           {"ForgottenChain"}},
          [](Scenario& s) {
            RatchetScript r(s);
            const std::size_t missed = miss_then_turn(r, 5);
            r.state("bob");
            r.refuse_again("bob", missed, "decryption_failed");
            r.ping_pong(1);
          });
  out.add({"dr-interop/earlier/no-stored-key-needed",
           "Chains without a missing frame are remembered all the same: duplicates, four back",
           {"DR-10", "DR-12"}},
          [](Scenario& s) {
            RatchetScript r(s);
            r.start();
            const std::size_t first = r.send("alice", "first");
            r.receive("bob", first);
            r.receive("alice", r.send("bob", "reply"));
            r.ping_pong(4);
            r.refuse_again("bob", first, "duplicate_message");
            r.ping_pong(1);
            r.refuse_again("bob", first, "decryption_failed");
            r.state("bob");
          });
  out.add({"dr-interop/earlier/each-side-its-own",
           "Alice's earlier chains are Bob's sending chains; SPK_B never counts as one",
           {"DR-10", "DR-09"}},
          [](Scenario& s) {
            RatchetScript r(s);
            r.start();
            r.receive("bob", r.send("alice", "first"));
            const std::size_t reply = r.send("bob", "reply");
            r.receive("alice", reply);
            r.ping_pong(4);
            r.refuse_again("alice", reply, "duplicate_message");
            r.ping_pong(1);
            r.refuse_again("alice", reply, "decryption_failed");
            r.state("alice");
          });
  out.add({"dr-interop/earlier/unsent-of-an-earlier-chain",
           "A frame beyond PN of an earlier chain has no key: a duplicate by name",
           {"DR-12", "DR-14"},
           {"DuplicateIsNoProof"}},
          [](Scenario& s) {
            TwoChains t(s);
            t.receive_second(0, 1);
            t.gone(t.first.frame(9, 0, numbered("first", 9)), t.in_second(1, 1));
            t.receive_second(1, 1);
            t.script.state("bob");
          });
}

}  // namespace

void fill_dr_skips(SuiteWriter& out) {
  bounds(out);
  store(out);
  earlier(out);
}

}  // namespace smx::vectors
