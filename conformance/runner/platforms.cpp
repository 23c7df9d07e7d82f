#include "platforms.h"

#include <fmt/format.h>

#include <set>

#include "command_line.h"
#include "input_error.h"
#include "schema.h"

namespace smx::conformance {
namespace {

std::string expanded(std::string word, const Places& places) {
  const std::pair<std::string, std::string> meanings[] = {{"${bin}", places.bin.string()},
                                                          {"${source}", places.source.string()}};
  for (const auto& [name, value] : meanings) {
    for (std::size_t at = word.find(name); at != std::string::npos;
         at = word.find(name, at + value.size())) {
      word.replace(at, name.size(), value);
    }
  }
  return word;
}

}  // namespace

std::vector<Platform> read_platforms(const std::filesystem::path& path, const Places& places) {
  const Json json = read_json_file(path);
  if (const auto fault = Schema::embedded("platforms.schema.json").fault(json)) {
    throw InputError(fmt::format("{}: {}", path.string(), *fault));
  }
  std::vector<Platform> platforms;
  std::set<std::string> names;
  for (const Json& entry : json.at("platforms")) {
    Platform platform;
    platform.name = entry.at("name").get<std::string>();
    if (!names.insert(platform.name).second) {
      throw InputError(fmt::format("{}: two platforms are named {}", path.string(), platform.name));
    }
    for (const Json& word : entry.at("command")) {
      platform.command.push_back(expanded(word.get<std::string>(), places));
    }
    platform.requires_programs = entry.at("requires").get<std::vector<std::string>>();
    platforms.push_back(std::move(platform));
  }
  return platforms;
}

std::string why_not_runnable(const Platform& platform) {
  for (const std::string& program : platform.requires_programs) {
    if (!can_run(program)) return fmt::format("{} is not on PATH", program);
  }
  if (!can_run(platform.command.front())) {
    return fmt::format("there is no program {}", platform.command.front());
  }
  return {};
}

}  // namespace smx::conformance
