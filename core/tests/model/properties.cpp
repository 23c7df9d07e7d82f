// smx_properties: random scripts against the core and the reference model, and replay of a script.
#include <algorithm>
#include <charconv>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>
#include <stdexcept>

#include <rapidcheck/detail/TestListener.h>

#include "model/script_generator.h"
#include "model/world.h"
#include "smx/init.h"

namespace smx::test {
namespace {

constexpr const char* kUsage =
    R"(usage: smx_properties run [options]      random scripts; each failing one is shrunk
       smx_properties replay PATH...      scripts that were kept, or folders of them: all checks on

  --check NAME     agreement, unchanged, once, secrecy or recovery; repeatable (default: the first
                   three)
  --runs N         scripts to play (default 201)
  --seconds N      stop after this time, whatever was played
  --size N         longest script (default 200)
  --seed N         of the first batch; each batch of size + 1 scripts has the next (default 1)
  --shrink no      a failing script is printed as it is
  --keep FILE      where the shrunk script of a failure is written

Exit status: 0 all held; 1 a check failed (named, with the script); 2 wrong use.
)";

struct WrongUse : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct Options {
  Checks checks;
  std::uint64_t runs = 201;
  std::uint64_t seconds = 0;
  std::uint64_t size = 200;
  std::uint64_t seed = 1;
  bool shrink = true;
  std::string keep;
};

std::uint64_t number_of(const std::string& text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size())
    throw WrongUse(text + " is no number");
  return value;
}

void switch_on(Checks& checks, const std::string& name) {
  if (name == "agreement") {
    checks.agreement = true;
  } else if (name == "unchanged") {
    checks.unchanged = true;
  } else if (name == "once") {
    checks.once = true;
  } else if (name == "secrecy") {
    checks.secrecy = true;
  } else if (name == "recovery") {
    checks.recovery = true;
  } else {
    throw WrongUse("no check is called " + name);
  }
}

Options options_of(const std::vector<std::string>& words) {
  Options options;
  bool chosen = false;
  for (std::size_t i = 0; i < words.size(); i += 2) {
    if (i + 1 == words.size()) throw WrongUse(words[i] + " wants a value");
    const std::string& value = words[i + 1];
    if (words[i] == "--check") {
      switch_on(options.checks, value);
      chosen = true;
    } else if (words[i] == "--runs") {
      options.runs = number_of(value);
    } else if (words[i] == "--seconds") {
      options.seconds = number_of(value);
    } else if (words[i] == "--size") {
      options.size = number_of(value);
    } else if (words[i] == "--seed") {
      options.seed = number_of(value);
    } else if (words[i] == "--shrink") {
      if (value != "no") throw WrongUse("--shrink takes no and nothing else");
      options.shrink = false;
    } else if (words[i] == "--keep") {
      options.keep = value;
    } else {
      throw WrongUse("no option is called " + words[i]);
    }
  }
  if (!chosen) options.checks = {true, true, true, false, false};
  return options;
}

/// Figures as lines "name value": for people, and for ci/properties.
void print(const Tally& tally) {
  std::cout << "runs " << tally.runs << "\nsteps " << tally.steps << "\nsent " << tally.sent
            << "\nopened " << tally.opened << "\ncompared " << tally.compared << "\nowed "
            << tally.owed << "\nstrings " << tally.strings << "\nspent_secrets "
            << tally.spent_secrets << "\nthief_opened " << tally.thief_opened << "\nthief_failed "
            << tally.thief_failed << '\n';
  for (const auto& [reason, count] : tally.refusals)
    std::cout << "refused " << reason << ' ' << count << '\n';
}

/// RapidCheck's own report would be the script once more, in another form.
class Silent : public rc::detail::TestListener {
  void onTestCaseFinished(const rc::detail::CaseDescription&) override {}
  void onShrinkTried(const rc::detail::CaseDescription&, bool) override {}
  void onTestFinished(const rc::detail::TestMetadata&, const rc::detail::TestResult&) override {}
};

