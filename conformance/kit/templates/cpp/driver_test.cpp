// Exit status 1 when something is not as it must be, with a line for each such thing.
#include <iostream>
#include <sstream>

#include "ops.h"
#include "protocol.h"

namespace {

using namespace driver;

int failures = 0;

void expect(bool holds, const std::string& what) {
  if (holds) return;
  std::cerr << "failed: " << what << '\n';
  ++failures;
}

std::string repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

Json ask_line(const std::string& text, std::vector<Operation> table = operations()) {
  return Json::parse(Conversation(std::move(table)).answer({text, false, false}));
}

Json ask(const Json& request) { return ask_line(request.dump()); }

const std::string kFrame =
    "4452563100" + repeated("11", 32) + "0a0b0c0d01020304" + repeated("22", 20);

void hello_announces_the_table() {
  const Json reply = ask({{"id", 1}, {"op", "hello"}, {"protocol", 1}});
  expect(reply["ok"]["ops"].size() == 4 + operations().size(), "hello announces the table");
}

void rfc_5869_case_1() {
  const Json reply = ask({{"id", "a"},
                          {"op", "hkdf.sha256"},
                          {"salt", "000102030405060708090a0b0c"},
                          {"ikm", repeated("0b", 22)},
                          {"info", "f0f1f2f3f4f5f6f7f8f9"},
                          {"length", 42}});
  expect(reply["id"] == "a", "the id comes back");
  const std::string okm = reply["ok"]["okm"];
  expect(
      okm == "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
      "RFC 5869, case 1");
}

void a_frame_is_read_or_refused() {
  const Json ok = ask({{"id", 1}, {"op", "drv1.parse"}, {"frame", kFrame}})["ok"];
  expect(ok["pn"] == 0x0a0b0c0d && ok["n"] == 0x01020304, "the counters are read");
  const Json refused = ask({{"id", 1}, {"op", "drv1.parse"}, {"frame", kFrame.substr(10)}});
  expect(refused.contains("reject") && refused["reject"]["reason"] == "malformed",
         "a broken frame is malformed");
}

void faults_of_the_request_are_errors() {
  for (const Json& request : {
           Json{{"id", 1}, {"op", "drv1.parse"}},
           Json{{"id", 1}, {"op", "drv1.parse"}, {"frame", "AA"}},
           Json{{"id", 1}, {"op", "drv1.parse"}, {"frame", kFrame}, {"more", 1}},
           Json{{"id", 1},
                {"op", "hkdf.sha256"},
                {"salt", ""},
                {"ikm", ""},
                {"info", ""},
                {"length", 8161}},
           Json{{"id", 1}, {"op", "hello"}, {"protocol", 2}},
       }) {
    expect(ask(request).contains("error"), request.dump());
  }
  for (const char* line : {"", "[]", "{", R"({"id":true,"op":"bye"})", R"({"op":"bye"})", "\xff"}) {
    const Json reply = ask_line(line);
    expect(reply["id"].is_null() && reply.contains("error"), line);
  }
}

void a_bug_is_an_error_and_not_a_refusal() {
  const Operation bug = {"bug", {}, [](const Request&, Context&) -> Json { throw 1; }};
  expect(ask_line(R"({"id":1,"op":"bug"})", {bug}).contains("error"), "a bug is an error");
}

void unknown_operations_are_unsupported() {
  expect(ask({{"id", 1}, {"op", "x25519"}}).contains("unsupported"), "unknown is unsupported");
}

void a_long_line_is_dropped_and_the_next_one_read() {
  std::istringstream in(std::string(1024 * 1024 + 1, 'a') + "\nb\n");
  expect(read_line(in).too_long, "the line is too long");
  expect(read_line(in).text == "b", "the next line is read");
  expect(read_line(in).at_end, "the input ends");
}

}  // namespace

int main() {
  hello_announces_the_table();
  rfc_5869_case_1();
  a_frame_is_read_or_refused();
  faults_of_the_request_are_errors();
  a_bug_is_an_error_and_not_a_refusal();
  unknown_operations_are_unsupported();
  a_long_line_is_dropped_and_the_next_one_read();
  return failures == 0 ? 0 : 1;
}
