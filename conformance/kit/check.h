// What the doctor found, before anything is written.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "runner/driver.h"

namespace smx::conformance {

enum class Health {
  kGood,
  kNote,     ///< allowed, and worth knowing
  kWrong,    ///< against the driver protocol, or against the specification
  kSkipped,  ///< not looked at: not announced, or something before it is wrong
};

/// The name in the JSON report: "good", "note", "wrong", "skipped".
std::string_view health_name(Health health);

/// One question and its answer.
struct Check {
  std::string name;  ///< what was looked at: "ids come back", "hkdf.sha256"
  Health health = Health::kGood;
  std::string message;  ///< what was found; empty if there is nothing to say
  std::string see;      ///< where to read
  std::string case_id;  ///< the case that shows it, if it was a pinned one
};

/// What to do now.
struct Advice {
  std::string op;                     ///< the operation it is about, if it is about one
  std::string text;                   ///< "implement x25519: it needs ..."
  std::vector<std::string> commands;  ///< to run afterwards
};

struct DoctorReport {
  std::vector<std::string> command;  ///< the driver's
  std::optional<Introduction> introduction;
  std::vector<Check> conversation;  ///< start, hello, framing, request faults
  std::vector<Check> ops;           ///< one for each operation, in the order of the protocol
  std::vector<Check> features;      ///< handles, trace, randomness
  std::vector<Check> farewell;      ///< bye, exit status, standard error
  Advice next;

  /// True if nothing is wrong.
  bool healthy() const;
};

}  // namespace smx::conformance
