#pragma once

#include <deque>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "model/script.h"
#include "model/twin.h"

namespace smx::test {

/// What is looked at while a script is played. Each can be had alone, so that a wrong core shows
/// which of them see it.
struct Checks {
  /// Core and model agree on every verdict, reason, output and state.
  bool agreement = false;
  /// A refusal changes nothing, in memory and in the store [ERR-05].
  bool unchanged = false;
  /// No message opens twice; in a calm script every message within the bounds opens.
  bool once = false;
  /// No state holds a key of an earlier frame.
  bool secrecy = false;
  /// A stolen state opens nothing once the ratchet has turned afresh.
  bool recovery = false;
};

/// A check that did not hold. `what` says which, at which step, and what was seen.
struct Violation : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// What was really done, over all scripts.
struct Tally {
  std::uint64_t runs = 0;
  std::uint64_t steps = 0;
  std::uint64_t sent = 0;
  std::uint64_t opened = 0;
  std::uint64_t compared = 0;
  /// Messages that had to open, in calm scripts.
  std::uint64_t owed = 0;
  /// 32-byte strings of states that were tried on earlier frames.
  std::uint64_t strings = 0;
  std::uint64_t spent_secrets = 0;
  /// Frames that a stolen state opened, and those that it had to fail on and did.
  std::uint64_t thief_opened = 0;
  std::uint64_t thief_failed = 0;
  std::map<std::string, std::uint64_t> refusals;
};

/// One message on its way.
struct Wire {
  std::size_t id = 0;
  std::size_t from = 0;
  std::size_t to = 0;
  Bytes envelope;
  std::string text;
  /// EK_A of the session that carries it, and the ratchet key in its frame.
  X25519PublicKey session;
  X25519PublicKey ratchet_key;
  /// Kept for the secrecy check only: the DR_V1 frame and its associated data.
  Bytes frame;
  AssociatedData ad{};
};

/// Plays one script: two or three devices, each a twin of core and model, and the network between
/// them. Deterministic.
class World {
 public:
  World(const Script& script, const Checks& checks, Tally& tally);
  /// Throws Violation.
  void play();

 private:
  void play(const Step& step);
  void step_send(const Step& step);
  void step_restart(const Step& step);
  void step_deliver(std::size_t at, bool keep);
  void step_tamper(const Step& step);
  void step_misroute(const Step& step);
  void step_rotate(const Step& step);
  void step_replenish(const Step& step);
  void step_purge(const Step& step);
  void step_reopen(const Step& step);
  void step_spoil(const Step& step);
  void step_restore(const Step& step);
  void step_burst(const Step& step);
  void drain();

  /// Sends, and puts what is sent on its way.
  void send(std::size_t from, std::size_t to, std::uint32_t choices);
  /// Hands a genuine wire to the device it is for.
  void deliver(const Wire& wire);
  /// Hands over bytes; empty for success.
  std::string receive(std::size_t at, const std::string& label, const DeviceKeys& sender,
                      ByteView envelope, Bytes& plaintext);
  /// Bytes that nobody sent like this: they must be refused.
  void refuse(std::size_t at, const std::string& label, const DeviceKeys& sender,
              ByteView envelope);
  [[nodiscard]] bool within_bounds(const Wire& wire) const;
  void note_sent(std::size_t from, const Sent& sent, std::string text, Bytes frame);
  void note_opened(const Wire& wire);
  /// The receiver's state has the chain of this message from now on.
  void note_chain(const Wire& wire);

  /// Runs one operation on core and model and compares how they end; the model moves if it does.
  template <class CoreOp, class ModelOp>
  std::string operate(Twin& twin, const CoreOp& core_op, const ModelOp& model_op);
  void settle(Twin& twin, const std::optional<model::Device>& next, const std::string& verdict,
              const std::string& expected);
  void check_unchanged(Twin& twin, const Bytes& before, std::uint64_t generation,
                       const std::string& verdict);
  void compare(const Twin& twin);

  Bundle make_bundle(std::size_t owner, std::uint32_t choices);
  Bundle fresh_bundle(std::size_t owner, bool with_prekey);
  std::string text_for(std::uint32_t choice);
  [[nodiscard]] Bytes tampered(const Wire& wire, std::uint32_t choices);
  [[nodiscard]] std::size_t other(std::size_t who, unsigned to) const;
  void require(bool holds, const char* property, const std::string& what) const;
  Twin& twin(std::size_t index) { return *twins_[index]; }

  Script script_;
  Checks checks_;
  Tally& tally_;
  std::vector<std::unique_ptr<Twin>> twins_;
  std::vector<Wire> wires_;
  std::deque<std::size_t> in_flight_;
  std::vector<std::pair<std::size_t, Bundle>> kept_bundles_;
  std::set<std::pair<std::size_t, std::string>> handed_out_;
  std::size_t step_ = 0;
  std::size_t texts_ = 0;
  std::size_t prekeys_ = 0;
  std::size_t drawings_ = 0;
  std::uint64_t now_ = 1'700'000'000;
  /// Without a check that needs it, the model stands still.
  bool with_model_;
  /// The answer that the next commit of a twin will get, if a test has spoilt it.
  std::map<const Twin*, ScriptedStore::Answer> spoilt_;
  bool last_was_spoilt_ = false;
  /// The last commit was written, and the store said that it failed.
  bool reply_was_lost_ = false;
};

}  // namespace smx::test
