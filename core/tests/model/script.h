#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace smx::test {

/// What a step of a script does; its name stands in the text form.
enum class Op : std::uint8_t {
  send,
  restart,
  deliver,
  newest,
  duplicate,
  replay,
  drop,
  tamper,
  misroute,
  rotate,
  replenish,
  purge,
  pass,
  reopen,
  spoil,
  save,
  restore,
  burst,
};
inline constexpr std::size_t kOps = 18;

/// One step: which device acts, towards which other, and a number that each op takes its choices
/// from.
struct Step {
  Op op = Op::send;
  unsigned who = 0;
  unsigned to = 0;
  std::uint32_t argument = 0;
};

/// What happens to two or three devices. A calm script has nothing in it that may lose a message:
/// no state is put back, no prekey expires, no bundle is used twice, and no gap is too wide.
struct Script {
  unsigned devices = 2;
  bool calm = false;
  std::vector<Step> steps;
  /// Reasons that must have been given when it has been played; only of scripts that are kept.
  std::vector<std::string> expected;
};

/// The text form: "devices 2" or "devices 3", "calm" if it is, "expect REASON" for each reason,
/// then a line for each step. Lines that begin with # are comments.
[[nodiscard]] std::string to_text(const Script& script);
/// Throws std::runtime_error, which names the line.
[[nodiscard]] Script script_of(std::string_view text);

}  // namespace smx::test
