// What two live platforms are put through.
#pragma once

#include <string>
#include <vector>

#include "stage.h"

namespace smx::interop {

struct Scenario {
  std::string name;
  std::string what;  ///< one line for people
  void (*play)(Stage&);
};

/// All of them, in the order in which they are run. Each is complete in itself: its own people, its
/// own drivers. One that returns has passed; it throws ScenarioFailure, NotRun, Interrupted, or
/// LinkFault.
const std::vector<Scenario>& all_scenarios();

void first_with_prekey(Stage& stage);
void first_without_prekey(Stage& stage);
void replies(Stage& stage);
void burst(Stage& stage);
void disorder(Stage& stage);
void reconnect(Stage& stage);
void crossed(Stage& stage);
void lost_state(Stage& stage);
void replaced_device(Stage& stage);
void three_devices(Stage& stage);

/// A conversation in which both sides have sent and received: what follows is bare DR_V1.
struct Talking {
  Actor& alice;
  Actor& bob;
};
Talking talking(Stage& stage, std::size_t one_time_prekeys = 5);

/// The frame for `to` begins with this magic.
void check_magic(Stage& stage, const Sent& sent, const Actor& to, const char* magic);

}  // namespace smx::interop
