// The examination of one driver, from its start to its end, and what to do next.
#pragma once

#include <span>

#include "ops_exam.h"

namespace smx::conformance {

/// What the doctor says while it works.
struct DoctorListener {
  std::function<void(std::string_view title)> on_part;  ///< a part of the examination begins
  OnCheck on_check;
};

/// `command` is the driver's, for the commands that are advised; `smx` is how this program is
/// called. Throws InputError when the driver cannot be started at all.
DoctorReport examine(const std::vector<std::string>& command, const Patient::Connect& connect,
                     const std::vector<VectorFile>& files, const Patience& patience,
                     const std::string& smx, const DoctorListener& listener);

/// What to do next, from what was found.
Advice advice_for(const DoctorReport& report, const std::vector<VectorFile>& files,
                  const std::string& smx);

}  // namespace smx::conformance
