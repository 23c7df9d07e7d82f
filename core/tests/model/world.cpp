#include "model/world.h"

#include <algorithm>
#include <utility>

#include "bytes/hex.h"
#include "model/secrecy.h"
#include "smx/dr_frame.h"
#include "smx/smx1.h"
#include "support/results.h"
#include "support/trace_steps.h"

namespace smx::test {
namespace {

constexpr const char* kNames[] = {"alice", "bob", "carol"};
/// A second label, which comes to stand for one device after another.
constexpr const char* kAlias = "alias";

std::string verdict_of(const Result<void>& result) {
  return result ? std::string() : std::string(error_name(result.error()));
}

bool is_storage(const std::string& verdict) {
  return verdict == "storage_failed" || verdict == "stale_state";
}

std::string shown(const std::string& verdict) { return verdict.empty() ? "success" : verdict; }

/// Two lines "name value", the values as hex.
std::string shown_lines(const std::string& core, const std::string& model) {
  const auto show = [](const std::string& line) {
    const std::size_t space =
        line.rfind(' ', line.find_first_not_of("abcdefghijklmnopqrstuvwxyz"
                                               "ABCDEFGHIJKLMNOPQRSTUVWXYZ- "));
    const std::size_t at = space == std::string::npos ? line.size() : space + 1;
    return line.substr(0, at) + to_hex(view_of(line).subspan(at));
  };
  return "core has [" + show(core) + "], the model [" + show(model) + "]";
}

}  // namespace

World::World(const Script& script, const Checks& checks, Tally& tally)
    : script_(script),
      checks_(checks),
      tally_(tally),
      with_model_(checks.agreement || checks.secrecy) {
  for (unsigned i = 0; i < script.devices; ++i)
    twins_.push_back(std::make_unique<Twin>(kNames[i], now_));
}

void World::play() {
  ++tally_.runs;
  for (const Step& step : script_.steps) {
    ++step_;
    ++tally_.steps;
    play(step);
    if (checks_.secrecy && step_ % 4 == 0)
      for (const auto& twin : twins_) check_spent(*twin, tally_);
  }
  for (const auto& twin : twins_) {
    if (checks_.secrecy) check_secrecy(*twin, wires_, tally_);
    if (checks_.recovery) check_recovery(*twin, wires_, tally_);
  }
  drain();
  for (unsigned i = 0; i < script_.devices; ++i) step_reopen({Op::reopen, i, 0, 0});
}

void World::play(const Step& step) {
  const std::size_t count = in_flight_.size();
  switch (step.op) {
    case Op::send:
      return step_send(step);
    case Op::restart:
      return step_restart(step);
    case Op::deliver:
      return step_deliver(count == 0 ? 0 : step.argument % count, false);
    case Op::newest:
      return step_deliver(count == 0 ? 0 : count - 1, false);
    case Op::duplicate:
      return step_deliver(count == 0 ? 0 : step.argument % count, true);
    case Op::replay:
      if (!wires_.empty()) deliver(wires_[step.argument % wires_.size()]);
      return;
    case Op::drop:
      if (count != 0)
        in_flight_.erase(in_flight_.begin() + static_cast<std::ptrdiff_t>(step.argument % count));
      return;
    case Op::tamper:
      return step_tamper(step);
    case Op::misroute:
      return step_misroute(step);
    case Op::rotate:
      return step_rotate(step);
    case Op::replenish:
      return step_replenish(step);
    case Op::purge:
      return step_purge(step);
    case Op::pass:
      now_ += script_.calm ? step.argument % 1'800 : step.argument * 61ULL;
      return;
    case Op::reopen:
      return step_reopen(step);
    case Op::spoil:
      return step_spoil(step);
    case Op::save: {
      Twin& it = twin(step.who % script_.devices);
      if (it.saves.size() < 3) it.saves.push_back(it.save());
      return;
    }
    case Op::restore:
      return step_restore(step);
    case Op::burst:
      return step_burst(step);
  }
}

void World::step_send(const Step& step) {
  const std::size_t from = step.who % script_.devices;
  send(from, other(from, step.to), step.argument);
}

void World::send(std::size_t from, std::size_t to, std::uint32_t choices) {
  Twin& sender = twin(from);
  const std::string label = choices / 64 % 16 == 0 ? kAlias : kNames[to];
  const std::string text = text_for(choices % 64);
  std::optional<Bundle> bundle;
  if (choices / 1'024 % 16 > 3) bundle = make_bundle(to, choices / 1'024);
  std::optional<model::Bundle> models;
  if (bundle) models = model_bundle(*bundle);

  Result<Sent> sent = fail(Error::malformed);
  model::Sent expected;
  const model::Draws draws = sender.offer_draws();
  Bytes frame;
  const std::string verdict = operate(
      sender,
      [&] {
        const SendOptions options{.bundle = bundle ? &*bundle : nullptr, .delivery_id = {}};
        if (checks_.secrecy || checks_.recovery) {
          const internal::TraceRecorder recorder;
          sent = sender.core().send(label, view_of(text), options);
          frame = traced(recorder, "dr.frame").value_or(Bytes{});
        } else {
          sent = sender.core().send(label, view_of(text), options);
        }
        return sent ? std::string() : std::string(error_name(sent.error()));
      },
      [&](model::Device& device) {
        expected = device.send(label, models ? &*models : nullptr, model::letters(text), draws);
      });
  if (!verdict.empty()) return;
  if (checks_.agreement) {
    require(sent->envelope == expected.envelope, "agreement", "the bytes sent differ");
    require(model_peer(sent->peer) == expected.to &&
                sent->session_started == expected.session_started &&
                sent->one_time_prekey_used == expected.one_time_prekey_used &&
                sent->peer_keys_changed == expected.keys_changed,
            "agreement", "what is told about a sending differs");
  }
  note_sent(from, *sent, text, std::move(frame));
}

void World::step_restart(const Step& step) {
  const std::size_t from = step.who % script_.devices;
  const std::size_t to = other(from, step.to);
  Twin& sender = twin(from);
  const Bundle bundle = make_bundle(to, step.argument / 1'024);
  const model::Bundle models = model_bundle(bundle);
  const std::string text = text_for(step.argument % 64);
  const std::uint64_t now = step.argument % 4 == 0 ? now_ - 100 : now_;
  Result<Sent> sent = fail(Error::malformed);
  model::Sent expected;
  const model::Draws draws = sender.offer_draws();
  Bytes frame;
  const std::string verdict = operate(
      sender,
      [&] {
        const internal::TraceRecorder recorder;
        sent = sender.core().restart(kNames[to], bundle, view_of(text), now, {});
        frame = traced(recorder, "dr.frame").value_or(Bytes{});
        return sent ? std::string() : std::string(error_name(sent.error()));
      },
      [&](model::Device& device) {
        expected = device.restart(kNames[to], models, model::letters(text), now, draws);
        device.note(models.owner, {});
      });
  if (!verdict.empty()) return;
  if (checks_.agreement)
    require(sent->envelope == expected.envelope, "agreement", "the bytes of a restart differ");
  note_sent(from, *sent, text, std::move(frame));
}

void World::step_deliver(std::size_t at, bool keep) {
  if (in_flight_.empty()) return;
  const std::size_t id = in_flight_[at];
  if (!keep) in_flight_.erase(in_flight_.begin() + static_cast<std::ptrdiff_t>(at));
  deliver(wires_[id]);
}

void World::deliver(const Wire& wire) {
  Twin& to = twin(wire.to);
  const bool opened_before = std::ranges::count(to.memory.opened, wire.id) != 0;
  const bool owed = script_.calm && !opened_before && within_bounds(wire);
  if (owed) ++tally_.owed;
  Bytes plaintext;
  const std::string label = wire.id % 16 == 7 ? kAlias : kNames[wire.from];
  const std::string verdict =
      receive(wire.to, label, twin(wire.from).keys(), wire.envelope, plaintext);
  if (verdict.empty()) {
    require(!checks_.once || !opened_before, "once",
            "message " + std::to_string(wire.id) + " opened a second time");
    require(!checks_.once || std::ranges::equal(plaintext, view_of(wire.text)), "once",
            "message " + std::to_string(wire.id) + " opened with another text");
    note_opened(wire);
  } else if (is_storage(verdict)) {
    if (reply_was_lost_) note_chain(wire);
    in_flight_.push_back(wire.id);
  } else {
    require(!checks_.once || !owed, "once",
            "message " + std::to_string(wire.id) + " is lost: " + verdict);
  }
}

std::string World::receive(std::size_t at, const std::string& label, const DeviceKeys& sender,
                           ByteView envelope, Bytes& plaintext) {
  Twin& to = twin(at);
  Result<Received> received = fail(Error::malformed);
  model::Received expected;
  const model::Draws draws = to.offer_draws();
  const model::Peer from = model_peer(sender);
  const std::string verdict = operate(
      to,
      [&] {
        received = to.core().receive(label, sender, envelope, {});
        return received ? std::string() : std::string(error_name(received.error()));
      },
      [&](model::Device& device) { expected = device.receive(label, from, envelope, draws); });
  if (!is_storage(verdict)) to.model.note(from, verdict);
  if (checks_.agreement)
    require(to.core().failures_of(sender) == to.model.failures(from), "agreement",
            "the counts of failures differ");
  if (!verdict.empty()) return verdict;
  const ByteView bytes = received->plaintext.reveal();
  plaintext.assign(bytes.begin(), bytes.end());
  if (checks_.agreement)
    require(plaintext == expected.plaintext &&
                received->session_started == expected.session_started &&
                received->session_replaced == expected.session_replaced &&
                received->one_time_prekey_used == expected.one_time_prekey_used &&
                received->peer_keys_changed == expected.keys_changed,
            "agreement", "the plaintext, or what is told about it, differs");
  return verdict;
}

void World::refuse(std::size_t at, const std::string& label, const DeviceKeys& sender,
                   ByteView envelope) {
  Bytes plaintext;
  const std::string verdict = receive(at, label, sender, envelope, plaintext);
  require(!verdict.empty(), "unchanged", "bytes that nobody sent were accepted");
}

void World::step_rotate(const Step& step) {
  Twin& it = twin(step.who % script_.devices);
  if (step.argument % 8 != 0) ++prekeys_;
  const std::string id = "spk " + std::to_string(prekeys_);
  const std::string drawing = " drawn " + std::to_string(++drawings_);
  operate(
      it,
      [&] {
        const Result<SignedPrekey> rotated = it.core().rotate(now_, it.material(id, drawing));
        return rotated ? std::string() : std::string(error_name(rotated.error()));
      },
      [&](model::Device& device) { device.rotate(now_, it.model_material(id, drawing)); });
}

void World::step_replenish(const Step& step) {
  Twin& it = twin(step.who % script_.devices);
  if (step.argument % 8 != 0) ++prekeys_;
  const std::string id = "more " + std::to_string(prekeys_);
  const std::string drawing = " drawn " + std::to_string(++drawings_);
  operate(
      it,
      [&] {
        std::vector<PrekeyMaterial> materials;
        materials.push_back(it.material(id, drawing));
        const auto made = it.core().replenish(std::move(materials));
        return made ? std::string() : std::string(error_name(made.error()));
      },
      [&](model::Device& device) { device.replenish({it.model_material(id, drawing)}); });
}

void World::step_purge(const Step& step) {
  Twin& it = twin(step.who % script_.devices);
  constexpr std::uint64_t kDay = 86'400;
  constexpr std::uint64_t kLeaps[] = {
      0, 1, 3'599, 3'600, kDay, 7 * kDay, 7 * kDay - 1, 14 * kDay, 14 * kDay - 1, 30 * kDay};
  now_ += script_.calm ? step.argument % 1'800 : kLeaps[step.argument % std::size(kLeaps)];
  const std::uint64_t now = step.argument / 64 % 8 == 0 ? now_ - 1'000 : now_;
  operate(
      it, [&] { return verdict_of(it.core().purge(now)); },
      [&](model::Device& device) { device.purge(now); });
}

void World::step_reopen(const Step& step) {
  Twin& it = twin(step.who % script_.devices);
  const Bytes before = digest_of(it.state());
  it.reopen();
  require(digest_of(it.state()) == before, "unchanged", "the store gave back another state");
}

void World::step_spoil(const Step& step) {
  using Answer = ScriptedStore::Answer;
  constexpr Answer kAnswers[] = {Answer::refuse, Answer::lose_race, Answer::write_and_fail};
  const std::uint32_t choice = step.argument % (script_.calm ? 2 : 3);
  spoilt_[&twin(step.who % script_.devices)] = kAnswers[choice];
}

void World::step_restore(const Step& step) {
  if (script_.calm) return;
  Twin& it = twin(step.who % script_.devices);
  if (it.saves.empty()) return;
  const Saved saved = it.saves[step.argument % it.saves.size()];
  it.restore(saved);
  compare(it);
}

void World::step_burst(const Step& step) {
  if (script_.calm) return;
  const std::size_t from = step.who % script_.devices;
  const std::size_t to = other(from, step.to);
  // Now and then as many as may be skipped, give or take a few.
  const bool wide = step.argument % 1'024 < 16;
  const std::uint32_t count =
      wide ? 1'996 + step.argument / 1'024 % 8 : 1 + step.argument / 1'024 % 24;
  const std::size_t before = in_flight_.size();
  for (std::uint32_t i = 0; i < count; ++i) send(from, to, 3 + 64 + 1'024 * 4);
  while (in_flight_.size() > before + 1) in_flight_.erase(in_flight_.end() - 2);
}

/// What is left on its way arrives at last.
void World::drain() {
  spoilt_.clear();
  while (!in_flight_.empty()) step_deliver((texts_ * 7) % in_flight_.size(), false);
}

void World::note_sent(std::size_t from, const Sent& sent, std::string text, Bytes frame) {
  ++tally_.sent;
  Wire wire;
  wire.id = wires_.size();
  wire.from = from;
  const auto to =
      std::ranges::find_if(twins_, [&](const auto& one) { return one->keys() == sent.peer; });
  wire.to = static_cast<std::size_t>(to - twins_.begin());
  wire.envelope = sent.envelope;
  wire.text = std::move(text);
  const Session& active = *twin(from).state().find_peer(sent.peer)->active();
  wire.session = active.meta.ephemeral_key;
  wire.ratchet_key = active.ratchet.head().own.public_key;
  wire.frame = std::move(frame);
  wire.ad = active.ad;
  twin(from).memory.sent.push_back(wire.id);
  in_flight_.push_back(wire.id);
  wires_.push_back(std::move(wire));
}

void World::note_opened(const Wire& wire) {
  ++tally_.opened;
  twin(wire.to).memory.opened.push_back(wire.id);
  note_chain(wire);
}

void World::note_chain(const Wire& wire) {
  auto& chains = twin(wire.to).memory.chains[wire.session];
  if (std::ranges::find(chains, wire.ratchet_key) == chains.end())
    chains.push_back(wire.ratchet_key);
}

/// [DR-10] A chain that is not among the last five has no keys left; all else is genuine and new.
bool World::within_bounds(const Wire& wire) const {
  const auto& all = twins_[wire.to]->memory.chains;
  const auto known = all.find(wire.session);
  if (known == all.end()) return true;
  const auto chain = std::ranges::find(known->second, wire.ratchet_key);
  return known->second.end() - chain <= 5;
}

template <class CoreOp, class ModelOp>
std::string World::operate(Twin& twin, const CoreOp& core_op, const ModelOp& model_op) {
  const Bytes before = digest_of(twin.state());
  const std::uint64_t generation = twin.store.generation();
  const std::size_t attempts = twin.store.attempts();
  if (const auto spoilt = spoilt_.find(&twin); spoilt != spoilt_.end())
    twin.store.answer_next(spoilt->second);
  const std::string verdict = core_op();

  std::optional<model::Device> next;
  std::string expected;
  if (with_model_) {
    next = twin.model;
    try {
      model_op(*next);
    } catch (const model::Refusal& refusal) {
      expected = refusal.reason;
    }
  }
  reply_was_lost_ = false;
  last_was_spoilt_ = spoilt_.contains(&twin) && twin.store.attempts() > attempts;
  if (!verdict.empty()) ++tally_.refusals[verdict];
  check_unchanged(twin, before, generation, verdict);
  settle(twin, next, verdict, expected);
  return verdict;
}

void World::check_unchanged(Twin& twin, const Bytes& before, std::uint64_t generation,
                            const std::string& verdict) {
  if (!checks_.unchanged || verdict.empty()) return;
  require(digest_of(twin.state()) == before, "unchanged",
          verdict + " has changed the state in memory");
  // A race that is lost and a reply that is lost are the store's doing.
  require(last_was_spoilt_ || twin.store.generation() == generation, "unchanged",
          verdict + " has written to the store");
}

void World::settle(Twin& twin, const std::optional<model::Device>& next, const std::string& verdict,
                   const std::string& expected) {
  using Answer = ScriptedStore::Answer;
  if (last_was_spoilt_) {
    const Answer answer = spoilt_.extract(&twin).mapped();
    reply_was_lost_ = answer == Answer::write_and_fail;
    require(
        !checks_.agreement || (is_storage(verdict) && expected.empty()), "agreement",
        "with a store that fails: core says " + shown(verdict) + ", the model " + shown(expected));
    if (reply_was_lost_ && next && expected.empty()) {
      const model::Device kept = twin.model;
      twin.model = *next;
      twin.model.take_failures_of(kept);
    }
    // As an application does that cannot know.
    must(twin.core().reload());
    compare(twin);
    return;
  }
  if (spoilt_.contains(&twin)) twin.store.answer_next(Answer::commit);
  if (!next) return;
  ++tally_.compared;
  require(!checks_.agreement || verdict == expected, "agreement",
          "core says " + shown(verdict) + ", the model " + shown(expected));
  if (!expected.empty()) return;
  twin.model = *next;
  compare(twin);
}

void World::compare(const Twin& twin) {
  if (!checks_.agreement) return;
  const std::vector<std::string> core = picture_of(twin.state());
  const std::vector<std::string> model = twin.model.picture();
  const auto [at, in_model] = std::ranges::mismatch(core, model);
  require(at == core.end() && in_model == model.end(), "agreement",
          "the states of " + twin.name() + " differ: " +
              shown_lines(at == core.end() ? "nothing" : *at,
                          in_model == model.end() ? "nothing" : *in_model));
}

std::size_t World::other(std::size_t who, unsigned to) const {
  return (who + 1 + to % (script_.devices - 1)) % script_.devices;
}

std::string World::text_for(std::uint32_t choice) {
  const std::size_t number = texts_++;
  if (choice == 0) return {};
  if (choice == 1) return std::string(limits::kMaxPlaintextSize + 1, 'x');
  std::string text = "message " + std::to_string(number);
  if (choice == 2 && number % 4 == 0) text.resize(limits::kMaxPlaintextSize, '.');
  return text;
}

void World::require(bool holds, const char* property, const std::string& what) const {
  if (!holds)
    throw Violation(std::string(property) + ", step " + std::to_string(step_) + ": " + what);
}

}  // namespace smx::test
