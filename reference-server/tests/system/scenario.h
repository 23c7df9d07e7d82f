#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "bench/relay_process.h"

/// What the relay's system tests share. Each runs a real relay, and a second time with a fault
/// planted that its own check must find.
namespace smx::relay::storm {

struct Options {
  std::string relay;        // the program
  std::string split_relay;  // one whose takes are split; may be missing
  std::string folder;       // for the relay's directories and logs
  std::uint64_t seed = 1;
  std::size_t count = 0;  // of what the scenario counts; 0: the bounded form
  std::size_t kills = 0;  // likewise
};

/// How the check was seen to fail.
enum class Control : std::uint8_t { caught, missed, not_run };

struct Verdict {
  bool passed = false;
  Control control = Control::not_run;
  std::string figure;   // what came out, one line
  std::string planted;  // what was planted, or why nothing could be, one line
  /// What is wrong, if anything is.
  std::vector<std::string> problems = {};
};

/// One-time prekeys leave once, whatever is killed.
Verdict takes(const Options& options);
/// Nor does an old backup that is put back give them again.
Verdict backup(const Options& options);
/// What was acknowledged is there after SIGKILL.
Verdict kills(const Options& options);
/// A disk that fills up loses nothing, is readable, and goes on when there is room.
Verdict disk(const Options& options);
/// Rate and size of what a stream takes.
Verdict limits(const Options& options);
/// Nothing lost, out of order or shown twice over many reconnections.
Verdict chaos(const Options& options);
/// Who is refused does not learn why.
Verdict oracle(const Options& options);
/// What the log shows of all that can be done.
Verdict logs(const Options& options);

/// `folder` below the options' one, empty.
[[nodiscard]] std::string fresh_folder(const Options& options, const std::string& name);
[[nodiscard]] bench::RelayStart start_of(const std::string& program, const std::string& folder);

}  // namespace smx::relay::storm
