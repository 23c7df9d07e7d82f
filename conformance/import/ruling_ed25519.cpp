#include <algorithm>
#include <array>

#include "import/ruling_parts.h"
#include "runner/hex.h"
#include "runner/input_error.h"

namespace smx::wycheproof {
namespace {

using conformance::Bytes;

constexpr std::size_t kKeySize = 32;
constexpr std::size_t kSignatureSize = 64;

// The order of the base point, little-endian.
constexpr std::array<std::uint8_t, 32> kOrder = {
    0xED, 0xD3, 0xF5, 0x5C, 0x1A, 0x63, 0x12, 0x58, 0xD6, 0x9C, 0xF7, 0xA2, 0xDE, 0xF9, 0xDE, 0x14,
    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0x10};

// [PRIM-15] The eight canonical encodings of the points of small order.
constexpr std::array<std::string_view, 8> kSmallOrder = {
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"};

// [PRIM-14] x is 0 where y is 1 or -1, and then there is no sign.
constexpr std::array<std::string_view, 2> kSignOfZero = {
    "0100000000000000000000000000000000000000000000000000000000000080",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"};

bool order_or_more(const std::string& s_hex) {
  const Bytes s = conformance::from_hex(s_hex);
  return !std::lexicographical_compare(s.rbegin(), s.rend(), kOrder.rbegin(), kOrder.rend());
}

bool non_canonical(const std::string& point) {
  if (std::ranges::find(kSignOfZero, point) != kSignOfZero.end()) return true;
  const Bytes y = conformance::from_hex(point);
  const auto middle_is_ff =
      std::all_of(y.begin() + 1, y.end() - 1, [](std::uint8_t byte) { return byte == 0xFF; });
  return (y.back() & 0x7F) == 0x7F && y.front() >= 0xED && middle_is_ff;
}

bool small_order(const std::string& point) {
  return std::ranges::find(kSmallOrder, point) != kSmallOrder.end();
}

struct Refusal {
  const char* rule;
  const char* clause;
  const char* reason;
};

/// A refusal that is seen without computing anything; an empty rule if there is none.
Refusal refusal_by_form(const std::string& key, const std::string& signature) {
  if (key.size() != 2 * kKeySize) return {"key that is not 32 bytes", "PRIM-17", "malformed"};
  if (signature.size() != 2 * kSignatureSize) {
    return {"signature that is not 64 bytes", "PRIM-17", "malformed"};
  }
  const std::string r = signature.substr(0, 2 * kKeySize);
  if (order_or_more(signature.substr(2 * kKeySize))) {
    return {"S not below the order", "PRIM-13", "bad_signature"};
  }
  if (non_canonical(key) || non_canonical(r)) {
    return {"A or R not canonical", "PRIM-14", "bad_signature"};
  }
  if (small_order(key) || small_order(r)) {
    return {"A or R of small order", "PRIM-15", "bad_signature"};
  }
  return {"", "", ""};
}

/// The group's key: member `publicKey`, in older files `key`.
std::string key_member(const File& file, const Test& test, const char* name) {
  const Json& group = file.groups.at(test.group);
  for (const char* holder : {"publicKey", "key"}) {
    if (!group.contains(holder)) continue;
    const Json value = group[holder].value(name, Json());
    if (!value.is_string()) continue;
    if (conformance::is_lower_hex(value.get_ref<const std::string&>())) {
      return value.get<std::string>();
    }
    throw conformance::InputError(file.name + ": " + holder + "." + name +
                                  " is no byte string in lower-case hex");
  }
  return {};
}

}  // namespace

Ruling rule_ed25519(const File& file, const Test& test) {
  const std::string key = key_member(file, test, "pk");
  const std::string message = hex_member(file, test, "msg");
  const std::string signature = hex_member(file, test, "sig");
  const Json in = {{"public_key", key}, {"message", message}, {"signature", signature}};
  if (const Refusal refusal = refusal_by_form(key, signature); refusal.rule[0] != '\0') {
    return {class_of(test.verdict, false),
            refusal.rule,
            refusal.clause,
            {refused_step("ed25519.verify", in, refusal.reason)}};
  }
  if (test.verdict == Verdict::kAcceptable) {
    return {Class::kUnexplained, "nothing in the form of key and signature decides", "PRIM-16", {}};
  }
  if (test.verdict == Verdict::kInvalid) {
    return {Class::kInvalid,
            "the equation does not hold, or no curve point",
            "PRIM-16",
            {refused_step("ed25519.verify", in, "bad_signature")}};
  }
  Ruling ruling{Class::kValid,
                "the signature verifies",
                "PRIM-16",
                {accepted_step("ed25519.verify", in, Json::object())}};
  // Older files hold the seed too: then the signature is the one that signing gives, [PRIM-12].
  const std::string seed = key_member(file, test, "sk");
  if (seed.size() == 2 * kKeySize) {
    ruling.steps.push_back(accepted_step(
        "ed25519.sign", {{"private_key", seed}, {"message", message}}, {{"signature", signature}}));
  }
  return ruling;
}

}  // namespace smx::wycheproof
