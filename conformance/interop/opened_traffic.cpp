#include "opened_traffic.h"

#include <fmt/format.h>

#include "web_socket_frame.h"

namespace smx::interop {
namespace {

constexpr std::string_view kHeadEnd = "\r\n\r\n";
/// Longer than any frame: what was recorded is looked at whole.
constexpr std::size_t kNoLimit = std::size_t{1} << 30U;

std::string without_frames(const Bytes& bytes) {
  std::string text(bytes.begin(), bytes.end());
  const std::size_t end = text.find(kHeadEnd);
  if (end == std::string::npos) return text;
  std::string frames = text.substr(end + kHeadEnd.size());
  text.resize(end + kHeadEnd.size());
  while (const auto frame = take_frame(frames, kNoLimit)) {
    text += frame->payload;
    if (frame->final) text += '\n';
  }
  // A frame that a lost connection left cut short.
  return text + frames;
}

bool is_upgraded(const Bytes& from_relay) {
  constexpr std::string_view kSwitching = "HTTP/1.1 101 ";
  return from_relay.size() >= kSwitching.size() &&
         std::equal(kSwitching.begin(), kSwitching.end(), from_relay.begin());
}

}  // namespace

Traffic traffic_of(const OpenedStream& opened) {
  if (!is_upgraded(opened.from_relay)) {
    return {opened.label, std::string(opened.to_relay.begin(), opened.to_relay.end()),
            std::string(opened.from_relay.begin(), opened.from_relay.end())};
  }
  try {
    return {opened.label, without_frames(opened.to_relay), without_frames(opened.from_relay)};
  } catch (const LinkFault& fault) {
    throw OpeningError(fmt::format("{}: {}", opened.label, fault.what()));
  }
}

}  // namespace smx::interop
