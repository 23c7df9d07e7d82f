#include "batch.h"

namespace smx::conformance {
namespace {

/// A driver that announces all that a pinned case may need.
Introduction announcing_all() {
  Introduction introduction;
  introduction.ops = {"dr.state", "device.state"};
  introduction.inject_random = true;
  introduction.trace = true;
  introduction.state = true;
  return introduction;
}

Batch::Request request_of(const std::string& case_id, const std::string& op, Json in,
                          bool want_trace) {
  in["op"] = op;
  return {case_id, op, in.dump(), want_trace};
}

}  // namespace

std::string sense_of(Json request) {
  request.erase("id");
  request.erase("want_trace");
  return request.dump();
}

std::string Batch::text() const {
  std::string text;
  for (std::size_t i = 0; i < requests.size(); ++i) {
    Json request = Json::parse(requests[i].sense);
    request["id"] = i + 1;
    if (requests[i].want_trace) request["want_trace"] = true;
    text += request.dump() + "\n";
  }
  return text;
}

Batch plan_batch(const std::vector<VectorFile>& files, const JudgeOptions& options) {
  const Introduction introduction = announcing_all();
  Batch batch;
  batch.requests.push_back(request_of({}, "hello", {{"protocol", 1}}, false));
  for (const VectorFile& file : files) {
    for (const Case& test : file.cases) {
      for (PlannedRequest& request : plan_case(test, introduction, options)) {
        if (request.purpose == PlannedRequest::Purpose::kBegin) {
          batch.begins[request.in.at("case").get<std::string>()] = batch.requests.size();
        }
        batch.requests.push_back(
            request_of(test.id, request.op, std::move(request.in), request.want_trace));
      }
    }
  }
  batch.requests.push_back(request_of({}, "bye", Json::object(), false));
  return batch;
}

}  // namespace smx::conformance
