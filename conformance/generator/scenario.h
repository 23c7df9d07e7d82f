// One case under construction: the author says what each step must give, the driver supplies the
// bytes, and the build fails where the two differ.
#pragma once

#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "kit.h"

namespace smx::vectors {

/// Thrown when a driver's answer is not the declared one, or a case is incomplete.
class BuildError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// What stands above the steps of a case.
struct CaseHead {
  std::string id;
  std::string comment;
  std::vector<std::string> clauses;
  std::vector<std::string> flags = {};
};

/// One edit of a byte string taken from an earlier step; negative offsets count from the end.
/// Exactly one edit: `xor_with`, `replace`, `append` (hex) or `truncate` (the new length).
struct Patch {
  static Patch flip(std::ptrdiff_t offset, std::string mask = "01");
  static Patch replace(std::ptrdiff_t offset, const Bytes& with);
  static Patch append(const Bytes& tail);
  static Patch truncate(std::size_t length);

  Json json;
};

/// `bytes` after one edit. Throws conformance::InputError for a range past the end.
Bytes patched(const Bytes& bytes, const Json& patch);

/// Member `into` of a request, taken from the pinned output of an earlier step.
struct From {
  std::size_t step;
  std::string output;
  std::string into;
  std::vector<Patch> patch = {};
};

struct StepOptions {
  std::optional<From> from = {};
  /// Outputs to pin; all but `digest` when absent.
  std::optional<std::vector<std::string>> pin = {};
  /// Outputs that must have exactly these values (known answers).
  Json must = Json::object();
};

/// Which steps of a case pin their trace. A refusal's trace shows how far the operation went.
enum class Traces { kNone, kRefusals, kAll };

class Scenario {
 public:
  /// Opens the case at the driver.
  Scenario(Kit& kit, CaseHead head, Traces traces);

  /// A step that must be accepted. Returns the driver's outputs.
  Json ok(const std::string& op, Json in, StepOptions options = {});
  /// A step that must be refused with `reason`; on a session or device the state must not move.
  /// A step whose bytes were taken from an earlier one and patched has the unpatched bytes as twin.
  void reject(const std::string& op, Json in, const std::string& reason, StepOptions options = {});

  /// The one-field repair of the rejecting step added last: with `set` in its request it must be
  /// accepted, or be refused with `next_reason`.
  void twin(Json set, std::string next_reason = {});
  /// Says why no one-field repair exists.
  void no_twin(std::string why);

  /// Runs the twin and closes the case. Throws BuildError for a refusal without a twin.
  Json finish();

  /// Index of the step added last.
  std::size_t last() const { return steps_.size() - 1; }
  /// A pinned output of an earlier step, as bytes.
  Bytes output(std::size_t step, const std::string& member) const;
  /// Value of the `nth` trace step named `name` of an earlier step, pinned or not.
  Bytes traced(std::size_t step, std::string_view name, std::size_t nth = 0) const;

  /// 32 bytes (or `length`) that belong to this case and this label alone.
  Bytes key(std::string_view label, std::size_t length = 32);
  /// Hex of key().
  std::string hex_key(std::string_view label, std::size_t length = 32);
  /// A text of this case: not of one length, with characters beyond ASCII, marked as test data.
  Bytes plaintext(std::string_view label) const;

  Kit& kit() { return kit_; }
  const std::string& id() const { return head_.id; }

 private:
  struct Sent {
    std::string op;
    Json in;  ///< complete, as it went to the driver
  };

  Json resolve(const Json& in, const std::optional<From>& from) const;
  Answer put(const std::string& op, const Json& in, bool want_trace);
  std::string digest(const std::string& op, const Json& in);
  void record(const std::string& op, const Json& in, Json expect, const Answer& answer,
              const StepOptions& options, bool unchanged);
  [[noreturn]] void fail(const std::string& message) const;
  Json run_twin();

  Kit& kit_;
  CaseHead head_;
  Traces traces_;
  std::vector<Sent> sent_;
  Json steps_ = Json::array();
  std::vector<Json> outputs_;
  std::vector<Json> step_traces_;
  std::string reason_;
  std::size_t rejecting_ = 0;
  Json twin_;
  std::string twin_reason_;
};

/// The part of a case that an implementation can see: everything but comment, clause and flags.
Json wire_part(const Json& test_case);

}  // namespace smx::vectors
