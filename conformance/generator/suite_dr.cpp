// The Double Ratchet between two bare sessions: starting, sending, orders of arrival.
#include <fmt/format.h>

#include "low_order.h"
#include "ratchet_script.h"
#include "suite_ratchet.h"

namespace smx::vectors {
namespace {

void starting(SuiteWriter& out) {
  out.group("dr-interop/init", "The first state of each side");
  out.add({"dr-interop/init/both", "States before any message", {"DR-05", "DR-06"}},
          [](Scenario& s) {
            RatchetScript r(s);
            r.start();
            r.state("alice");
            r.state("bob");
            r.receive("bob", r.send("alice", "first"));
          });
  out.add({"dr-interop/init/remote-high-bit",
           "SPK_B with its high bit set: the same secret, other bytes in the state",
           {"PRIM-09", "DR-05"},
           {"NonCanonical"}},
          [](Scenario& s) {
            RatchetScript r(s);
            Bytes remote = r.bob_spk().public_key;
            remote[31] |= 0x80U;
            s.ok("dr.init", {{"session", "alice"},
                             {"role", "initiator"},
                             {"root_key", hex(r.root_key())},
                             {"ad", hex(r.ad())},
                             {"ratchet_private", hex(r.alice_ratchet().private_key)},
                             {"remote_ratchet_key", hex(remote)}});
            r.start_bob();
            r.state("alice");
            const std::size_t first = r.send("alice", "first");
            r.receive("bob", first);
          });
  for (const LowOrderPoint& point : low_order_points()) {
    if (point.name != "zero" && point.name != "order-8-b" && point.name != "p-plus-1-high-bit") {
      continue;
    }
    out.add({fmt::format("dr-interop/init/low-order-{}", point.name),
             fmt::format("SPK_B is of low order: {}", point.comment),
             {"PRIM-10", "DR-05"},
             {"LowOrderPoint"}},
            [&](Scenario& s) {
              RatchetScript r(s);
              s.reject("dr.init",
                       {{"session", "alice"},
                        {"role", "initiator"},
                        {"root_key", hex(r.root_key())},
                        {"ad", hex(r.ad())},
                        {"ratchet_private", hex(r.alice_ratchet().private_key)},
                        {"remote_ratchet_key", hex(point.u)}},
                       "low_order_point");
              s.twin({{"remote_ratchet_key", hex(r.bob_spk().public_key)}});
            });
  }
  struct Length {
    const char* member;
    std::size_t size;
  };
  for (const Length& row :
       {Length{"root_key", 31}, Length{"root_key", 33}, Length{"ad", 127}, Length{"ad", 129},
        Length{"ratchet_private", 31}, Length{"remote_ratchet_key", 33}}) {
    out.add({fmt::format("dr-interop/init/{}-of-{}", row.member, row.size),
             "A wrong fixed length, and the session that was there stays",
             {"PRIM-04"},
             {"WrongLength"}},
            [&](Scenario& s) {
              RatchetScript r(s);
              r.start();
              Json in = {{"session", "alice"},
                         {"role", "initiator"},
                         {"root_key", s.hex_key("other root key")},
                         {"ad", hex(r.ad())},
                         {"ratchet_private", hex(r.alice_ratchet().private_key)},
                         {"remote_ratchet_key", hex(r.bob_spk().public_key)}};
              const Json good = in.at(row.member);
              in[row.member] = s.hex_key("wrong length", row.size);
              s.reject("dr.init", in, "malformed");
              s.twin({{row.member, good}});
              r.receive("bob", r.send("alice", "still the old session"));
            });
  }
}

void sending(SuiteWriter& out) {
  out.group("dr-interop/send", "What sending refuses, in which order, and where chains end");
  out.add({"dr-interop/send/responder-first",
           "A responder has no sending chain before it receives",
           {"DR-24", "DR-06"}},
          [](Scenario& s) {
            RatchetScript r(s);
            r.start();
            r.refuse_send("bob", s.plaintext("too early"), "no_sending_chain");
            s.no_twin("only a received frame gives a responder its sending chain");
            r.receive("bob", r.send("alice", "first"));
            r.receive("alice", r.send("bob", "reply"));
          });
  out.add({"dr-interop/send/no-chain-before-too-large",
           "65,537 bytes without a sending chain: no_sending_chain speaks first",
           {"DR-24"},
           {"CheckOrder"}},
          [](Scenario& s) {
            RatchetScript r(s);
            r.start_bob();
            r.refuse_send("bob", s.key("plaintext", 65537), "no_sending_chain");
            s.no_twin("only a received frame gives a responder its sending chain");
          });
  out.add(
      {"dr-interop/send/too-large",
       "65,537 bytes are refused, 65,536 are sent and received",
       {"DR-24", "DRV1-03"},
       {"LengthLimit"}},
      [](Scenario& s) {
        RatchetScript r(s);
        r.start();
        const Bytes plaintext = s.key("plaintext", 65537);
        r.refuse_send("alice", plaintext, "too_large");
        s.twin({{"plaintext", hex(slice(plaintext, 0, 2))}});
        s.ok("dr.encrypt", {{"session", "alice"}, {"plaintext", hex(slice(plaintext, 0, 65536))}});
        StepOptions options;
        options.from = From{s.last(), "frame", "frame"};
        options.pin = std::vector<std::string>();
        s.ok("dr.decrypt", {{"session", "bob"}, {"random", r.random("bob")}}, options);
        r.receive("bob", r.send("alice", "next"));
      },
      Traces::kNone);
  out.add({"dr-interop/send/last-of-a-chain",
           "N = 2^32 - 2 is sent, then the chain is exhausted",
           {"DR-23", "DR-22"},
           {"CounterLimit"}},
          [](Scenario& s) {
            RatchetScript r(s);
            r.start(0xfffffffe);
            const std::size_t last = r.send("alice", "last");
            if (slice(s.output(last, "frame"), 41, 4) != be32(0xfffffffe)) {
              throw BuildError("the last frame does not carry N = 2^32 - 2");
            }
            r.state("alice");
            r.refuse_send("alice", s.plaintext("one more"), "chain_exhausted");
            s.no_twin("only a new chain has numbers left");
            r.state("alice");
          });
  out.add({"dr-interop/send/too-large-before-exhausted",
           "65,537 bytes at the end of a chain: too_large speaks first",
           {"DR-24"},
           {"CheckOrder"}},
          [](Scenario& s) {
            RatchetScript r(s);
            r.start_alice(0xffffffff);
            r.refuse_send("alice", s.key("plaintext", 65537), "too_large");
            s.twin({{"plaintext", "70"}}, "chain_exhausted");
          });
  out.add({"dr-interop/send/exhausted-then-turned",
           "A reply gives a new chain: N = 0 with PN = 2^32 - 1, which skips too many at the peer",
           {"DR-07", "DR-16", "DR-23"},
           {"CounterLimit"}},
          [](Scenario& s) {
            RatchetScript r(s);
            r.start(0xffffffff);
            r.refuse_send("alice", s.plaintext("none left"), "chain_exhausted");
            const Bytes plaintext = s.plaintext("the chain's first frame");
            MessageKeys keys(s.kit(), s.traced(0, "dr.chain_key"));
            r.receive_bytes("bob",
                            seal_drv1(s.kit(), keys.at(0), r.ad(),
                                      drv1_header(r.alice_ratchet().public_key, 0, 0), plaintext),
                            plaintext);
            r.receive("alice", r.send("bob", "reply"));
            const std::size_t turned = r.send("alice", "new chain");
            r.state("alice");
            // Bob has received one frame of the old chain: 2^32 - 2 would be skipped.
            r.refuse("bob", turned, {}, "too_many_skipped");
            MessageKeys next(s.kit(), s.traced(5, "dr.chain_key", 1));
            s.twin({{"frame", hex(seal_drv1(s.kit(), next.at(0), r.ad(),
                                            drv1_header(r.ratchet_key(turned), 1, 0),
                                            s.plaintext("with PN = 1")))}});
          });
  for (const std::size_t size : {0U, 1U, 15U, 16U, 17U, 255U, 256U}) {
    out.add(
        {fmt::format("dr-interop/send/plaintext-of-{}", size),
         "Sent and received, and answered in the same length",
         {"DRV1-03", "DRV1-02"}},
        [size](Scenario& s) {
          RatchetScript r(s);
          r.start();
          for (const auto& [from, to] : {std::pair{"alice", "bob"}, std::pair{"bob", "alice"}}) {
            const std::string plaintext = s.hex_key(from, size);
            s.ok("dr.encrypt", {{"session", from}, {"plaintext", plaintext}});
            StepOptions options;
            options.from = From{s.last(), "frame", "frame"};
            options.must = {{"plaintext", plaintext}};
            s.ok("dr.decrypt", {{"session", to}, {"random", r.random(to)}}, options);
          }
        });
  }
}

void orders(SuiteWriter& out) {
  out.group("dr-interop/order", "Orders of arrival");
  out.add({"dr-interop/order/in-order",
           "Three each way, in order",
           {"DR-01", "DR-02", "DR-03", "DR-04", "DR-12"}},
          [](Scenario& s) {
            RatchetScript r(s);
            r.start();
            for (int i = 0; i < 3; ++i) r.receive("bob", r.send("alice", std::to_string(i)));
            for (int i = 0; i < 3; ++i) r.receive("alice", r.send("bob", std::to_string(i)));
            r.state("alice");
            r.state("bob");
          });
  out.add({"dr-interop/order/ping-pong", "Six turns each way", {"DR-07"}}, [](Scenario& s) {
    RatchetScript r(s);
    r.start();
    r.ping_pong(6);
    r.state("alice");
    r.state("bob");
  });
  out.add({"dr-interop/order/reversed",
           "Six frames of one chain in reverse",
           {"DR-12", "DR-17", "DR-13"},
           {"OutOfOrder"}},
          [](Scenario& s) {
            RatchetScript r(s);
            r.start();
            const auto frames = r.send_many("alice", 6);
            r.receive("bob", frames[5]);
            r.state("bob");
            for (std::size_t i = 5; i-- > 0;) r.receive("bob", frames[i]);
            r.state("bob");
          });
  out.add({"dr-interop/order/shuffled",
           "Eight frames of one chain in a mixed order",
           {"DR-12", "DR-17"},
           {"OutOfOrder"}},
          [](Scenario& s) {
            RatchetScript r(s);
            r.start();
            const auto frames = r.send_many("alice", 8);
            for (const std::size_t i : {3U, 0U, 7U, 5U, 1U}) r.receive("bob", frames[i]);
            r.state("bob");
            for (const std::size_t i : {6U, 2U, 4U}) r.receive("bob", frames[i]);
            r.state("bob");
          });
  out.add({"dr-interop/order/gap-in-a-chain",
           "Frames 1 and 2 come after 3",
           {"DR-12", "DR-17"},
           {"OutOfOrder"}},
          [](Scenario& s) {
            RatchetScript r(s);
            r.start();
            const auto frames = r.send_many("alice", 5);
            r.receive("bob", frames[0]);
            r.receive("bob", frames[3]);
            r.state("bob");
            r.receive("bob", frames[2]);
            r.receive("bob", frames[4]);
            r.receive("bob", frames[1]);
            r.state("bob");
          });
  out.add({"dr-interop/order/gap-across-a-turn",
           "Frames outstanding in the old chain when the new one begins: PN says how many",
           {"DR-08", "DR-17"},
           {"OutOfOrder"}},
          [](Scenario& s) {
            RatchetScript r(s);
            r.start();
            const auto old_chain = r.send_many("alice", 4);
            r.receive("bob", old_chain[0]);
            r.receive("alice", r.send("bob", "reply"));
            const auto new_chain = r.send_many("alice", 3);
            r.receive("bob", new_chain[2]);
            r.state("bob");
            r.receive("bob", old_chain[2]);
            r.receive("bob", new_chain[0]);
            r.receive("bob", old_chain[3]);
            r.receive("bob", old_chain[1]);
            r.receive("bob", new_chain[1]);
            r.state("bob");
          });
  out.add({"dr-interop/order/three-chains-in-flight",
           "Frames of three of Alice's chains outstanding at once",
           {"DR-08", "DR-10", "DR-17"},
           {"OutOfOrder"}},
          [](Scenario& s) {
            RatchetScript r(s);
            r.start();
            std::vector<std::size_t> late;
            for (int chain = 0; chain < 3; ++chain) {
              late.push_back(r.send("alice", fmt::format("{} late", chain)));
              late.push_back(r.send("alice", fmt::format("{} later", chain)));
              r.receive("bob", r.send("alice", fmt::format("{} in time", chain)));
              r.receive("alice", r.send("bob", fmt::format("reply {}", chain)));
            }
            r.state("bob");
            for (const std::size_t i : {5U, 0U, 3U, 1U, 2U, 4U}) r.receive("bob", late[i]);
            r.state("bob");
          });
  out.add({"dr-interop/order/simultaneous", "Both send before either receives", {"DR-07", "DR-16"}},
          [](Scenario& s) {
            RatchetScript r(s);
            r.start();
            r.ping_pong(1);
            const std::size_t a = r.send("alice", "crossing");
            const std::size_t b = r.send("bob", "crossing");
            r.receive("bob", a);
            r.receive("alice", b);
            r.ping_pong(1);
            r.state("alice");
            r.state("bob");
          });
  out.add({"dr-interop/order/initiator-goes-on",
           "Alice sends four before Bob's first reply arrives",
           {"DR-07"}},
          [](Scenario& s) {
            RatchetScript r(s);
            r.start();
            const std::size_t first = r.send("alice", "first");
            r.receive("bob", first);
            const std::size_t reply = r.send("bob", "reply");
            const auto more = r.send_many("alice", 3);
            r.receive("alice", reply);
            r.receive("bob", more[2]);
            r.receive("bob", r.send("alice", "new chain"));
            r.receive("bob", more[0]);
            r.receive("bob", more[1]);
            r.state("bob");
          });
  out.add({"dr-interop/order/late-reply-chains",
           "Alice gets Bob's third chain first, then what is left of the first two",
           {"DR-08", "DR-10"},
           {"OutOfOrder"}},
          [](Scenario& s) {
            RatchetScript r(s);
            r.start();
            r.receive("bob", r.send("alice", "first"));
            const std::size_t early = r.send("bob", "early");
            r.receive("alice", r.send("bob", "in time"));
            r.receive("bob", r.send("alice", "second"));
            const std::size_t second = r.send("bob", "second chain");
            const std::size_t second_late = r.send("bob", "second chain, late");
            r.receive("alice", second);
            r.receive("bob", r.send("alice", "third"));
            r.receive("alice", r.send("bob", "third chain"));
            r.receive("alice", early);
            r.receive("alice", second_late);
            r.state("alice");
          });
  out.add({"dr-interop/order/lost-for-good",
           "A frame that never comes leaves one stored key behind",
           {"DR-17"}},
          [](Scenario& s) {
            RatchetScript r(s);
            r.start();
            r.send("alice", "lost");
            r.receive("bob", r.send("alice", "second"));
            r.ping_pong(2);
            r.state("bob");
          });
  out.add(
      {"dr-interop/order/chain-of-1000",
       "A chain of 1,000 frames, all received in order",
       {"DR-02", "DR-22"}},
      [](Scenario& s) {
        RatchetScript r(s);
        r.start();
        for (int i = 0; i < 1000; ++i) {
          s.ok("dr.encrypt",
               {{"session", "alice"}, {"plaintext", hex_text(fmt::format("{:04}", i))}});
          StepOptions options;
          options.from = From{s.last(), "frame", "frame"};
          Json in = {{"session", "bob"}};
          if (i == 0) in["random"] = r.random("bob");
          s.ok("dr.decrypt", in, options);
        }
        r.state("alice");
        r.state("bob");
      },
      Traces::kNone);
  for (const std::size_t turns : {3U, 4U, 5U, 7U}) {
    out.add(
        {fmt::format("dr-interop/order/bursts-of-{}", turns),
         "Bursts of growing length, each read in reverse",
         {"DR-07", "DR-17"},
         {"OutOfOrder"}},
        [turns](Scenario& s) {
          RatchetScript r(s);
          r.start();
          for (std::size_t turn = 0; turn < turns; ++turn) {
            const bool alice = turn % 2 == 0;
            const auto frames = r.send_many(alice ? "alice" : "bob", turn % 3 + 2);
            for (auto it = frames.rbegin(); it != frames.rend(); ++it) {
              r.receive(alice ? "bob" : "alice", *it);
            }
          }
          r.state("alice");
          r.state("bob");
        },
        turns == 3 ? Traces::kAll : Traces::kNone);
  }
}

}  // namespace

void fill_dr(SuiteWriter& out) {
  starting(out);
  sending(out);
  orders(out);
  fill_dr_skips(out);
  fill_dr_refusals(out);
}

}  // namespace smx::vectors
