#include "demo_story.h"

#include <fmt/format.h>

#include <memory>
#include <optional>
#include <vector>

#include "digest.h"
#include "failure.h"
#include "smx/device.h"
#include "smx/dr_frame.h"
#include "smx/memory_store.h"
#include "smx/smx1.h"
#include "text.h"

namespace smx::cli {
namespace {

/// Enough digits of a public key to recognise it by.
std::string short_key(ByteView key) { return to_hex(key.first(8)) + ".."; }

void must(bool holds, std::string_view what) {
  if (!holds) throw Failure(ExitCode::failed, fmt::format("demo: did not hold: {}", what));
}

template <class T>
std::string_view must_refuse(const Result<T>& result, Error expected) {
  if (result) throw Failure(ExitCode::failed, "demo: accepted what had to be refused");
  if (result.error() != expected) fail_with(result.error(), "demo: refused for another reason");
  return error_name(result.error());
}

/// One of the two devices and the address book it needs.
struct Person {
  std::string name;
  std::unique_ptr<MemoryStore> store;
  Device device;

  static Person make(std::string name) {
    auto store = std::make_unique<MemoryStore>();
    Device device = take(Device::create(*store, {.now = {}, .one_time_prekeys = 5}), name);
    return {std::move(name), std::move(store), std::move(device)};
  }

  Sent send(const Person& to, std::string_view text, const Bundle* bundle = nullptr) {
    SendOptions options;
    options.bundle = bundle;
    return take(device.send(to.name, as_bytes(text), options), "demo: " + name);
  }
  Result<Received> receive(const Person& from, ByteView envelope) {
    return device.receive(from.name, from.device.keys(), envelope);
  }
};

class Story {
 public:
  explicit Story(Narrator& narrator) : tell_(narrator) {}

  void tell() {
    meet();
    publish();
    bootstrap();
    wrap_until_answered();
    replay_bootstrap();
    answer();
    deliver_out_of_order();
    tamper();
    forge_bundle();
    rotate();
  }

 private:
  std::string open(Person& to, const Person& from, ByteView envelope) {
    Received received = take(to.receive(from, envelope), "demo: " + to.name);
    return printable(received.plaintext.reveal());
  }

  void tell_smx1(const Sent& sent) {
    const Smx1 envelope = take(decode_smx1(sent.envelope), "demo: SMX1");
    const Smx1Header& header = envelope.header;
    tell_.says(fmt::format("SMX1 envelope of {} bytes: EK {}, SPK id \"{}\", OPK id \"{}\"",
                           sent.envelope.size(), short_key(header.ephemeral_key.view()),
                           printable(header.signed_prekey_id.view()),
                           header.one_time_prekey_id ? printable(header.one_time_prekey_id->view())
                                                     : std::string("none")));
    tell_.says(fmt::format("nonce {}; inside, encrypted again by the ratchet: one DR_V1 frame",
                           to_hex(header.nonce.view())));
  }

  void tell_frame(ByteView bytes) {
    const Frame frame = take(decode_frame(bytes), "demo: DR_V1");
    tell_.says(fmt::format("DR_V1 frame of {} bytes: ratchet key {}, PN {}, N {}", bytes.size(),
                           short_key(frame.header.ratchet_key.view()), frame.header.previous_count,
                           frame.header.number));
  }

  void meet() {
    tell_.step("Each device makes its own keys", {"KEY-01", "KEY-12"});
    for (const Person* person : {&alice_, &bob_}) {
      const DeviceKeys& keys = person->device.keys();
      tell_.says(fmt::format("{}: identity key IK {} (X25519), signing key SGK {} (Ed25519)",
                             person->name, short_key(keys.identity_key.view()),
                             short_key(keys.signing_key.view())));
    }
    tell_.says("a peer is this pair of keys; a name is only a label on it");
  }

  void publish() {
    tell_.step("Bob publishes a prekey bundle", {"KEY-02", "KEY-09", "KEY-25"});
    bundle_ = take(bob_.device.bundle_with_one_time_prekey(), "demo: Bob");
    tell_.says(fmt::format("signed prekey \"{}\", signed by SGK over IK, prekey and name",
                           printable(bundle_->signed_prekey.key_id.view())));
    tell_.says(fmt::format("one-time prekey \"{}\": used once, then erased",
                           printable(bundle_->one_time_prekey->key_id.view())));
    tell_.says(fmt::format("{} bytes in the bundle's byte layout", encode_bundle(*bundle_).size()));
  }

  void bootstrap() {
    tell_.step("Alice verifies the bundle, runs X3DH and sends",
               {"X3DH-02", "X3DH-04", "X3DH-08", "SMX1-01"});
    first_ = alice_.send(bob_, "Hello Bob", &*bundle_);
    must(first_.session_started && first_.one_time_prekey_used, "a session with a prekey");
    tell_.says("signature first, then DH1..DH4, SK, and from it RK0 and BK");
    tell_smx1(first_);
  }

