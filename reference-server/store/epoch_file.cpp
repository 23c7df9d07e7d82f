#include "store/epoch_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace smx::relay::store {
namespace {

constexpr std::string_view kHeading = "SMX relay epoch 1\n";

/// Takes a line "NAME VALUE" off the text; empty when it is not there.
std::string_view line(std::string_view& text, std::string_view name) {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return {};
  std::string_view value = text.substr(0, end);
  text.remove_prefix(end + 1);
  if (!value.starts_with(name) || value.size() <= name.size() || value[name.size()] != ' ')
    return {};
  return value.substr(name.size() + 1);
}

bool is_id(std::string_view text) {
  return text.size() == 32 && std::ranges::all_of(text, [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

}  // namespace

std::string format(const EpochFile& file) {
  return fmt::format("{}instance {}\nepoch {}\nmark {}\n", kHeading, file.instance, file.epoch,
                     file.mark);
}

std::optional<EpochFile> parse_epoch_file(std::string_view text) {
  const std::string_view whole = text;
  if (!text.starts_with(kHeading)) return std::nullopt;
  text.remove_prefix(kHeading.size());
  EpochFile file;
  file.instance = line(text, "instance");
  const std::string_view epoch = line(text, "epoch");
  file.mark = line(text, "mark");
  std::from_chars(epoch.data(), epoch.data() + epoch.size(), file.epoch);
  const bool good = is_id(file.instance) && is_id(file.mark) && file.epoch > 0;
  if (!good || format(file) != whole) return std::nullopt;
  return file;
}

}  // namespace smx::relay::store
