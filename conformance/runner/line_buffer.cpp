#include "line_buffer.h"

namespace smx::conformance {
namespace {

constexpr std::size_t kShownOfLine = 200;

}  // namespace

void LineBuffer::add(std::string_view bytes) {
  if (bytes_.size() <= kMaxLineBytes) bytes_.append(bytes);
}

Exchange LineBuffer::take_line() {
  const std::size_t end = bytes_.find('\n');
  const std::size_t length = end == std::string::npos ? bytes_.size() : end;
  if (length > kMaxLineBytes) return {Exchange::Kind::kOversized, {}};
  if (end == std::string::npos) return {Exchange::Kind::kTimeout, {}};
  Exchange line{Exchange::Kind::kLine, bytes_.substr(0, end)};
  bytes_.erase(0, end + 1);
  return line;
}

std::string LineBuffer::shown() const { return bytes_.substr(0, kShownOfLine); }

}  // namespace smx::conformance
