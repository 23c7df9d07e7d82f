// Text as HTML.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "runner/outcome.h"

namespace smx::conformance {

/// Text of anybody as character data or as the value of a quoted attribute: never markup, nothing
/// invisible, bounded.
std::string html(std::string_view text);
/// The same for the long words of a driver, with its line breaks.
std::string html_block(std::string_view text);
/// As an id or a part of one: letters, digits and _ . / - only.
std::string html_id(std::string_view text);

/// "case-hkdf/rfc5869/a1", the row of a case.
std::string case_anchor(std::string_view id);
/// "case-hkdf/rfc5869/a1@go", its failure on a platform.
std::string failure_anchor(std::string_view id, std::string_view platform);

/// A sign and the word: what a colour says is never said by the colour alone.
std::string outcome_html(Outcome outcome);

/// "1 case", "2 cases".
std::string counted(std::size_t count, std::string_view singular);

}  // namespace smx::conformance