  void wrap_until_answered() {
    tell_.step("Until Bob answers, every message can start the session", {"SMX1-05", "SMX1-06"});
    const Sent second = alice_.send(bob_, "Are you there?");
    tell_smx1(second);
    tell_.says("same EK, fresh nonce. The first one is late, so Bob opens the second one first:");
    const std::size_t before = bob_.device.one_time_prekey_count();
    tell_.says(fmt::format("Bob reads \"{}\"", open(bob_, alice_, second.envelope)));
    must(bob_.device.one_time_prekey_count() + 1 == before, "the one-time prekey is erased");
    tell_.says("in that one commit: session stored, one-time prekey erased, bootstrap noted");
    tell_.says(fmt::format("Bob reads \"{}\"", open(bob_, alice_, first_.envelope)));
  }

  void replay_bootstrap() {
    tell_.step("A relay delivers the first envelope again", {"SMX1-13", "DR-14"});
    tell_.refused("Alice's first envelope, again",
                  must_refuse(bob_.receive(alice_, first_.envelope), Error::duplicate_message));
  }

  void answer() {
    tell_.step("Bob's first reply turns the ratchet", {"DR-07", "SMX1-07"});
    const Sent reply = bob_.send(alice_, "Here I am");
    must(is_dr_frame(reply.envelope), "the responder sends bare frames");
    tell_frame(reply.envelope);
    tell_.says(fmt::format("Alice reads \"{}\" and erases BK: bare frames from now on",
                           open(alice_, bob_, reply.envelope)));
  }

  void deliver_out_of_order() {
    tell_.step("Three messages arrive in the wrong order", {"DR-12", "DR-17", "DR-13"});
    std::vector<Sent> sent;
    for (const char* text : {"one", "two", "three"}) {
      sent.push_back(alice_.send(bob_, text));
      tell_frame(sent.back().envelope);
    }
    for (const std::size_t index : {std::size_t{2}, std::size_t{0}, std::size_t{1}}) {
      const std::string text = open(bob_, alice_, sent[index].envelope);
      tell_.says(fmt::format("Bob reads \"{}\"; skipped keys stored: {}", text, skipped_keys()));
    }
    must(skipped_keys() == 0, "every skipped key was used");
    tell_.refused("\"two\", delivered again",
                  must_refuse(bob_.receive(alice_, sent[1].envelope), Error::duplicate_message));
  }

  void tamper() {
    tell_.step("A relay changes one bit", {"DRV1-02", "DR-21", "ERR-05"});
    const Sent genuine = alice_.send(bob_, "four");
    Bytes altered = genuine.envelope;
    altered.back() ^= 0x01;
    const std::uint64_t before = bob_.device.generation();
    tell_.refused("the altered frame",
                  must_refuse(bob_.receive(alice_, altered), Error::decryption_failed));
    must(bob_.device.generation() == before, "a refused message changes nothing");
    tell_.says(fmt::format("Bob's state is what it was: generation {} before and after", before));
    tell_.says(fmt::format("the genuine frame still opens: Bob reads \"{}\"",
                           open(bob_, alice_, genuine.envelope)));
  }

  void forge_bundle() {
    tell_.step("A relay puts its own prekey into Bob's bundle", {"X3DH-02", "KEY-23"});
    Person carol = Person::make("Carol");
    Bundle forged = *bundle_;
    forged.signed_prekey.public_key = carol.device.signed_prekey().public_key;
    SendOptions options;
    options.bundle = &forged;
    tell_.refused(
        "the forged bundle",
        must_refuse(carol.device.send("Bob", as_bytes("hi"), options), Error::bad_signature));
    tell_.says("before any Diffie-Hellman");
  }

  void rotate() {
    tell_.step("Bob rotates his signed prekey", {"KEY-19", "KEY-20", "SES-30"});
    const std::string before = printable(bob_.device.signed_prekey().key_id.view());
    constexpr std::uint64_t kSomeDay = 1'800'000'000;
    const SignedPrekey after = take(bob_.device.rotate(kSomeDay), "demo: Bob");
    tell_.says(fmt::format("\"{}\" replaces \"{}\", which is erased 14 days later",
                           printable(after.key_id.view()), before));
    const Sent last = alice_.send(bob_, "five");
    tell_.says(fmt::format("sessions go on: Bob reads \"{}\"", open(bob_, alice_, last.envelope)));
  }

  std::size_t skipped_keys() const {
    const std::vector<PeerStatus> peers = bob_.device.peers();
    must(peers.size() == 1, "Bob knows one peer");
    return peers.front().skipped_keys;
  }

  Narrator& tell_;
  Person alice_ = Person::make("Alice");
  Person bob_ = Person::make("Bob");
  std::optional<Bundle> bundle_;
  Sent first_;
};

}  // namespace

void tell_demo_story(Narrator& narrator) { Story(narrator).tell(); }

}  // namespace smx::cli
