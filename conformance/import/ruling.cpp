#include "import/ruling.h"

#include <stdexcept>

#include "import/ruling_parts.h"
#include "runner/transport.h"

namespace smx::wycheproof {
namespace {

using conformance::Step;

/// Room for id, op and what surrounds them in a request line.
constexpr std::size_t kRequestHead = 256;

Ruling ruled(const File& file, const Test& test) {
  switch (file.algorithm) {
    case Algorithm::kX25519:
      return rule_x25519(file, test);
    case Algorithm::kEd25519:
      return rule_ed25519(file, test);
    case Algorithm::kAesGcm:
      return rule_aes_gcm(file, test);
    case Algorithm::kHkdfSha256:
      return rule_hkdf(file, test);
    case Algorithm::kHmacSha256:
      return rule_hmac(file, test);
  }
  throw std::logic_error("an algorithm without rules");
}

}  // namespace

std::string_view class_name(Class a_class) {
  switch (a_class) {
    case Class::kValid:
      return "valid";
    case Class::kInvalid:
      return "invalid";
    case Class::kAcceptable:
      return "acceptable";
    case Class::kDiffers:
      return "differs";
    case Class::kOutsideProfile:
      return "outside_profile";
    case Class::kUnexplained:
      break;
  }
  return "unexplained";
}

std::string_view Ruling::verdict() const {
  if (!asked()) return "not asked";
  for (const Step& step : steps) {
    if (!step.expect.accepted) return "refused";
  }
  return "accepted";
}

Step accepted_step(const char* op, Json in, Json outputs) {
  Step step;
  step.op = op;
  step.in = std::move(in);
  step.expect.accepted = true;
  step.expect.outputs = std::move(outputs);
  return step;
}

Step refused_step(const char* op, Json in, const char* reason) {
  Step step;
  step.op = op;
  step.in = std::move(in);
  step.expect.reason = reason;
  return step;
}

Class class_of(Verdict verdict, bool accepted) {
  if (verdict == Verdict::kAcceptable) return Class::kAcceptable;
  if ((verdict == Verdict::kValid) != accepted) return Class::kDiffers;
  return accepted ? Class::kValid : Class::kInvalid;
}

Ruling ruling_on(const File& file, const Test& test) {
  Ruling ruling = ruled(file, test);
  for (const Step& step : ruling.steps) {
    if (step.in.dump().size() + kRequestHead <= conformance::kMaxLineBytes) continue;
    return {Class::kOutsideProfile,
            "longer than a request line may be",
            "driver protocol: Framing",
            {}};
  }
  return ruling;
}

}  // namespace smx::wycheproof
