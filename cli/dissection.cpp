#include "dissection.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "smx/bundle.h"
#include "smx/dr_frame.h"
#include "smx/limits.h"
#include "smx/smx1.h"
#include "text.h"

namespace smx::cli {
namespace {

struct Magic {
  Format format;
  std::string_view text;
};
constexpr std::array<Magic, 3> kMagics = {
    {{Format::smx1, "SMX1"}, {Format::drv1, "DRV1"}, {Format::bundle, "SMXB"}}};

std::optional<Fault> fault_in(Format format, ByteView bytes) {
  Fault fault;
  bool good = false;
  switch (format) {
    case Format::smx1:
      good = decode_smx1(bytes, &fault).has_value();
      break;
    case Format::drv1:
      good = decode_frame(bytes, &fault).has_value();
      break;
    case Format::bundle:
      good = decode_bundle(bytes, &fault).has_value();
      break;
  }
  if (good) return std::nullopt;
  return fault;
}

/// Cuts one field after the other off the front, until the refused one.
class Knife {
 public:
  Knife(ByteView bytes, Dissection& out) : bytes_(bytes), out_(out) {}

  /// Cuts off `length` bytes, or what is left of them. False when this was the refused field: what
  /// follows has no known place.
  bool cut(Field field, std::size_t length) { return cut(field, field_name(field), length); }
  bool cut(Field field, std::string_view name, std::size_t length) {
    if (stopped_) return false;
    const std::size_t size = std::min(length, bytes_.size() - offset_);
    stopped_ = out_.fault && out_.fault->field == field;
    out_.slices.push_back(
        {.name = name, .offset = offset_, .length = size, .meaning = {}, .refused = stopped_});
    offset_ += size;
    return !stopped_;
  }
  /// The field that was cut off last.
  [[nodiscard]] ByteView last() const {
    const Slice& slice = out_.slices.back();
    return bytes_.subspan(slice.offset, slice.length);
  }
  void says(std::string meaning) { out_.slices.back().meaning = std::move(meaning); }
  [[nodiscard]] std::size_t left() const { return bytes_.size() - offset_; }
  [[nodiscard]] std::size_t offset() const { return offset_; }

  std::uint32_t number(Field field, std::size_t size) {
    if (stopped_) return 0;
    cut(field, size);
    std::uint32_t value = 0;
    for (const std::uint8_t byte : last()) value = value << 8 | byte;
    if (last().size() == size) says(std::to_string(value));
    return value;
  }
  /// The flags byte: whether it says that a one-time prekey is there.
  bool one_time_prekey_flag() {
    if (stopped_) return false;
    cut(Field::flags, 1);
    const bool set = !stopped_ && last()[0] == 1;
    if (!stopped_) says(set ? "with a one-time prekey" : "without a one-time prekey");
    return set;
  }
  void key_id(Field length_field, Field id_field) {
    const std::size_t size = number(length_field, 2);
    if (stopped_ || size == 0) return;
    cut(id_field, size);
    says('"' + printable(last()) + '"');
  }
  void magic() {
    if (stopped_) return;
    cut(Field::magic, 4);
    says('"' + printable(last()) + '"');
  }
  void ciphertext() {
    if (stopped_) return;
    if (out_.fault) {
      cut(Field::ciphertext, left());
      return;
    }
    cut(Field::ciphertext, left() - limits::kTagSize);
    says(fmt::format("{} bytes, encrypted", last().size()));
    cut(Field::ciphertext, "tag", limits::kTagSize);
  }

 private:
  ByteView bytes_;
  Dissection& out_;
  std::size_t offset_ = 0;
  bool stopped_ = false;
};

void cut_smx1(Knife& knife) {
  knife.magic();
  knife.one_time_prekey_flag();
  knife.cut(Field::ephemeral_key, limits::kKeySize);
  knife.key_id(Field::spk_key_id_length, Field::spk_key_id);
  knife.key_id(Field::opk_key_id_length, Field::opk_key_id);
  knife.cut(Field::nonce, limits::kNonceSize);
  knife.ciphertext();
}

void cut_drv1(Knife& knife) {
  knife.magic();
  knife.cut(Field::flags, 1);
  knife.cut(Field::ratchet_key, limits::kKeySize);
  knife.number(Field::pn, 4);
  knife.number(Field::n, 4);
  knife.ciphertext();
}

void cut_bundle(Knife& knife) {
  knife.magic();
  knife.number(Field::version, 1);
  const bool one_time_prekey = knife.one_time_prekey_flag();
  knife.cut(Field::identity_key, limits::kKeySize);
  knife.cut(Field::signing_key, limits::kKeySize);
  knife.cut(Field::spk_public_key, limits::kKeySize);
  knife.cut(Field::spk_signature, limits::kSignatureSize);
  knife.key_id(Field::spk_key_id_length, Field::spk_key_id);
  if (one_time_prekey) {
    knife.cut(Field::opk_public_key, limits::kKeySize);
    knife.key_id(Field::opk_key_id_length, Field::opk_key_id);
  }
  if (knife.left() > 0) knife.cut(Field::end, knife.left());
}

}  // namespace

std::string_view format_name(Format format) noexcept {
  switch (format) {
    case Format::smx1:
      return "smx1";
    case Format::drv1:
      return "drv1";
    case Format::bundle:
      return "bundle";
  }
  return "unknown";
}

std::string_view format_title(Format format) noexcept {
  switch (format) {
    case Format::smx1:
      return "SMX1 bootstrap envelope";
    case Format::drv1:
      return "DR_V1 frame";
    case Format::bundle:
      return "prekey bundle";
  }
  return "unknown";
}

Format guess_format(ByteView bytes) {
  const std::string_view text = as_text(bytes.first(std::min<std::size_t>(bytes.size(), 4)));
  const auto fitting = [&](const Magic& magic) {
    return std::ranges::mismatch(text, magic.text).in1 - text.begin();
  };
  return std::ranges::max_element(kMagics, {}, fitting)->format;
}

Dissection dissect(Format format, ByteView bytes) {
  Dissection out{.format = format, .slices = {}, .fault = fault_in(format, bytes)};
  Knife knife(bytes, out);
  switch (format) {
    case Format::smx1:
      cut_smx1(knife);
      break;
    case Format::drv1:
      cut_drv1(knife);
      break;
    case Format::bundle:
      cut_bundle(knife);
      break;
  }
  out.unread_offset = knife.offset();
  return out;
}

std::string_view clause_of(Format format, const Fault& fault) noexcept {
  switch (fault.kind) {
    case FaultKind::length_out_of_range:
      return "KEY-03";
    case FaultKind::invalid_utf8:
      return "KEY-04";
    case FaultKind::control_character:
      return "KEY-05";
    case FaultKind::reserved_number:
      return "DRV1-06";
    default:
      break;
  }
  if (format == Format::smx1) return "SMX1-11";
  if (format == Format::bundle) return "KEY-25";
  const bool length = fault.kind == FaultKind::truncated || fault.kind == FaultKind::too_long;
  return length ? "DRV1-05" : "DRV1-04";
}

std::string describe(Format format, const Fault& fault) {
  return fmt::format("malformed at byte {}, field {}: {} [{}]", fault.offset,
                     field_name(fault.field), fault_text(fault.kind), clause_of(format, fault));
}

}  // namespace smx::cli
