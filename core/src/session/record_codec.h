#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "bytes/reader.h"
#include "bytes/writer.h"
#include "smx/error.h"
#include "smx/key_id.h"
#include "smx/keys.h"
#include "smx/secret.h"

namespace smx {

/// Version byte of every record written by this library.
inline constexpr std::uint8_t kRecordVersion = 1;

/// Takes the same calls as Writer and adds up their sizes, so that a record's memory is made once,
/// at its exact size, and no secret is left behind by a growing buffer.
class SizeCounter {
 public:
  void put(ByteView bytes) noexcept { size_ += bytes.size(); }
  void u8(std::uint8_t) noexcept { size_ += 1; }
  void u16(std::uint16_t) noexcept { size_ += 2; }
  void u32(std::uint32_t) noexcept { size_ += 4; }
  void u64(std::uint64_t) noexcept { size_ += 8; }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }

 private:
  std::size_t size_ = 0;
};

/// Runs `layout` twice: once to measure, once to write. Throws std::bad_alloc when the memory of
/// `record` is too small.
template <class Layout>
void encode_record_into(SecretBytes& record, const Layout& layout) {
  SizeCounter counter;
  layout(counter);
  record.resize_for_overwrite(counter.size());
  Writer writer(record.writable());
  layout(writer);
}

/// The same into memory of its own. Throws std::bad_alloc.
template <class Layout>
[[nodiscard]] SecretBytes encode_record(const Layout& layout) {
  SecretBytes record;
  encode_record_into(record, layout);
  return record;
}

/// A short byte string behind its length in one byte (key ids, labels, delivery ids).
template <class Sink>
void put_short(Sink& out, ByteView bytes) {
  out.u8(static_cast<std::uint8_t>(bytes.size()));
  out.put(bytes);
}

/// Reads a record's fields. The first missing byte makes it fail for good; the values read after
/// that are zero and `finish` says so.
class RecordReader {
 public:
  explicit RecordReader(ByteView bytes) noexcept : reader_(bytes) {}

  /// Reads and checks the version byte.
  void version() noexcept;
  std::uint8_t u8() noexcept { return value(reader_.u8()); }
  std::uint16_t u16() noexcept { return value(reader_.u16()); }
  std::uint32_t u32() noexcept { return value(reader_.u32()); }
  std::uint64_t u64() noexcept { return value(reader_.u64()); }
  ByteView take(std::size_t size) noexcept { return value(reader_.take(size)); }
  ByteView take_short() noexcept { return take(u8()); }
  ByteView rest() noexcept { return take(reader_.remaining()); }
  template <class Public>
  Public public_bytes() noexcept {
    return Public{value(reader_.array<Public::kSize>())};
  }
  template <class SecretType>
  SecretType secret() noexcept {
    SecretType out;
    const ByteView bytes = take(SecretType::kSize);
    if (bytes.size() == SecretType::kSize)
      out = SecretType(bytes.template first<SecretType::kSize>());
    return out;
  }
  /// A key id behind its length.
  std::optional<KeyId> key_id() noexcept;

  /// The record's content contradicts itself.
  void reject() noexcept { failed_ = true; }
  [[nodiscard]] bool failed() const noexcept { return failed_; }
  /// Errors: state_too_new; state_unreadable (bytes missing, left over, or contradictory).
  [[nodiscard]] Result<void> finish() const;

 private:
  template <class T>
  T value(std::optional<T> read) noexcept {
    if (!read) failed_ = true;
    return read.value_or(T{});
  }

  Reader reader_;
  bool failed_ = false;
  bool too_new_ = false;
};

}  // namespace smx
