use serde_json::{json, Value};

use crate::ops::operations;
use crate::protocol::{Conversation, Line, Operation, MAX_LINE};

fn frame() -> String {
    format!(
        "4452563100{}0a0b0c0d01020304{}",
        "11".repeat(32),
        "22".repeat(20)
    )
}

fn ask_bytes(line: &[u8], table: Vec<Operation>) -> Value {
    let answer = Conversation::new(table).answer(&Line::Text(line.to_vec()));
    serde_json::from_str(&answer).unwrap()
}

fn ask(request: Value) -> Value {
    ask_bytes(request.to_string().as_bytes(), operations())
}

#[test]
fn hello_announces_the_table() {
    let reply = ask(json!({"id": 1, "op": "hello", "protocol": 1}));
    assert_eq!(
        reply["ok"]["ops"].as_array().unwrap().len(),
        4 + operations().len()
    );
}

#[test]
fn rfc_5869_case_1() {
    let reply = ask(
        json!({"id": "a", "op": "hkdf.sha256", "salt": "000102030405060708090a0b0c",
        "ikm": "0b".repeat(22), "info": "f0f1f2f3f4f5f6f7f8f9", "length": 42}),
    );
    assert_eq!(reply["id"], "a");
    assert!(reply["ok"]["okm"].as_str().unwrap().starts_with(
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
    ));
}

#[test]
fn a_frame_is_read_or_refused() {
    let reply = ask(json!({"id": 1, "op": "drv1.parse", "frame": frame()}));
    assert_eq!(
        (&reply["ok"]["pn"], &reply["ok"]["n"]),
        (&json!(0x0a0b0c0d), &json!(0x01020304))
    );
    let refused = ask(json!({"id": 1, "op": "drv1.parse", "frame": frame()[10..]}));
    assert_eq!(refused["reject"], json!({"reason": "malformed"}));
}

#[test]
fn faults_of_the_request_are_errors() {
    for request in [
        json!({"id": 1, "op": "drv1.parse"}),
        json!({"id": 1, "op": "drv1.parse", "frame": "AA"}),
        json!({"id": 1, "op": "drv1.parse", "frame": frame(), "more": 1}),
        json!({"id": 1, "op": "hkdf.sha256", "salt": "", "ikm": "", "info": "", "length": 8161}),
        json!({"id": 1, "op": "hello", "protocol": 2}),
    ] {
        assert!(ask(request.clone())["error"].is_object(), "{request}");
    }
    for line in [
        &b""[..],
        b"[]",
        b"{",
        b"{\"id\":true,\"op\":\"bye\"}",
        b"{\"op\":\"bye\"}",
        b"\xff",
    ] {
        let reply = ask_bytes(line, operations());
        assert!(
            reply["id"].is_null() && reply["error"].is_object(),
            "{reply}"
        );
    }
}

#[test]
fn a_bug_is_an_error_and_not_a_refusal() {
    let bug = Operation {
        name: "bug",
        members: &[],
        run: |_, _| panic!("a bug"),
    };
    assert!(ask_bytes(b"{\"id\":1,\"op\":\"bug\"}", vec![bug])["error"].is_object());
}

#[test]
fn unknown_operations_are_unsupported() {
    let reply = ask(json!({"id": 1, "op": "x25519"}));
    assert_eq!(reply["unsupported"], json!({"feature": "x25519"}));
}

#[test]
fn a_long_line_is_dropped_and_the_next_one_read() {
    let input = format!(
        "{}\n{{\"id\":2,\"op\":\"bye\"}}\n",
        "a".repeat(MAX_LINE + 1)
    );
    let mut output = Vec::new();
    crate::serve(input.as_bytes(), &mut output).unwrap();
    let lines: Vec<&str> = std::str::from_utf8(&output).unwrap().lines().collect();
    assert!(lines[0].contains("1 MiB"));
    assert_eq!(
        serde_json::from_str::<Value>(lines[1]).unwrap(),
        json!({"id": 2, "ok": {}})
    );
}
