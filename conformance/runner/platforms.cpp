#include "platforms.h"

#include <fmt/format.h>

#include <set>

#include "command_line.h"
#include "input_error.h"
#include "schema.h"
#include "version.h"

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

Requirement read_requirement(const Json& entry) {
  if (entry.is_string()) return {entry.get<std::string>(), {}, {}};
  return {entry.at("program").get<std::string>(),
          entry.at("version").get<std::vector<std::string>>(),
          entry.at("at_least").get<std::string>()};
}

/// Why a requirement is not met; empty if it is. The program is named where the platform's own name
/// does not say it already.
std::string why_not_met(const Requirement& requirement, const std::string& platform) {
  if (!can_run(requirement.program)) {
    return fmt::format("{} is not on PATH", requirement.program);
  }
  if (requirement.at_least.empty()) return {};
  const std::optional<std::string> output = output_of(requirement.version_command);
  const std::optional<std::string> version = output ? version_in(*output) : std::nullopt;
  if (version && is_at_least(*version, requirement.at_least)) return {};
  const std::string program =
      requirement.program == platform ? std::string() : requirement.program + " ";
  return fmt::format("needs {}{} ({})", program, requirement.at_least,
                     version ? "found " + *version : "its version could not be read");
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
    platform.built_here = entry.at("command").front().get<std::string>().starts_with("${bin}/");
    for (const Json& requirement : entry.at("requires")) {
      platform.requirements.push_back(read_requirement(requirement));
    }
    platforms.push_back(std::move(platform));
  }
  return platforms;
}

std::string why_not_runnable(const Platform& platform) {
  for (const Requirement& requirement : platform.requirements) {
    if (std::string why = why_not_met(requirement, platform.name); !why.empty()) return why;
  }
  const std::string& program = platform.command.front();
  if (can_run(program)) return {};
  if (platform.built_here) {
    return fmt::format("{} has not been built", std::filesystem::path(program).filename().string());
  }
  return fmt::format("there is no program {}", program);
}

}  // namespace smx::conformance
