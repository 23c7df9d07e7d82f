#include "field_map.h"

#include <algorithm>

#include "clause_map.h"

namespace smx::conformance {
namespace {

constexpr std::size_t kAdLength = 128;
constexpr std::size_t kFrameHeader = 45;

/// Adds fields one after the other and stops where the bytes end.
class MapBuilder {
 public:
  explicit MapBuilder(const Bytes& bytes, std::size_t start = 0) : bytes_(bytes), at_(start) {}

  void field(std::string name, std::size_t length, std::string clause, bool is_integer = false) {
    // An absent key id is worth a line only where the bytes reach it.
    if (at_ >= bytes_.size()) return;
    const std::size_t present = std::min(length, bytes_.size() - at_);
    map_.push_back({at_, present, std::move(name), std::move(clause), is_integer});
    at_ += present;
  }

  /// A big-endian length of two bytes; its value, 0 if it is cut off.
  std::size_t length_field(std::string name, std::string clause) {
    const std::size_t start = at_;
    field(std::move(name), 2, std::move(clause), true);
    if (start + 2 > bytes_.size()) return 0;
    return static_cast<std::size_t>(bytes_[start]) * 256 + bytes_[start + 1];
  }

  void rest(std::string name, std::string clause) {
    const std::size_t left = bytes_.size() - std::min(at_, bytes_.size());
    field(std::move(name), left, std::move(clause));
  }

  /// The rest as ciphertext and tag.
  void sealed(const std::string& clause) {
    constexpr std::size_t kTag = 16;
    const std::size_t left = bytes_.size() - std::min(at_, bytes_.size());
    if (left > kTag) field("ciphertext", left - kTag, clause);
    rest("tag", clause);
  }

  FieldMap take() && { return std::move(map_); }

 private:
  const Bytes& bytes_;
  std::size_t at_;
  FieldMap map_;
};

void add_ad(MapBuilder& builder) {
  for (const char* part : {"IK_A", "SGK_A", "IK_B", "SGK_B"}) builder.field(part, 32, "X3DH-09");
}

void add_smx1(MapBuilder& builder) {
  builder.field("magic", 4, "SMX1-01");
  builder.field("flags", 1, "SMX1-01");
  builder.field("EK_A", 32, "SMX1-01");
  const std::size_t spk = builder.length_field("SPK key_id length", "SMX1-01");
  builder.field("SPK key_id", spk, "SMX1-01");
  const std::size_t opk = builder.length_field("OPK key_id length", "SMX1-01");
  if (opk > 0) builder.field("OPK key_id", opk, "SMX1-01");
  builder.field("nonce", 12, "SMX1-04");
  builder.sealed("SMX1-02");
}

void add_frame(MapBuilder& builder) {
  builder.field("magic", 4, "DRV1-01");
  builder.field("flags", 1, "DRV1-01");
  builder.field("ratchet key", 32, "DRV1-01");
  builder.field("PN", 4, "DRV1-01", true);
  builder.field("N", 4, "DRV1-01", true);
  builder.sealed("DRV1-02");
}

FieldMap ad_then_smx1(const Bytes& bytes) {
  MapBuilder builder(bytes);
  add_ad(builder);
  if (bytes.size() > kAdLength) {
    const Bytes header(bytes.begin() + kAdLength, bytes.end());
    FieldMap map = std::move(builder).take();
    for (Field field : smx1_fields(header)) {
      field.offset += kAdLength;
      map.push_back(std::move(field));
    }
    return map;
  }
  return std::move(builder).take();
}

FieldMap ad_then_frame(const Bytes& bytes) {
  MapBuilder builder(bytes);
  if (bytes.size() == kAdLength + kFrameHeader) {
    add_ad(builder);
  } else if (bytes.size() > kFrameHeader) {
    builder.field("AD", bytes.size() - kFrameHeader, "DRV1-02");
  }
  add_frame(builder);
  return std::move(builder).take();
}

FieldMap ikm_fields(const Bytes& bytes) {
  MapBuilder builder(bytes);
  builder.field("F", 32, "X3DH-05");
  for (const char* part : {"DH1", "DH2", "DH3", "DH4"}) builder.field(part, 32, "X3DH-04");
  builder.rest("excess", "X3DH-05");
  return std::move(builder).take();
}

FieldMap ad_fields(const Bytes& bytes) {
  MapBuilder builder(bytes);
  add_ad(builder);
  builder.rest("excess", "X3DH-09");
  return std::move(builder).take();
}

FieldMap signature_fields(const Bytes& bytes) {
  MapBuilder builder(bytes);
  builder.field("R", 32, "PRIM-12");
  builder.field("S", 32, "PRIM-12");
  builder.rest("excess", "PRIM-12");
  return std::move(builder).take();
}

FieldMap one_field(std::string_view name, const Bytes& bytes, std::string clause) {
  return {{0, bytes.size(), std::string(name), std::move(clause), false}};
}

}  // namespace

FieldMap smx1_fields(const Bytes& bytes) {
  MapBuilder builder(bytes);
  add_smx1(builder);
  return std::move(builder).take();
}

FieldMap frame_fields(const Bytes& bytes) {
  MapBuilder builder(bytes);
  add_frame(builder);
  return std::move(builder).take();
}

FieldMap wire_fields(const Bytes& bytes) {
  const Bytes frame_magic = {'D', 'R', 'V', '1'};
  const bool is_frame = bytes.size() >= frame_magic.size() &&
                        std::equal(frame_magic.begin(), frame_magic.end(), bytes.begin());
  return is_frame ? frame_fields(bytes) : smx1_fields(bytes);
}

FieldMap trace_fields(std::string_view trace_step, const Bytes& value) {
  if (trace_step == "x3dh.ikm") return ikm_fields(value);
  if (trace_step == "x3dh.ad") return ad_fields(value);
  if (trace_step == "smx1.aad") return ad_then_smx1(value);
  if (trace_step == "dr.aad") return ad_then_frame(value);
  if (trace_step == "smx1.header" || trace_step == "smx1.envelope") return smx1_fields(value);
  if (trace_step == "smx1.frame" || trace_step == "dr.frame") return frame_fields(value);
  return one_field(trace_step, value, trace_clause(trace_step));
}

FieldMap member_fields(std::string_view member, const Bytes& value) {
  if (member == "envelope") return wire_fields(value);
  if (member == "frame") return frame_fields(value);
  if (member == "ad") return ad_fields(value);
  if (member == "signature") return signature_fields(value);
  return one_field(member, value, {});
}

const Field* field_at(const FieldMap& map, std::size_t offset) {
  for (const Field& field : map) {
    if (offset >= field.offset && offset < field.end()) return &field;
  }
  return nullptr;
}

}  // namespace smx::conformance
