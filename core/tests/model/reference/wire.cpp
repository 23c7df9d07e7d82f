#include "wire.h"

#include <algorithm>

namespace smx::model {
namespace {

constexpr std::size_t kFrameHeader = 45;
constexpr std::size_t kLongestFrame = 65'597;
constexpr std::size_t kLongestEnvelope = 65'794;

void put(Text& out, std::uint64_t value, int bytes) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
    out.push_back(static_cast<std::uint8_t>(value >> shift));
}

/// Takes bytes from the front; one too many is malformed.
class Cursor {
 public:
  explicit Cursor(View bytes) : whole_(bytes) {}

  View take(std::size_t count) {
    if (count > whole_.size() - at_) throw Refusal{"malformed"};
    at_ += count;
    return whole_.subspan(at_ - count, count);
  }
  std::uint32_t number(std::size_t bytes) {
    std::uint32_t value = 0;
    for (const std::uint8_t byte : take(bytes)) value = value << 8 | byte;
    return value;
  }
  Key key() {
    Key key{};
    std::ranges::copy(take(32), key.begin());
    return key;
  }
  Text text(std::size_t count) {
    const View bytes = take(count);
    return {bytes.begin(), bytes.end()};
  }
  [[nodiscard]] Text before() const {
    return {whole_.begin(), whole_.begin() + static_cast<std::ptrdiff_t>(at_)};
  }
  Text rest() { return text(whole_.size() - at_); }

 private:
  View whole_;
  std::size_t at_ = 0;
};

/// The character at the front of well-formed UTF-8 and how many bytes it has; 0 bytes otherwise.
std::size_t character(View bytes, std::uint32_t& value) {
  const std::uint8_t first = bytes[0];
  const std::size_t size = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  if ((first >= 0x80 && first < 0xC0) || first > 0xF7 || size > bytes.size()) return 0;
  const std::uint8_t masks[] = {0x7F, 0x1F, 0x0F, 0x07};
  value = first & masks[size - 1];
  for (std::size_t i = 1; i < size; ++i) {
    if ((bytes[i] & 0xC0) != 0x80) return 0;
    value = value << 6 | (bytes[i] & 0x3FU);
  }
  const std::uint32_t least[] = {0, 0x80, 0x800, 0x10000};
  const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  return value < least[size - 1] || value > 0x10FFFF || surrogate ? 0 : size;
}

}  // namespace

bool begins_with(View bytes, std::string_view magic) {
  return bytes.size() >= magic.size() &&
         std::ranges::equal(bytes.first(magic.size()), letters(magic));
}

bool good_key_id(View id) {
  if (id.empty() || id.size() > 64) return false;
  while (!id.empty()) {
    std::uint32_t value = 0;
    const std::size_t size = character(id, value);
    if (size == 0 || value < 0x20 || value == 0x7F) return false;
    id = id.subspan(size);
  }
  return true;
}

Text frame_header(const Key& ratchet_key, std::uint32_t previous, std::uint32_t number) {
  Text out = join({letters("DRV1"), Text{0}, ratchet_key});
  put(out, previous, 4);
  put(out, number, 4);
  return out;
}

Text envelope_header(const Envelope& envelope) {
  Text out = join({letters("SMX1"),
                   Text{envelope.one_time_prekey.empty() ? std::uint8_t{0} : std::uint8_t{1}},
                   envelope.ephemeral_key});
  put(out, envelope.signed_prekey.size(), 2);
  out = join({out, envelope.signed_prekey});
  put(out, envelope.one_time_prekey.size(), 2);
  return join({out, envelope.one_time_prekey, envelope.nonce});
}

Frame read_frame(View bytes) {
  if (!begins_with(bytes, "DRV1") || bytes.size() < kFrameHeader + 16 ||
      bytes.size() > kLongestFrame)
    throw Refusal{"malformed"};
  Cursor in(bytes.subspan(4));
  Frame frame;
  if (in.number(1) != 0) throw Refusal{"malformed"};
  frame.ratchet_key = in.key();
  frame.previous = in.number(4);
  frame.number = in.number(4);
  if (frame.number == 0xFFFF'FFFF) throw Refusal{"malformed"};
  frame.header.assign(bytes.begin(), bytes.begin() + kFrameHeader);
  frame.ciphertext = in.rest();
  return frame;
}

Envelope read_envelope(View bytes) {
  if (!begins_with(bytes, "SMX1") || bytes.size() > kLongestEnvelope) throw Refusal{"malformed"};
  Cursor in(bytes);
  in.take(4);
  Envelope envelope;
  const std::uint32_t flags = in.number(1);
  envelope.ephemeral_key = in.key();
  envelope.signed_prekey = in.text(in.number(2));
  envelope.one_time_prekey = in.text(in.number(2));
  envelope.nonce = in.text(12);
  envelope.header = in.before();
  envelope.ciphertext = in.rest();
  if (flags > 1 || (flags == 1) == envelope.one_time_prekey.empty() ||
      !good_key_id(envelope.signed_prekey) ||
      (flags == 1 && !good_key_id(envelope.one_time_prekey)) || envelope.ciphertext.size() < 16)
    throw Refusal{"malformed"};
  return envelope;
}

}  // namespace smx::model
