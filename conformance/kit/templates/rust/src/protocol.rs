//! The driver protocol: lines, strict reading of requests, and the conversation itself. Nothing
//! here knows what an operation does; those are in ops.rs.

use std::any::Any;
use std::collections::HashMap;
use std::io::{BufRead, Read};
use std::panic::{catch_unwind, AssertUnwindSafe};

use serde_json::{json, Map, Value};

pub const MAX_LINE: usize = 1024 * 1024;
const MAX_NUMBER: u64 = (1 << 53) - 1;

/// Why an operation gives no `ok`.
pub enum Failure {
    /// The request itself is at fault, or the implementation: answered with `error`.
    Fault(String),
    /// The operation refuses, as the specification says: answered with `reject`.
    Reject(&'static str),
}

pub type Outcome = Result<Value, Failure>;

fn fault<T>(what: String) -> Result<T, Failure> {
    Err(Failure::Fault(what))
}

/// The members of one request, read strictly: every doubt is a fault.
pub struct Request(Map<String, Value>);

// An operation of yours will use what the examples do not.
#[allow(dead_code)]
impl Request {
    pub fn allow_only(&self, names: &[&str]) -> Result<(), Failure> {
        let common = ["id", "op", "want_trace"];
        match self
            .0
            .keys()
            .find(|name| !common.contains(&name.as_str()) && !names.contains(&name.as_str()))
        {
            Some(name) => fault(format!("{name} is no member of this op")),
            None => Ok(()),
        }
    }

    pub fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    fn member(&self, name: &str) -> Result<&Value, Failure> {
        self.0
            .get(name)
            .ok_or_else(|| Failure::Fault(format!("{name} is missing")))
    }

    pub fn bytes(&self, name: &str) -> Result<Vec<u8>, Failure> {
        let Some(text) = self.member(name)?.as_str() else {
            return fault(format!("{name} is no string"));
        };
        from_hex(text).ok_or_else(|| Failure::Fault(format!("{name} is no lower-case hex")))
    }

    /// Bytes of one length only. Read all other members first: their faults come before.
    pub fn fixed<const N: usize>(&self, name: &str) -> Result<[u8; N], Failure> {
        self.bytes(name)?
            .try_into()
            .map_err(|_| Failure::Reject("malformed"))
    }

    pub fn text(&self, name: &str) -> Result<&str, Failure> {
        match self.member(name)?.as_str() {
            Some(text) if !text.is_empty() => Ok(text),
            _ => fault(format!("{name} is no string with something in it")),
        }
    }

    pub fn integer(&self, name: &str, maximum: u64) -> Result<u64, Failure> {
        match self.member(name)?.as_u64() {
            Some(value) if value <= maximum => Ok(value),
            _ => fault(format!("{name} is no integer from 0 to {maximum}")),
        }
    }

    pub fn flag(&self, name: &str) -> Result<bool, Failure> {
        if !self.has(name) {
            return Ok(false);
        }
        self.member(name)?
            .as_bool()
            .ok_or_else(|| Failure::Fault(format!("{name} is neither true nor false")))
    }
}

/// What an operation works on beside its request.
#[derive(Default)]
pub struct Context {
    /// Sessions and devices of the current case, by the names that the runner chose.
    #[allow(dead_code)]
    pub handles: HashMap<String, Box<dyn Any>>,
    /// Intermediate values of the current request, in order.
    pub trace: Vec<(&'static str, Vec<u8>)>,
}

/// One row of the table: the members that an operation takes, and what it does.
pub struct Operation {
    pub name: &'static str,
    pub members: &'static [&'static str],
    pub run: fn(&Request, &mut Context) -> Outcome,
}

/// One line without its LF; of one over the limit no text is kept.
pub enum Line {
    Text(Vec<u8>),
    TooLong,
}

/// The next line, or nothing at the end of the input.
pub fn read_line(input: &mut impl BufRead) -> std::io::Result<Option<Line>> {
    let mut line = Vec::new();
    input
        .take(MAX_LINE as u64 + 1)
        .read_until(b'\n', &mut line)?;
    if line.is_empty() {
        return Ok(None);
    }
    if line.last() == Some(&b'\n') {
        line.pop();
    } else if line.len() > MAX_LINE {
        while line.last() != Some(&b'\n') && !line.is_empty() {
            line.clear();
            input.take(65536).read_until(b'\n', &mut line)?;
        }
        return Ok(Some(Line::TooLong));
    }
    Ok(Some(Line::Text(line)))
}

/// One run of the driver: from hello to bye.
pub struct Conversation {
    operations: Vec<Operation>,
    context: Context,
    is_over: bool,
}

const FRAMING: [&str; 4] = ["hello", "case.begin", "case.end", "bye"];

impl Conversation {
    pub fn new(operations: Vec<Operation>) -> Self {
        Conversation {
            operations,
            context: Context::default(),
            is_over: false,
        }
    }

