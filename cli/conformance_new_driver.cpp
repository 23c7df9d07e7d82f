#include "conformance_new_driver.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "conformance_common.h"
#include "kit/language.h"
#include "kit/skeleton.h"
#include "own_command.h"
#include "runner/input_error.h"

namespace smx::cli {
namespace {

namespace fs = std::filesystem;
using namespace conformance;

constexpr const char* kNewDriverFooter =
    "Writes a driver that builds, says hello and passes its first vector file, with a README, and\n"
    "prints what to do next. NAME is what the driver is called in reports: a to z, 0 to 9, '-'.\n"
    "\n"
    "Exit status: 0 written, 2 bad usage or a directory that cannot be written or is not empty.\n"
    "\n"
    "Examples:\n"
    "  smx conformance new-driver --list\n"
    "  smx conformance new-driver --lang kotlin our-phone\n"
    "  smx conformance new-driver --lang cpp ours --dir drivers/ours";

struct NewDriverArguments {
  std::string language;
  std::string name;
  std::string directory;
  bool list = false;
};

std::string language_names() {
  std::string names;
  for (const Language& language : languages()) {
    names += fmt::format("{}{}", names.empty() ? "" : ", ", language.name);
  }
  return names;
}

int list_languages() {
  for (const Language& language : languages()) {
    const std::string missing = missing_program(language);
    fmt::print("{:<11} {}\n            {}\n", language.name, language.needs,
               missing.empty() ? "its programs are here" : "not here: no " + missing);
  }
  return 0;
}

int new_driver(const NewDriverArguments& arguments) {
  if (arguments.language.empty() || arguments.name.empty()) {
    throw InputError("new-driver: --lang and NAME are needed, or --list");
  }
  const Language* language = find_language(arguments.language);
  if (language == nullptr) {
    throw InputError(
        fmt::format("--lang {}: the kit has {}", arguments.language, language_names()));
  }
  if (const std::string fault = name_fault(arguments.name); !fault.empty()) {
    throw InputError(fmt::format("NAME {}: {}", arguments.name, fault));
  }
  const fs::path directory = arguments.directory.empty() ? arguments.name : arguments.directory;
  const std::string smx = own_command();
  const std::vector<SkeletonFile> files = skeleton_files(*language, arguments.name, smx);
  write_skeleton(directory, files);

  fmt::print("{}: a driver in {}, {} files. Needs {}.\n", directory.string(), language->name,
             files.size(), language->needs);
  if (const std::string missing = missing_program(*language); !missing.empty()) {
    fmt::print("There is no program {} here; the steps need it.\n", missing);
  }
  fmt::print("\nNext:\n  1. go to its folder\n       cd {}\n", shell_word(directory.string()));
  int number = 2;
  for (const NextCommand& next : next_commands(*language, smx)) {
    fmt::print("  {}. {}\n       {}\n", number++, next.what, next.command);
  }
  fmt::print("\nThen {} is where operations are added; README.md says how.\n",
             (directory / language->ops_file).string());
  return 0;
}

}  // namespace

void add_conformance_new_driver(CLI::App& group, Action& action) {
  CLI::App* command =
      group.add_subcommand("new-driver", "Write a skeleton of a driver, ready to be built");
  const auto arguments = std::make_shared<NewDriverArguments>();
  command->add_option("--lang", arguments->language, "Language: " + language_names())
      ->type_name("LANG");
  command->add_option("name", arguments->name, "Name of the driver")->type_name("NAME");
  command->add_option("--dir", arguments->directory, "Folder to write (default: NAME)")
      ->type_name("DIR");
  command->add_flag("--list", arguments->list,
                    "Show the languages, what each needs and whether it is here");
  command->footer(kNewDriverFooter);
  command->callback([arguments, &action] {
    action.run = conformance_action(
        [arguments] { return arguments->list ? list_languages() : new_driver(*arguments); });
  });
}

}  // namespace smx::cli
