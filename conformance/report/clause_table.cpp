#include "clause_table.h"

#include <map>

#include "embedded_table.h"
#include "runner/strict_json.h"

namespace smx::conformance {

bool ClauseRow::uncovered() const {
  return binds && positive.empty() && negative.empty() && tests.empty();
}

std::vector<ClauseRow> clause_table(const std::vector<VectorFile>& files) {
  std::vector<ClauseRow> rows;
  std::map<std::string, std::size_t> places;
  const Json table = parse_strict(embedded_table());
  for (const Json& json : table.at("clauses")) {
    ClauseRow row;
    row.id = json.at("id").get<std::string>();
    row.page = json.at("page").get<std::string>();
    row.binds = json.at("binds").get<bool>();
    row.summary = json.at("summary").get<std::string>();
    row.bugs = json.at("bugs").get<std::vector<std::string>>();
    row.tests = json.at("tests").get<std::vector<std::string>>();
    places.emplace(row.id, rows.size());
    rows.push_back(std::move(row));
  }
  for (const VectorFile& file : files) {
    for (const Case& test : file.cases) {
      for (const std::string& clause : test.clauses) {
        const auto place = places.find(clause);
        if (place == places.end()) continue;
        ClauseRow& row = rows[place->second];
        (test.valid ? row.positive : row.negative).push_back(test.id);
      }
    }
  }
  return rows;
}

}  // namespace smx::conformance