    pub fn is_over(&self) -> bool {
        self.is_over
    }

    // What hello says of this driver. A feature is announced once the operations keep its promise.
    fn hello(&self, request: &Request) -> Outcome {
        request.allow_only(&["protocol"])?;
        if request.integer("protocol", MAX_NUMBER)? != 1 {
            return fault("protocol is not 1".into());
        }
        let names = FRAMING
            .into_iter()
            .chain(self.operations.iter().map(|operation| operation.name));
        Ok(json!({
            "protocol": 1,
            "implementation": {
                "name": "@name@",
                "version": env!("CARGO_PKG_VERSION"),
                "language": "Rust",
                "platform": format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
            },
            "ops": names.collect::<Vec<_>>(),
            "features": {"inject_random": false, "trace": false, "state": false},
        }))
    }

    fn run(&mut self, name: &str, request: &Request) -> Outcome {
        match name {
            "hello" => self.hello(request),
            "case.begin" => {
                request.allow_only(&["case"])?;
                request.text("case")?;
                Ok(json!({}))
            }
            "case.end" | "bye" => {
                request.allow_only(&[])?;
                self.context.handles.clear();
                self.is_over = name == "bye";
                Ok(json!({}))
            }
            _ => {
                let Some(operation) = self
                    .operations
                    .iter()
                    .find(|operation| operation.name == name)
                else {
                    return fault(format!("{name} is unknown"));
                };
                request.allow_only(operation.members)?;
                (operation.run)(request, &mut self.context)
            }
        }
    }

    fn outcome(&mut self, request: &Request) -> Result<Value, Failure> {
        let name = request.text("op")?;
        if !FRAMING.contains(&name)
            && !self
                .operations
                .iter()
                .any(|operation| operation.name == name)
        {
            let feature: String = name.chars().take(80).collect();
            return Ok(json!({"unsupported": {"feature": feature}}));
        }
        let want_trace = request.flag("want_trace")?;
        self.context.trace.clear();
        let mut reply = match self.run(name, request) {
            Ok(outputs) => json!({"ok": outputs}),
            Err(Failure::Reject(reason)) => json!({"reject": {"reason": reason}}),
            Err(fault) => return Err(fault),
        };
        if want_trace {
            let steps = self.context.trace.iter();
            reply["trace"] = steps
                .map(|(step, value)| json!({"step": step, "value": to_hex(value)}))
                .collect();
        }
        Ok(reply)
    }

    /// The reply to one line, without LF.
    pub fn answer(&mut self, line: &Line) -> String {
        let unreadable = |why: &str| json!({"id": null, "error": {"message": why}}).to_string();
        let Line::Text(text) = line else {
            return unreadable("the line is over 1 MiB");
        };
        let Ok(Value::Object(members)) = serde_json::from_slice(text) else {
            return unreadable("the line is no JSON object in UTF-8");
        };
        let Some(id) = members
            .get("id")
            .filter(|id| id.is_string() || id.is_i64() || id.is_u64())
            .cloned()
        else {
            return unreadable("no id that is an integer or a string");
        };
        let request = Request(members);
        // Never a reject: a bug must not look like a refusal.
        let mut reply = match catch_unwind(AssertUnwindSafe(|| self.outcome(&request))) {
            Ok(Ok(reply)) => reply,
            Ok(Err(Failure::Fault(what))) => json!({"error": {"message": what}}),
            Ok(Err(Failure::Reject(_))) | Err(_) => json!({"error": {"message": "internal fault"}}),
        };
        reply["id"] = id;
        reply.to_string()
    }
}

pub fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = text
        .bytes()
        .map(|c| match c {
            b'0'..=b'9' => Some(c - b'0'),
            b'a'..=b'f' => Some(c - b'a' + 10),
            _ => None,
        })
        .collect();
    let digits = digits?;
    (digits.len() % 2 == 0).then(|| {
        digits
            .chunks(2)
            .map(|pair| pair[0] * 16 + pair[1])
            .collect()
    })
}
