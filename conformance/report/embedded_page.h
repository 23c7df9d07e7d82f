// The sources of the page, as they were when the program was built.
#pragma once

#include <string_view>

namespace smx::conformance {

/// page/page.html with its {{places}}.
std::string_view embedded_page_html();
std::string_view embedded_page_css();
std::string_view embedded_page_js();

}  // namespace smx::conformance
