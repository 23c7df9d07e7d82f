// No driver outlives the runner, also when the runner is interrupted.
#pragma once

#include <sys/types.h>

namespace smx::conformance {

/// Remembers the leader of a child's own process group until forget_child().
void remember_child(pid_t leader);
void forget_child(pid_t leader);

/// Makes SIGINT, SIGTERM and SIGHUP end the remembered groups first and then act as before. To be
/// called once by a program's command, not by a library user.
void end_children_on_signals();

}  // namespace smx::conformance
