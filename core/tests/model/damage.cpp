// smx_damage: every positive SMX1 and DR_V1 vector, truncated and with each of its bits flipped,
// has to be refused with the state unchanged, and then to be accepted as it is [ERR-05] [DR-21].
#include <charconv>
#include <fstream>
#include <functional>
#include <iostream>
#include <optional>
#include <stdexcept>

#include "crypto/hash.h"
#include "driver.h"
#include "session/device_records.h"
#include "session/session_record.h"
#include "smx/init.h"
#include "smx/smx1.h"

namespace smx::test {
namespace {

using driver::Handles;
using driver::Json;
using driver::Members;

constexpr const char* kUsage =
    R"(usage: smx_damage VECTORS [--every N] [--shard I/N]

Damages each positive envelope and frame of the vectors in the folder VECTORS, in this process, in
the state that its case has reached: all truncations, all single-bit flips. Of messages longer than
2000 bytes: all bits of the first and last 256 bytes, every 61st of the others, and the truncations
to lengths in the same places. The parse vectors come without a key: what is damaged there is
malformed, or reads as exactly the bytes that it is.

  --every N     only every Nth damage, a different one for each message (default 1: all)
  --shard I/N   only messages I, I + N, I + 2N ... counted from 0 (default 0/1)

Exit status: 0 all refused; 1 a check failed (named); 2 wrong use.
)";

struct WrongUse : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A check that did not hold.
struct Accepted : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct Options {
  std::string folder;
  std::size_t every = 1;
  std::size_t shard = 0;
  std::size_t shards = 1;
};

struct Tally {
  std::size_t cases = 0;
  std::size_t messages = 0;
  std::size_t truncations = 0;
  std::size_t flips = 0;
  std::size_t left_out = 0;
  std::size_t digests = 0;
  std::size_t parsed = 0;
  std::size_t parse_damages = 0;
  std::size_t parse_same = 0;
};

/// Who gets the damaged bytes, and what must not change.
struct Subject {
  std::function<std::optional<Error>(ByteView)> attempt;
  std::function<Digest()> digest;
};

constexpr std::size_t kLong = 2'000;
constexpr std::size_t kEdge = 256;
constexpr std::size_t kStride = 61;

/// In long messages not every place is tried.
bool tried(std::size_t place, std::size_t size, std::size_t count) {
  return size <= kLong || place / 8 < kEdge || place / 8 + kEdge >= size || count % kStride == 0;
}

/// Calls `damage` with each truncation and each flip that is tried.
template <class Damage>
void damage_all(const Bytes& genuine, const Options& options, Tally& tally, const Damage& damage) {
  std::size_t count = tally.messages;
  const auto due = [&](std::size_t place) {
    ++count;
    if (tried(place, genuine.size(), count) && count % options.every == 0) return true;
    ++tally.left_out;
    return false;
  };
  for (std::size_t size = 0; size < genuine.size(); ++size) {
    if (!due(8 * size)) continue;
    ++tally.truncations;
    damage(ByteView(genuine).first(size), "truncated to " + std::to_string(size));
  }
  Bytes flipped = genuine;
  for (std::size_t bit = 0; bit < 8 * genuine.size(); ++bit) {
    if (!due(bit)) continue;
    ++tally.flips;
    const auto mask = static_cast<std::uint8_t>(1U << (bit % 8));
    flipped[bit / 8] ^= mask;
    damage(flipped, "bit " + std::to_string(bit % 8) + " of byte " + std::to_string(bit / 8));
    flipped[bit / 8] ^= mask;
  }
}

void damage_message(const std::string& what, const Bytes& genuine, const Subject& subject,
                    const Options& options, Tally& tally) {
  ++tally.messages;
  const Digest before = subject.digest();
  std::size_t since = 0;
  const auto check_state = [&](const std::string& how) {
    ++tally.digests;
    if (subject.digest() != before) throw Accepted(what + ", " + how + ": the state has changed");
  };
  damage_all(genuine, options, tally, [&](ByteView bytes, const std::string& how) {
    const std::optional<Error> error = subject.attempt(bytes);
    if (!error) throw Accepted(what + ", " + how + ": accepted");
    if (static_cast<unsigned>(*error) > static_cast<unsigned>(Error::restart_limited))
      throw Accepted(what + ", " + how + ": " + std::string(error_name(*error)));
    // A change stays until it is looked for.
    if (++since % 16 == 0) check_state(how);
  });
  check_state("at the end");
}

template <class T>
std::optional<Error> error_in(const Result<T>& result) {
  if (result) return std::nullopt;
  return result.error();
}

Digest digest_of(const std::vector<Record>& records) {
  Digest digest{};
  for (const Record& record : records)
    digest = sha256({digest, label_bytes(record.id), record.value.reveal()});
  return digest;
}

Subject device_subject(const Json& in, Handles& handles) {
  const Members members(in);
  const auto core = handles.devices.at(members.name("device")).core.get();
  driver::Injection(members, {"ratchet_private"}).apply(core->entropy());
  const DeviceKeys sender = driver::keys_of(driver::read_keys(members.object("sender")));
  return {[core, sender, label = members.name("peer")](ByteView bytes) {
            return error_in(core->receive(label, sender, bytes, {}));
          },
          [core] { return digest_of(records_of(core->state())); }};
}

Subject session_subject(const Json& in, Handles& handles) {
  const Members members(in);
  const Session* session = &handles.sessions.at(members.name("session"));
  auto entropy = std::make_shared<Entropy>();
  driver::Injection(members, {"ratchet_private"}).apply(*entropy);
  return {[session, entropy](ByteView bytes) {
            return error_in(open_frame(*session, bytes, *entropy));
          },
          [session] { return sha256({encode_whole_session(*session).reveal()}); }};
}

/// A bare responder: no state but the sessions that the case has.
Subject responder_subject(const Json& in, Handles& handles) {
  return {[request = in, &handles](ByteView bytes) mutable -> std::optional<Error> {
            request["envelope"] = driver::hex(bytes);
            try {
              driver::session_ops().at("x3dh.respond")(Members(request), handles);
            } catch (const driver::Rejected& rejected) {
              return rejected.reason;
            }
            return std::nullopt;
          },
          [&handles] {
            Digest digest{};
            for (const auto& [name, session] : handles.sessions)
              digest = sha256({digest, label_bytes(name), encode_whole_session(session).reveal()});
            return digest;
          }};
}

std::optional<Subject> subject_of(const std::string& op, const Json& in, Handles& handles) {
  if (op == "device.receive") return device_subject(in, handles);
  if (op == "dr.decrypt") return session_subject(in, handles);
  if (op == "x3dh.respond") return responder_subject(in, handles);
  return std::nullopt;
}

/// The request of a step, with the member that an earlier step's output gives.
Json request_of(const Json& step, const Json& steps) {
  Json in = step.at("in");
  if (!step.contains("from")) return in;
  const Json& from = step.at("from");
  if (from.contains("patch")) return nullptr;
  const Json& source = steps.at(from.at("step").get<std::size_t>());
  in[from.at("into").get<std::string>()] =
      source.at("expect").at("ok").at(from.at("output").get<std::string>());
  return in;
}

const driver::Op& op_named(const std::string& name) {
  for (const auto* ops : {&driver::session_ops(), &driver::device_ops()})
    if (const auto op = ops->find(name); op != ops->end()) return op->second;
  throw std::runtime_error("no op is called " + name);
}

Bytes message_in(const Json& in) {
  return Members(in).bytes(in.contains("envelope") ? "envelope" : "frame");
}

void play(const Json& test, const Options& options, std::size_t& number, Tally& tally) {
  ++tally.cases;
  Handles handles;
  const Json& steps = test.at("steps");
  for (const Json& step : steps) {
    const bool accepted = step.at("expect").contains("ok");
    const std::string op = step.at("op");
    const Json in = request_of(step, steps);
    // Only damage that a case makes itself comes with edits, and it is refused.
    if (in.is_null() && !accepted) continue;
    const std::string what = test.at("id").get<std::string>() + " " + op;
    if (in.is_null()) throw std::runtime_error(what + ": an accepted step with edits");
    if (accepted) {
      if (const auto subject = subject_of(op, in, handles);
          subject && number++ % options.shards == options.shard)
        damage_message(what, message_in(in), *subject, options, tally);
    }
    try {
      const Json reply = op_named(op)(Members(in), handles);
      if (!accepted) throw Accepted(what + ": accepted");
      const Json& ok = step.at("expect").at("ok");
      if (ok.contains("plaintext") && reply.at("plaintext") != ok.at("plaintext"))
        throw Accepted(what + ": another plaintext, after damaged copies of it");
    } catch (const driver::Rejected& rejected) {
      if (accepted)
        throw Accepted(what + ": " + std::string(error_name(rejected.reason)) +
                       ", after damaged copies of it");
    }
  }
}

/// What reads says exactly the bytes that were read: no second reading of any of them.
bool reads_as_itself(ByteView bytes) {
  Bytes again;
  if (is_smx1(bytes)) {
    const Result<Smx1> read = decode_smx1(bytes);
    if (!read) return false;
    append_smx1_header(read->header, again);
    again.insert(again.end(), read->ciphertext.begin(), read->ciphertext.end());
  } else {
    const Result<Frame> read = decode_frame(bytes);
    if (!read) return false;
    const auto header = encode_frame_header(read->header);
    again.assign(header.begin(), header.end());
    again.insert(again.end(), read->ciphertext.begin(), read->ciphertext.end());
  }
  if (!std::ranges::equal(again, bytes)) throw Accepted("a damaged header reads as another one");
  return true;
}

void parse(const Json& test, const Options& options, Tally& tally) {
  for (const Json& step : test.at("steps")) {
    if (!step.at("expect").contains("ok")) continue;
    ++tally.parsed;
    const Bytes genuine = message_in(step.at("in"));
    Tally counts;
    counts.messages = tally.parsed;
    damage_all(genuine, options, counts, [&](ByteView bytes, const std::string&) {
      if (reads_as_itself(bytes)) ++tally.parse_same;
    });
    tally.parse_damages += counts.truncations + counts.flips;
  }
}

template <class Visit>
void for_each_case(const std::string& path, const Visit& visit) {
  std::ifstream in(path);
  if (!in) throw WrongUse(path + " cannot be read");
  const Json file = Json::parse(in);
  for (const Json& group : file.at("groups"))
    for (const Json& test : group.at("cases")) visit(test);
}

int run(const Options& options) {
  Tally tally;
  std::size_t number = 0;
  int status = 0;
  try {
    for (const char* name : {"x3dh-prekey-v1.json", "dr-v1-interop.json", "device-v1.json"})
      for_each_case(options.folder + "/" + name,
                    [&](const Json& test) { play(test, options, number, tally); });
    for (const char* name : {"smx1-parse-v1.json", "drv1-parse-v1.json"})
      for_each_case(options.folder + "/" + name, [&](const Json& test) {
        if (options.shard == 0) parse(test, options, tally);
      });
  } catch (const Accepted& accepted) {
    std::cout << "violated damage: " << accepted.what() << '\n';
    status = 1;
  }
  std::cout << "cases " << tally.cases << "\nmessages " << tally.messages << "\ntruncations "
            << tally.truncations << "\nflips " << tally.flips << "\nleft_out " << tally.left_out
            << "\nstate_digests " << tally.digests << "\nparse_vectors " << tally.parsed
            << "\nparse_damages " << tally.parse_damages << "\nparse_read_as_themselves "
            << tally.parse_same << '\n';
  return status;
}

std::size_t number_of(const std::string& text) {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size())
    throw WrongUse(text + " is no number");
  return value;
}

