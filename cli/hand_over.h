#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "file_descriptor.h"
#include "home.h"
#include "smx/bytes.h"

namespace smx::cli {

/// Where the output of one delivery id goes.
struct HandOver {
  /// An envelope that is sent; else a plaintext that was received.
  bool outgoing = false;
  std::string id;
  /// Absolute path, or "-" for standard output.
  std::string out;
  /// Written as base64 text instead of raw bytes.
  bool base64 = false;
};

/// The hand-overs of one device that are under way. A note with the place of the output is written
/// before the core commits, and removed after the core was told that the output is there; so
/// `smx device resume` finds its way after a crash at any moment. Notes lie beside the state, in
/// the directory "<state>.handover", and hold ids and paths, no keys and no messages.
///
/// While this object lives it holds the directory's lock: of one state, only one hand-over runs at
/// a time, so that no two processes write the same part file.
class HandOverDesk {
 public:
  /// Makes the directory and waits for the lock. Throws Failure (failed).
  explicit HandOverDesk(const std::string& state);

  /// Durable on return; replaces an earlier note of this id. Throws Failure (bad_input: a path that
  /// is not UTF-8; failed).
  void note(const HandOver& hand_over);
  void forget(const HandOver& hand_over);
  [[nodiscard]] std::vector<HandOver> notes() const;
  [[nodiscard]] std::optional<HandOver> find(std::string_view id, bool outgoing) const;

  /// What follows every commit: hands the output over, tells the core so, forgets the note. A kill
  /// between any two of these leaves what the next run needs. Throws Failure (bad_input: another
  /// file is at the output's place; failed).
  void complete(Home& home, const HandOver& hand_over, ByteView output);

 private:
  /// A new file, whole and durable on return, or standard output, flushed. A file that is there and
  /// holds just this was handed over before a crash.
  void deliver(const HandOver& hand_over, ByteView content) const;
  [[nodiscard]] std::string note_path(const HandOver& hand_over) const;

  std::string directory_;
  FileDescriptor lock_;
};

}  // namespace smx::cli
