#include "hand_over.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "digest.h"
#include "failure.h"
#include "input.h"
#include "output_file.h"
#include "smx/secret.h"
#include "terminal.h"
#include "text.h"

namespace smx::cli {
namespace {

using OrderedJson = nlohmann::ordered_json;

constexpr int kNoteVersion = 1;

/// One file name for each id and direction, whatever characters the id has.
std::string name_of(const HandOver& hand_over) {
  return sha256_hex(as_bytes((hand_over.outgoing ? "send:" : "receive:") + hand_over.id));
}

std::string encode_note(const HandOver& hand_over) {
  const OrderedJson note = {{"version", kNoteVersion},
                            {"direction", hand_over.outgoing ? "send" : "receive"},
                            {"id", hand_over.id},
                            {"out", hand_over.out},
                            {"base64", hand_over.base64}};
  try {
    return note.dump() + "\n";
  } catch (const OrderedJson::type_error&) {
    bad_input("--out", "the path is not UTF-8");
  }
}

HandOver decode_note(const std::string& path) {
  const Input input = read_file(path);
  try {
    const OrderedJson note = OrderedJson::parse(input.bytes);
    if (note.at("version") != kNoteVersion) bad_input(input.source, "a note of another version");
    return {.outgoing = note.at("direction") == "send",
            .id = note.at("id").get<std::string>(),
            .out = note.at("out").get<std::string>(),
            .base64 = note.at("base64").get<bool>()};
  } catch (const OrderedJson::exception&) {
    bad_input(input.source, "not a hand-over note");
  }
}

/// Compares with the file without reading more of it than it takes.
bool holds_exactly(const std::string& path, ByteView content) {
  const SecretBytes present = read_plaintext(path, content.size());
  return equal_in_constant_time(present.reveal(), content);
}

OutputFile file_of(const HandOver& hand_over) {
  const std::filesystem::path out(hand_over.out);
  // The part's name follows from the id, so that a repeated run replaces what a killed one left.
  const std::string part = fmt::format(".smx-{}.part", name_of(hand_over).substr(0, 24));
  // An envelope is for others to carry; a plaintext is its reader's alone.
  return {.path = hand_over.out,
          .part = (out.parent_path() / part).string(),
          .mode = static_cast<mode_t>(hand_over.outgoing ? 0644 : 0600)};
}

}  // namespace

HandOverDesk::HandOverDesk(const std::string& state) : directory_(state + ".handover") {
  if (::mkdir(directory_.c_str(), 0700) != 0 && errno != EEXIST) {
    cannot_write(printable(directory_), errno);
  }
  const std::string path = directory_ + "/lock";
  lock_ = FileDescriptor(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  int result = -1;
  do {
    if (lock_) result = ::flock(lock_.get(), LOCK_EX);
  } while (lock_ && result != 0 && errno == EINTR);
  if (result != 0) cannot_write(printable(path), errno);
}

std::string HandOverDesk::note_path(const HandOver& hand_over) const {
  return fmt::format("{}/{}.json", directory_, name_of(hand_over));
}

void HandOverDesk::note(const HandOver& hand_over) {
  const std::string path = note_path(hand_over);
  replace_file({.path = path, .part = path + ".part", .mode = 0600},
               as_bytes(encode_note(hand_over)));
}

void HandOverDesk::forget(const HandOver& hand_over) { remove_file(note_path(hand_over)); }

std::vector<HandOver> HandOverDesk::notes() const {
  std::vector<HandOver> out;
  for (const auto& entry : std::filesystem::directory_iterator(directory_)) {
    if (entry.path().extension() == ".json") out.push_back(decode_note(entry.path().string()));
  }
  std::ranges::sort(out, {}, &HandOver::id);
  return out;
}

std::optional<HandOver> HandOverDesk::find(std::string_view id, bool outgoing) const {
  const HandOver key{.outgoing = outgoing, .id = std::string(id), .out = {}};
  const std::string path = note_path(key);
  if (!file_exists(path)) return std::nullopt;
  return decode_note(path);
}

void HandOverDesk::complete(Home& home, const HandOver& hand_over, ByteView output) {
  deliver(hand_over, output);
  take(home.retry([&](Device& d) { return d.acknowledge(hand_over.id, hand_over.outgoing); }),
       printable(home.state()));
  forget(hand_over);
}

void HandOverDesk::deliver(const HandOver& hand_over, ByteView content) const {
  const std::string text = hand_over.base64 ? to_base64(content) + "\n" : std::string();
  const ByteView output = hand_over.base64 ? as_bytes(text) : content;
  if (hand_over.out == "-") {
    print(as_text(output));
    flush_output();
    return;
  }
  if (file_exists(hand_over.out)) {
    if (holds_exactly(hand_over.out, output)) return;
    bad_input(printable(hand_over.out),
              fmt::format("is there already and holds something else; the output of id {} is kept: "
                          "choose another --out",
                          hand_over.id));
  }
  write_new_file(file_of(hand_over), output);
}

}  // namespace smx::cli
