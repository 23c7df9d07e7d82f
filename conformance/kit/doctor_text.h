// The doctor's words, for people and for machines.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "check.h"

namespace smx::conformance {

struct DoctorStyle {
  bool colour = false;
  bool unicode = false;  ///< check marks; otherwise words in ASCII
};

/// One line, or two when there is something to read, each with its LF.
std::string check_text(const Check& check, const DoctorStyle& style);

/// The last lines: how many of what, and what to do next.
std::string closing_text(const DoctorReport& report, const DoctorStyle& style);

/// The whole report; the same text for the same answers.
nlohmann::ordered_json doctor_json(const DoctorReport& report);

}  // namespace smx::conformance
