#include "session/record_codec.h"

namespace smx {

void RecordReader::version() noexcept {
  const std::uint8_t version = u8();
  if (version == kRecordVersion) return;
  too_new_ = version > kRecordVersion;
  failed_ = true;
}

std::optional<KeyId> RecordReader::key_id() noexcept {
  const Result<KeyId> parsed = KeyId::parse(take_short());
  if (parsed) return *parsed;
  failed_ = true;
  return std::nullopt;
}

Result<void> RecordReader::finish() const {
  if (too_new_) return fail(Error::state_too_new);
  if (failed_ || reader_.remaining() != 0) return fail(Error::state_unreadable);
  return {};
}

}  // namespace smx
