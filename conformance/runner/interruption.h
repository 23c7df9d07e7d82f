// A run that a signal ends keeps what it has: the signal is a note that all who wait look at.
#pragma once

namespace smx::conformance {

/// What is said of a case that an interruption kept from its end.
inline constexpr const char* kInterrupted = "the run was interrupted";

/// Makes the first SIGINT, SIGTERM or SIGHUP a note; the second ends the children that
/// child_guard.h remembers and then the program, as the signal does by itself. To be called once by
/// a program's command, not by a library user.
void interrupt_on_signals();

/// The number of the signal that was noted, 0 if none was. Asked at least every tenth of a second
/// by whatever waits for a driver.
int interruption();

}  // namespace smx::conformance
