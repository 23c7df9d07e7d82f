// Two devices, a network and stores that do what they like.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

#include "support/party.h"

namespace smx {
namespace {

using test::error_of;
using test::must;
using test::Party;
using test::ScriptedStore;

struct Wire {
  unsigned from = 0;
  Bytes envelope;
  std::string text;
};

class Conversation {
 public:
  void send(unsigned from, bool with_prekey) {
    const std::string text = next_text();
    const Bundle bundle = bundle_of(1 - from, with_prekey);
    // The bundle is used only when there is no session [SES-07].
    sent(from, text,
         party(from).try_send(party(1 - from), text, {.bundle = &bundle, .delivery_id = {}}));
  }

  void restart(unsigned from) {
    const std::string text = next_text();
    const Result<Sent> result =
        party(from).try_restart(party(1 - from).name(), bundle_of(1 - from, true), text, now_);
    if (error_of(result) == Error::restart_limited) return;
    sent(from, text, result);
  }

  /// Any frame in flight: it opens at most once, with its own text, and a refusal changes nothing.
  void deliver(std::size_t choice, bool keep) {
    if (in_flight_.empty()) return;
    const std::size_t at = choice % in_flight_.size();
    const Wire wire = in_flight_[at];
    if (!keep) drop(choice);
    Party& to = party(1 - wire.from);
    const auto before = to.encoding();
    const Result<Received> received = to.try_receive(party(wire.from), wire.envelope);
    if (!received) {
      RC_ASSERT(to.encoding() == before);
      RC_ASSERT(to.store.records() == before);
      return;
    }
    RC_ASSERT(test::to_text(received->plaintext.reveal()) == wire.text);
    RC_ASSERT(delivered_.insert(wire.text).second);
  }

  /// What was sent just now opens, whatever happened before.
  void exchange(unsigned from) {
    send(from, false);
    if (in_flight_.empty() || in_flight_.back().from != from) return;
    const std::string text = in_flight_.back().text;
    deliver(in_flight_.size() - 1, false);
    RC_ASSERT(delivered_.contains(text));
  }

  void tamper(std::size_t choice) {
    if (in_flight_.empty()) return;
    Wire wire = in_flight_[choice % in_flight_.size()];
    wire.envelope[(choice / 5) % wire.envelope.size()] ^=
        static_cast<std::uint8_t>(1U << (choice % 8));
    Party& to = party(1 - wire.from);
    const auto before = to.encoding();
    RC_ASSERT(!to.try_receive(party(wire.from), wire.envelope).has_value());
    RC_ASSERT(to.encoding() == before);
    RC_ASSERT(to.store.records() == before);
  }

  void drop(std::size_t choice) {
    if (in_flight_.empty()) return;
    in_flight_.erase(in_flight_.begin() + static_cast<std::ptrdiff_t>(choice % in_flight_.size()));
  }

  /// The next commit of a party fails in one of three ways; a state that may have moved is read
  /// again, like an application would.
  void spoil(unsigned who, std::size_t choice) {
    using Answer = ScriptedStore::Answer;
    const Answer answers[] = {Answer::refuse, Answer::write_and_fail, Answer::lose_race};
    party(who).store.answer_next(answers[choice % 3]);
    exchange_spoiled(who);
    party(who).store.answer_next(Answer::commit);
    must(party(who).core().reload());
  }

  void reopen(unsigned who) { party(who).reopen(); }
  void purge(unsigned who, std::uint64_t later) { party(who).purge(now_ += later); }
  void rotate(unsigned who) { party(who).rotate(now_, "spk " + std::to_string(++prekeys_)); }
  void replenish(unsigned who) {
    std::vector<PrekeyMaterial> materials;
    materials.push_back(party(who).material("more " + std::to_string(++prekeys_)));
    must(party(who).core().replenish(std::move(materials)));
  }

 private:
  Party& party(unsigned index) { return index == 0 ? alice_ : bob_; }
  std::string next_text() { return "message " + std::to_string(texts_++); }

  Bundle bundle_of(unsigned who, bool with_prekey) {
    Bundle bundle = party(who).bundle();
    const OneTimePrekeys& prekeys = party(who).state().one_time_prekeys;
    // Each is given out once, as a directory would.
    for (const auto& [id, entry] : prekeys) {
      if (!with_prekey || !given_out_.emplace(who, test::to_text(id.view())).second) continue;
      bundle.one_time_prekey = entry.published();
      break;
    }
    return bundle;
  }

  void sent(unsigned from, const std::string& text, const Result<Sent>& result) {
    in_flight_.push_back({from, must(Result<Sent>(result)).envelope, text});
  }

  void exchange_spoiled(unsigned who) {
    const std::string text = next_text();
    const Bundle bundle = bundle_of(1 - who, false);
    const Result<Sent> result =
        party(who).try_send(party(1 - who), text, {.bundle = &bundle, .delivery_id = {}});
    RC_ASSERT(!result.has_value());
  }

  Party alice_{"alice", {.now = kStart}};
  Party bob_{"bob", {.now = kStart}};
  static constexpr std::uint64_t kStart = 1'700'000'000;
  std::uint64_t now_ = kStart;
  std::vector<Wire> in_flight_;
  std::set<std::string> delivered_;
  std::set<std::pair<unsigned, std::string>> given_out_;
  std::size_t texts_ = 0;
  std::size_t prekeys_ = 1;
};

// [STO-09] [SES-15] [SES-16] [SES-17] [SMX1-18] [DR-21] After every operation the store holds the
// state in memory and gives it back (that is checked inside Party); a refusal changes nothing; no
// message opens twice; and two devices that talk again understand each other at once.
RC_GTEST_PROP(ConversationProperty, AlwaysRecovers, ()) {
  Conversation conversation;
  const auto script =
      *rc::gen::container<std::vector<std::uint32_t>>(rc::gen::inRange(0U, 1U << 20));
  for (const std::uint32_t step : script) {
    const std::uint32_t argument = step >> 6;
    const unsigned who = (step >> 5) % 2;
    switch (step % 32) {
      case 0:
        conversation.restart(who);
        break;
      case 1:
        conversation.spoil(who, argument);
        break;
      case 2:
        conversation.reopen(who);
        break;
      case 3:
        conversation.purge(who, argument % 18'000);
        break;
      case 4:
        conversation.rotate(who);
        break;
      case 5:
        conversation.replenish(who);
        break;
      case 6:
        conversation.drop(argument);
        break;
      case 7:
      case 8:
      case 9:
        conversation.tamper(argument);
        break;
      case 10:
      case 11:
        conversation.deliver(argument, true);
        break;
      case 12:
      case 13:
      case 14:
      case 15:
      case 16:
      case 17:
        conversation.deliver(argument, false);
        break;
      case 18:
      case 19:
      case 20:
        conversation.exchange(who);
        break;
      default:
        conversation.send(who, argument % 2 == 0);
        break;
    }
  }
  for (int i = 0; i < 2; ++i) {
    conversation.exchange(0);
    conversation.exchange(1);
  }
}

}  // namespace
}  // namespace smx