void fail_with(const Options& options, std::uint64_t seed, const Script& script,
               const std::string& what) {
  const std::string text = "# " + what + "\n# found with seed " + std::to_string(seed) +
                           (options.shrink ? ", shrunk\n" : "\n") + to_text(script);
  std::cout << "violated " << what << "\nfailing_seed " << seed << "\n--- script\n"
            << text << "--- end\n";
  if (!options.keep.empty()) std::ofstream(options.keep) << text;
}

int run(const Options& options) {
  const auto start = std::chrono::steady_clock::now();
  const auto late = [&] {
    return options.seconds != 0 &&
           std::chrono::steady_clock::now() - start >= std::chrono::seconds(options.seconds);
  };
  Tally tally;
  Silent silent;
  std::uint64_t seed = options.seed;
  bool held = true;
  for (; held && tally.runs < options.runs && !late(); ++seed) {
    rc::detail::TestParams params;
    params.seed = seed;
    params.maxSize = static_cast<int>(options.size);
    params.maxSuccess = static_cast<int>(std::min(options.size + 1, options.runs - tally.runs));
    params.disableShrinking = !options.shrink;
    std::optional<std::pair<Script, std::string>> failing;
    // Once it fails, shrinking plays on: that counts for nothing.
    Tally shrinking;
    const auto result = rc::detail::checkTestable(
        [&] {
          const Script script = *scripts();
          try {
            if (failing || !late())
              World(script, options.checks, failing ? shrinking : tally).play();
          } catch (const std::exception& violation) {
            failing.emplace(script, violation.what());
            throw;
          }
        },
        rc::detail::TestMetadata{}, params, silent);
    held = result.template is<rc::detail::SuccessResult>();
    if (!held && failing) fail_with(options, seed, failing->first, failing->second);
    if (!held && !failing) std::cout << "violated nothing that was seen\n";
  }
  print(tally);
  std::cout << "seeds " << options.seed << ".." << seed - 1 << '\n';
  return held ? 0 : 1;
}

/// A script file, or all in a folder.
std::vector<std::filesystem::path> scripts_at(const std::string& path) {
  if (!std::filesystem::is_directory(path)) return {path};
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(path))
    if (entry.path().extension() == ".script") files.push_back(entry.path());
  std::ranges::sort(files);
  if (files.empty()) throw WrongUse(path + " has no scripts");
  return files;
}

bool replay_file(const std::filesystem::path& file) {
  std::ifstream in(file);
  if (!in) throw WrongUse(file.string() + " cannot be read");
  const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  Tally tally;
  try {
    const Script script = script_of(text);
    World(script, {true, true, true, true, true}, tally).play();
    for (const std::string& reason : script.expected)
      if (!tally.refusals.contains(reason)) throw std::runtime_error("never " + reason);
  } catch (const std::exception& violation) {
    std::cout << file.stem().string() << ": " << violation.what() << '\n';
    return false;
  }
  std::cout << file.stem().string() << ": held, " << tally.steps << " steps, " << tally.opened
            << " opened\n";
  return true;
}

int replay(const std::vector<std::string>& paths) {
  if (paths.empty()) throw WrongUse("replay wants files or folders");
  bool held = true;
  for (const std::string& path : paths)
    for (const auto& file : scripts_at(path)) held &= replay_file(file);
  return held ? 0 : 1;
}

int main_of(const std::vector<std::string>& words) {
  if (words.empty()) throw WrongUse("run or replay");
  if (words[0] == "--help" || words[0] == "-h") {
    std::cout << kUsage;
    return 0;
  }
  if (!init({.accept_variable_time_aes = true}) || !model::start_libraries()) {
    std::cerr << "smx_properties: the libraries do not start\n";
    return 2;
  }
  const std::vector<std::string> rest(words.begin() + 1, words.end());
  if (words[0] == "run") return run(options_of(rest));
  if (words[0] == "replay") return replay(rest);
  throw WrongUse("no command is called " + words[0]);
}

}  // namespace
}  // namespace smx::test

int main(int argc, char** argv) {
  try {
    return smx::test::main_of({argv + 1, argv + argc});
  } catch (const smx::test::WrongUse& wrong) {
    std::cerr << "smx_properties: " << wrong.what() << " (see smx_properties --help)\n";
    return 2;
  }
}
