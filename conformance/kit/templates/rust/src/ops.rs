//! The operations that this driver knows. Call your implementation from here.
//!
//! An operation reads and checks every member before anything is done. It gives the members of
//! `ok`, or `Failure::Reject` with the reason that the specification names. Sessions and devices
//! stay in `context.handles` until case.end; intermediate values go to `context.trace`.

use hmac::{Hmac, Mac};
use serde_json::json;
use sha2::Sha256;

use crate::protocol::{to_hex, Context, Failure, Operation, Outcome, Request};

const HKDF_MAX: u64 = 255 * 32;
const FRAME_MIN: usize = 45 + 16;
const FRAME_MAX: usize = 45 + 65536 + 16;

/// The table: add yours here. hello announces what it holds.
pub fn operations() -> Vec<Operation> {
    vec![
        Operation {
            name: "hkdf.sha256",
            members: &["salt", "ikm", "info", "length"],
            run: hkdf_sha256,
        },
        Operation {
            name: "drv1.parse",
            members: &["frame"],
            run: drv1_parse,
        },
    ]
}

fn hmac_sha256(key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().to_vec()
}

fn hkdf_sha256(request: &Request, _: &mut Context) -> Outcome {
    let (salt, ikm, info) = (
        request.bytes("salt")?,
        request.bytes("ikm")?,
        request.bytes("info")?,
    );
    let length = request.integer("length", HKDF_MAX)? as usize;
    let key = hmac_sha256(&salt, &[&ikm]);
    let (mut okm, mut block) = (Vec::new(), Vec::new());
    for counter in 1..=length.div_ceil(32) {
        block = hmac_sha256(&key, &[&block, &info, &[counter as u8]]);
        okm.extend_from_slice(&block);
    }
    Ok(json!({"okm": to_hex(&okm[..length])}))
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes[at..at + 4]
        .iter()
        .fold(0, |value, byte| value << 8 | u32::from(*byte))
}

fn drv1_parse(request: &Request, _: &mut Context) -> Outcome {
    let frame = request.bytes("frame")?;
    if !(FRAME_MIN..=FRAME_MAX).contains(&frame.len()) {
        return Err(Failure::Reject("malformed")); // [DRV1-05]
    }
    let n = u32_at(&frame, 41);
    if !frame.starts_with(b"DRV1\0") || n == u32::MAX {
        return Err(Failure::Reject("malformed")); // [DRV1-04], [DRV1-06]
    }
    Ok(json!({
        "flags": frame[4],
        "ratchet_key": to_hex(&frame[5..37]),
        "pn": u32_at(&frame, 37),
        "n": n,
        "ciphertext": to_hex(&frame[45..]),
    }))
}