int main_of(const std::vector<std::string>& words) {
  if (words.empty()) throw WrongUse("the folder of the vectors is missing");
  if (words[0] == "--help" || words[0] == "-h") {
    std::cout << kUsage;
    return 0;
  }
  Options options{.folder = words[0]};
  for (std::size_t i = 1; i + 1 < words.size(); i += 2) {
    const std::string& value = words[i + 1];
    if (words[i] == "--every") {
      options.every = number_of(value);
    } else if (const std::size_t slash = value.find('/');
               words[i] == "--shard" && slash != std::string::npos) {
      options.shard = number_of(value.substr(0, slash));
      options.shards = number_of(value.substr(slash + 1));
    } else {
      throw WrongUse("no option is called " + words[i] + " with " + value);
    }
  }
  if (words.size() % 2 == 0) throw WrongUse(words.back() + " wants a value");
  if (options.every == 0 || options.shards == 0) throw WrongUse("0 is too few");
  if (!init({.accept_variable_time_aes = true}))
    throw std::runtime_error("the library does not start");
  return run(options);
}

}  // namespace
}  // namespace smx::test

int main(int argc, char** argv) {
  try {
    return smx::test::main_of({argv + 1, argv + argc});
  } catch (const std::exception& wrong) {
    std::cerr << "smx_damage: " << wrong.what() << " (see smx_damage --help)\n";
    return 2;
  }
}
