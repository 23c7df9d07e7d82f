// The process that scan.py looks at: plays one scenario, stops so that its memory can be read, and
// then aborts so that there is a core dump.
//
//   smx-secrets-subject SCENARIO [LEAKED]
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <utility>

#include "secrets/draws.h"
#include "secrets/scenarios.h"
#include "smx/init.h"

int main(int argc, char** argv) {
  using namespace smx::secrets;
  constexpr std::pair<std::string_view, Alive (*)(Noted&)> kScenarios[] = {
      {"hold", hold},           {"use_up", use_up},   {"refuse", refuse},
      {"move_each", move_each}, {"destroy", destroy},
  };
  if (argc < 2 || argc > 3) return 2;
  Draws::listen();
  if (!smx::init({.accept_variable_time_aes = true})) return 3;
  for (const auto& [name, play] : kScenarios) {
    if (name != argv[1]) continue;
    Alive alive;
    {
      Noted noted(argc == 3 ? argv[2] : "");
      alive = play(noted);
    }
    std::raise(SIGSTOP);
    std::abort();
  }
  std::fputs("smx-secrets-subject: unknown scenario\n", stderr);
  return 2;
}
