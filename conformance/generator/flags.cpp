#include "flags.h"

#include <fmt/format.h>

#include <map>
#include <stdexcept>

namespace smx::vectors {
namespace {

struct Note {
  const char* bug_type;
  const char* description;
  const char* effect;
};

const std::map<std::string, Note>& notes() {
  static const std::map<std::string, Note> kNotes = {
      {"AbsentSalt",
       {"key schedule", "An absent HKDF salt and one of zero bytes are one and the same",
        "keys differ between platforms"}},
      {"Ages",
       {"lifetime", "What is erased by age goes on the second, not before and not after",
        "late messages are lost, or keys outlive the promise of forward secrecy"}},
      {"BadBundle",
       {"validation", "A bundle with one fault",
        "a session with keys that nobody vouched for, or a refusal where none is due"}},
      {"BurntPrekey",
       {"commit before authentication", "A forgery must not use up a prekey or a seen entry",
        "anybody can make genuine first messages fail"}},
      {"CheckOrder",
       {"order of checks", "Two faults at once: the contract says which is named",
        "work before authentication, or platforms that report different reasons"}},
      {"Clamping",
       {"arithmetic", "Bits of an X25519 private key that do not count",
        "secrets differ between platforms"}},
      {"ClockBack",
       {"lifetime", "A clock that was set back, or a time that a refused operation named",
        "limits can be reset, or ages never end"}},
      {"Cofactor",
       {"arithmetic", "Where the cofactored and the cofactorless equation differ",
        "a signature that one platform accepts and another refuses"}},
      {"ControlCharacter",
       {"parser", "A key id with a control character", "logs and terminals can be made to lie"}},
      {"CounterLimit",
       {"arithmetic", "Counters at the end of 32 bits, or with their first bit set",
        "wrap-around, reuse of a message key, or an endless skip"}},
      {"Crossed",
       {"session", "Both sides initiate at once",
        "the two sides settle on different sessions and lose messages"}},
      {"DuplicateIsNoProof",
       {"state machine", "A frame without a key is a duplicate by name, delivered or not",
        "a sender takes the refusal for a receipt"}},
      {"EmptyId", {"parser", "A key id of no bytes", "keys without a name collide"}},
      {"Eviction",
       {"state machine", "Stored keys beyond 2000 go, the oldest first",
        "unbounded memory, or the wrong messages lost"}},
      {"FirstRemoteKey",
       {"state machine", "SPK_B as an initiator's first remote key has no receiving chain",
        "a frame refused as a duplicate, or a crash on a chain that is not there"}},
      {"FlagsDisagree",
       {"parser", "The flags say one thing about the one-time prekey, its length another",
        "sides derive with different numbers of Diffie-Hellmans"}},
      {"ForgottenChain",
       {"state machine", "A chain older than the fourth is forgotten with its keys",
        "unbounded memory, or keys that outlive their time"}},
      {"InvalidUtf8",
       {"parser", "A key id that is no well-formed UTF-8",
        "platforms replace or cut the id and look up another key"}},
      {"KeySchedule",
       {"key schedule", "A sender whose key schedule differs in one point",
        "two platforms that cannot talk, or keys bound to the wrong identities"}},
      {"LabelMoved",
       {"identity", "A name that comes to point to another pair of keys",
        "messages for the new keys go to the old ones, or the other way round"}},
      {"LengthField",
       {"parser", "A length field that does not fit what follows", "reading past the end"}},
      {"LengthLimit",
       {"parser", "One at the bound, or one past it", "unbounded input, or lost messages"}},
      {"LittleEndianLength",
       {"parser", "A length field with its bytes swapped", "platforms read different fields"}},
      {"LowOrderPoint",
       {"missing check", "A public key whose Diffie-Hellman output is all zero",
        "a session key that everybody knows"}},
      {"Magic", {"parser", "The first four bytes are others", "one format is taken for another"}},
      {"NonCanonical",
       {"encoding", "A second encoding of a point",
        "platforms disagree on whether two keys are equal, or whether one is valid"}},
      {"NulInInfo",
       {"interface", "A zero byte in HKDF's info", "the info is cut at the first zero byte"}},
      {"OutOfOrder",
       {"state machine", "Frames that do not arrive as they were sent", "messages are lost"}},
      {"OverlongUtf8",
       {"parser", "A character in more bytes than it needs",
        "two spellings of one id, or a hidden NUL"}},
      {"PrekeyReuse",
       {"state machine", "A one-time prekey named a second time",
        "first messages that lose their forward secrecy, or replays"}},
      {"Reflection",
       {"identity", "A device's own keys or messages come back to it",
        "a device that talks to itself in a stranger's name"}},
      {"RepeatedId",
       {"validation", "Two keys of a kind under one id, or an id of bad form",
        "the wrong private key answers a bootstrap"}},
      {"Replay",
       {"state machine", "Something that was accepted comes again", "a message is shown twice"}},
      {"Resealed",
       {"parser behind a seal", "The authentication tag is valid and one field is wrong",
        "a check that only a tag stood in for"}},
      {"RestartLimit",
       {"limit", "Restarts come one second early and on time",
        "a relay can make a device restart at will"}},
      {"Retired",
       {"session", "A session that a restart replaced still decrypts",
        "the device falls back to the session it gave up"}},
      {"ScalarRange",
       {"missing check", "The scalar S at or past the group order",
        "a second valid signature can be made from the first"}},
      {"SeenLimit",
       {"limit", "The thousand-and-first bootstrap of one peer on one prekey",
        "unbounded memory, or replays once entries are dropped"}},
      {"SessionChoice",
       {"session", "Which session a frame is tried on",
        "the wrong session moves, or an error of another session is reported"}},
      {"SessionLimit", {"limit", "More sessions than are kept", "the wrong session is dropped"}},
      {"SkipBound",
       {"limit", "2000 skipped keys in a step, and 2001",
        "a peer can make a device compute without end, or messages are lost early"}},
      {"SmallOrder",
       {"missing check", "A key or R of small order",
        "one signature that verifies for many messages"}},
      {"SurrogateUtf8", {"parser", "A surrogate encoded in UTF-8", "two spellings of one id"}},
      {"SwappedFields",
       {"wrong field", "Two values of one length in each other's place",
        "keys bound to the wrong role"}},
      {"TamperedHeader",
       {"missing authentication", "A header field changed under the tag of another",
        "a relay steers the ratchet"}},
      {"TamperedSeal",
       {"missing authentication", "A bit of what is sealed, or of its tag, changed",
        "forged messages are accepted"}},
      {"TamperedSignature",
       {"missing authentication", "A signature that does not belong to its message",
        "prekeys that nobody vouched for"}},
      {"Truncated", {"parser", "Bytes missing at the end", "reading past the end"}},
      {"UnknownFlags",
       {"parser", "A flag that is not defined", "later versions are misread by this one"}},
      {"WrongLabel",
       {"key schedule", "Another label, or a label with a terminator",
        "keys differ between platforms"}},
      {"WrongLength",
       {"validation", "A byte string of a wrong fixed length",
        "padding, cutting, or reading past the end"}},
      {"WrongMessage",
       {"wrong field", "A valid signature over other bytes than the contract's",
        "what was meant to be bound is not"}},
      {"WrongPrekey",
       {"lookup", "The prekey named is another than the one held",
        "a bootstrap on the wrong key, or the wrong reason"}},
      {"WrongSender",
       {"identity", "The pair that the directory names is not the one that sealed",
        "messages are shown in another's name"}},
      {"WrongSession",
       {"session", "A frame of another session between the same two",
        "the state of a session moves on a stranger's frame"}},
  };
  return kNotes;
}

}  // namespace

Json flag_notes(const std::set<std::string>& used) {
  Json out = Json::object();
  for (const std::string& name : used) {
    const auto found = notes().find(name);
    if (found == notes().end()) {
      throw std::runtime_error(fmt::format("flag {} has no note in flags.cpp", name));
    }
    out[name] = {{"bug_type", found->second.bug_type},
                 {"description", found->second.description},
                 {"effect", found->second.effect},
                 {"links", Json::array()}};
  }
  return out;
}

}  // namespace smx::vectors
