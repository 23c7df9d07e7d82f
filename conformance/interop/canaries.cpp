#include "canaries.h"

#include <fmt/format.h>

namespace smx::interop {

Canaries::Canaries(const std::string& seed, std::size_t per_message)
    : draws_(seed, "canaries"), per_message_(per_message) {}

Bytes Canaries::plaintext(std::string_view about, std::size_t filler) {
  const std::string head = fmt::format("test data {}: {}\n", ++messages_, about);
  Bytes text(head.begin(), head.end());
  for (std::size_t i = 0; i < per_message_; ++i) {
    all_.push_back(draws_.bytes(kCanarySize));
    text.insert(text.end(), all_.back().begin(), all_.back().end());
  }
  for (std::size_t i = 0; i < filler; ++i) text.push_back(static_cast<std::uint8_t>(i * 7));
  return text;
}

}  // namespace smx::interop
