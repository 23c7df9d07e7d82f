// The sections of the page, each complete in itself.
#pragma once

#include <string>

#include "json_report.h"

namespace smx::conformance {

/// The verdict with its figures.
std::string verdict_section(const ReportDocument& document);
/// Platforms and files with their counts.
std::string matrix_section(const ReportDocument& document);
/// The fields that narrow down failures and cases.
std::string filter_section(const ReportDocument& document);
/// Every failed case: the first of each cause with its bytes, the others by their message.
std::string failures_section(const ReportDocument& document);
/// Every case on one line.
std::string cases_section(const ReportDocument& document);
/// The clauses and what holds them.
std::string clauses_section(const ReportDocument& document);
/// The planted bugs.
std::string bugs_section(const ReportDocument& document);
/// Versions, hashes, times, the drivers' words.
std::string run_section(const ReportDocument& document);

/// The expected and the given bytes side by side, by field.
std::string bytes_table(const Divergence& divergence);

/// Case id to the clauses that the table names for it, separated by blanks.
std::string clauses_of_case(const ReportDocument& document, const std::string& id);

}  // namespace smx::conformance
