#include "command_completions.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "terminal.h"

namespace smx::cli {
namespace {

constexpr const char* kCompletionsHelp = "Print a completion script for bash, zsh or fish";

constexpr const char* kCompletionsExamples = R"(Examples:
  smx completions bash > ~/.local/share/bash-completion/completions/smx
  smx completions zsh  > ~/.zfunc/_smx       (with fpath+=~/.zfunc before compinit)
  smx completions fish > ~/.config/fish/completions/smx.fish)";

/// One command with what may follow it.
struct Node {
  /// "", "device", "device send".
  std::string path;
  std::vector<std::string> options;
  /// Name and one line of help.
  std::vector<std::pair<std::string, std::string>> commands;
};

std::string first_line(const std::string& text) {
  std::string line = text.substr(0, text.find('\n'));
  // Characters that quote or separate in one of the shells.
  std::erase_if(line, [](char c) { return c == '\'' || c == '\\' || c == '`'; });
  std::ranges::replace(line, ':', ',');
  return line;
}

void collect(CLI::App& app, const std::string& path, std::vector<Node>& out) {
  Node node{.path = path, .options = {}, .commands = {}};
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) node.options.push_back("--" + name);
  }
  const std::vector<CLI::App*> commands =
      app.get_subcommands([](CLI::App* command) { return !command->get_name().empty(); });
  for (CLI::App* command : commands) {
    node.commands.emplace_back(command->get_name(), first_line(command->get_description()));
  }
  out.push_back(std::move(node));
  for (CLI::App* command : commands) {
    collect(*command, path.empty() ? command->get_name() : path + " " + command->get_name(), out);
  }
}

std::string words_of(const Node& node) {
  std::vector<std::string> words;
  for (const auto& [name, help] : node.commands) words.push_back(name);
  words.insert(words.end(), node.options.begin(), node.options.end());
  return fmt::format("{}", fmt::join(words, " "));
}

/// Shell code that follows the words typed so far to the command they name: in bash and zsh the
/// same, apart from where an array begins.
std::string bash_script(const std::vector<Node>& nodes) {
  std::string known;
  std::string cases;
  for (const Node& node : nodes) {
    if (!node.path.empty()) known += fmt::format("      '{}') path=$next ;;\n", node.path);
    cases += fmt::format("    '{}') words='{}' ;;\n", node.path, words_of(node));
  }
  return fmt::format(R"(# bash completion for smx
_smx() {{
  local path='' next word words current=${{COMP_WORDS[COMP_CWORD]}}
  for word in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do
    next=${{path:+$path }}$word
    case $next in
{}    esac
  done
  case $path in
{}  esac
  COMPREPLY=()
  case $current in
    -* | '') mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current") ;;
    *) mapfile -t COMPREPLY < <(compgen -f -W "$words" -- "$current") ;;
  esac
}}
complete -o filenames -F _smx smx
)",
                     known, cases);
}

std::string zsh_script(const std::vector<Node>& nodes) {
  std::string known;
  std::string cases;
  for (const Node& node : nodes) {
    if (!node.path.empty()) known += fmt::format("      '{}') path_=$next ;;\n", node.path);
    std::string described;
    for (const auto& [name, help] : node.commands) {
      described += fmt::format(" '{}:{}'", name, help);
    }
    cases += fmt::format("    '{}') commands=({} ) options=( {} ) ;;\n", node.path, described,
                         fmt::join(node.options, " "));
  }
  return fmt::format(R"(#compdef smx
# zsh completion for smx
_smx() {{
  local path_='' next word
  local -a commands options
  for word in "${{(@)words[2,CURRENT-1]}}"; do
    next=${{path_:+$path_ }}$word
    case $next in
{}    esac
  done
  case $path_ in
{}  esac
  (( $#commands )) && _describe command commands
  compadd -- $options
  _files
}}
if [ "$funcstack[1]" = _smx ]; then _smx "$@"; else compdef _smx smx; fi
)",
                     known, cases);
}

std::string fish_script(const std::vector<Node>& nodes) {
  std::string out = R"(# fish completion for smx
function __smx_at
    set -l path
    for word in (commandline -opc)[2..-1]
        switch "$path $word"
)";
  std::vector<std::string> paths;
  for (const Node& node : nodes) {
    if (!node.path.empty())
      paths.push_back(
          "'" + (node.path.find(' ') == std::string::npos ? " " + node.path : node.path) + "'");
  }
  out += fmt::format("            case {}\n", fmt::join(paths, " "));
  out += R"(                set path (string trim -- "$path $word")
        end
    end
    test "$path" = "$argv[1]"
end
)";
  for (const Node& node : nodes) {
    const std::string condition = fmt::format("complete -c smx -n \"__smx_at '{}'\"", node.path);
    for (const auto& [name, help] : node.commands) {
      out += fmt::format("{} -f -a '{}' -d '{}'\n", condition, name, help);
    }
    for (const std::string& option : node.options) {
      out += fmt::format("{} -l '{}'\n", condition, option.substr(2));
    }
  }
  return out;
}

}  // namespace

void add_completions_command(CLI::App& app, Action& action) {
  const auto shell = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("completions", kCompletionsHelp);
  command->footer(kCompletionsExamples);
  command->add_option("SHELL", *shell, "bash, zsh or fish")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  command->callback([shell, &app, &action] {
    action.run = [shell, &app] {
      std::vector<Node> nodes;
      collect(app, "", nodes);
      print(*shell == "bash"  ? bash_script(nodes)
            : *shell == "zsh" ? zsh_script(nodes)
                              : fish_script(nodes));
      return ExitCode::ok;
    };
  });
}

}  // namespace smx::cli
