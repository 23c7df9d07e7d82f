#include "bundle_bytes.h"

#include <fmt/format.h>

#include "runner/input_error.h"

namespace smx::vectors {
namespace {

using conformance::InputError;

constexpr std::size_t kKey = 32;
constexpr std::size_t kSignature = 64;
constexpr std::size_t kLongestId = 0xFFFF;
constexpr std::uint8_t kVersion = 1;

/// Takes fields off the front.
class Fields {
 public:
  Fields(const Bytes& bytes, const std::string& source) : bytes_(bytes), source_(source) {}

  Bytes take(std::size_t length, const char* name) {
    if (length > bytes_.size() - at_) fail(name, "ends too early");
    const Bytes field = slice(bytes_, at_, length);
    at_ += length;
    return field;
  }

  Bytes take_id(const char* name) {
    const Bytes length = take(2, name);
    return take(std::size_t{length[0]} << 8U | length[1], name);
  }

  [[noreturn]] void fail(const char* name, const char* what) const {
    throw InputError(
        fmt::format("{}: byte {}: {} {}: the driver protocol carries the fields of a bundle, so a "
                    "fault of its layout is no vector",
                    source_, at_, name, what));
  }

  bool done() const { return at_ == bytes_.size(); }

 private:
  const Bytes& bytes_;
  const std::string& source_;
  std::size_t at_ = 0;
};

}  // namespace

std::optional<Bytes> bundle_bytes(const conformance::Json& bundle) {
  const auto field = [](const conformance::Json& holder, const char* name) {
    return unhex(holder.at(name).get<std::string>());
  };
  const conformance::Json& spk = bundle.at("signed_prekey");
  const Bytes identity = field(bundle, "identity_key");
  const Bytes signing = field(bundle, "signing_key");
  const Bytes prekey = field(spk, "public_key");
  const Bytes signature = field(spk, "signature");
  const Bytes id = field(spk, "key_id");
  if (identity.size() != kKey || signing.size() != kKey || prekey.size() != kKey ||
      signature.size() != kSignature || id.size() > kLongestId) {
    return std::nullopt;
  }
  const bool one_time = bundle.contains("one_time_prekey");
  Bytes out = cat({text("SMXB"),
                   {kVersion, static_cast<std::uint8_t>(one_time ? 1 : 0)},
                   identity,
                   signing,
                   prekey,
                   signature,
                   be16(id.size()),
                   id});
  if (!one_time) return out;
  const Bytes key = field(bundle["one_time_prekey"], "public_key");
  const Bytes key_id = field(bundle["one_time_prekey"], "key_id");
  if (key.size() != kKey || key_id.size() > kLongestId) return std::nullopt;
  return cat({out, key, be16(key_id.size()), key_id});
}

conformance::Json bundle_members(const Bytes& bytes, const std::string& source) {
  Fields fields(bytes, source);
  if (fields.take(4, "the magic") != text("SMXB")) fields.fail("the magic", "is not SMXB");
  if (fields.take(1, "the version")[0] != kVersion) fields.fail("the version", "is not 1");
  const std::uint8_t flags = fields.take(1, "the flags byte")[0];
  if (flags > 1) fields.fail("the flags byte", "is not 0 or 1");
  conformance::Json bundle;
  bundle["identity_key"] = hex(fields.take(kKey, "the identity key"));
  bundle["signing_key"] = hex(fields.take(kKey, "the signing key"));
  conformance::Json& spk = bundle["signed_prekey"];
  spk["public_key"] = hex(fields.take(kKey, "the signed prekey"));
  spk["signature"] = hex(fields.take(kSignature, "the signature"));
  spk["key_id"] = hex(fields.take_id("the id of the signed prekey"));
  if (flags == 1) {
    conformance::Json& opk = bundle["one_time_prekey"];
    opk["public_key"] = hex(fields.take(kKey, "the one-time prekey"));
    opk["key_id"] = hex(fields.take_id("the id of the one-time prekey"));
  }
  if (!fields.done()) fields.fail("the bundle", "has bytes left over");
  return bundle;
}

}  // namespace smx::vectors
