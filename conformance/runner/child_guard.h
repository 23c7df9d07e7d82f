// No driver outlives the runner, also when the runner is interrupted.
#pragma once

#include <sys/types.h>

namespace smx::conformance {

/// Remembers the leader of a child's own process group until forget_child().
void remember_child(pid_t leader);
void forget_child(pid_t leader);

/// Ends the remembered groups. Safe in a signal handler.
void end_children();

/// Sets `handler` for SIGINT, SIGTERM and SIGHUP, but not for one that the parent told us to ignore
/// (nohup). `flags` are those of sigaction.
void on_ending_signals(void (*handler)(int), int flags);

/// Makes these signals end the remembered groups first and then act as before. To be called once by
/// a program's command, not by a library user.
void end_children_on_signals();

}  // namespace smx::conformance
