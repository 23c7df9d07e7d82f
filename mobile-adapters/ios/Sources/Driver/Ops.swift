// The ops: each reads its members, then gives what runs when all lengths have been judged.

import CSMX
import SMX

/// What a case has made so far.
@MainActor
final class Handles {
  var devices: [String: Device] = [:]
}

typealias Run = @MainActor () async throws -> [String: Json]
typealias Op = @MainActor (_ request: Request, _ handles: Handles) throws -> Run

/// A request whose members the op has yet to name.
struct Request {
  let json: Json
  let reading: Reading

  func members(_ names: Set<String>) throws -> Members {
    try Members(json, "", reading, allowing: names.union(["id", "op", "want_trace"]))
  }
}

private let sendingDraws: Set<String> = ["ek_private", "ratchet_private", "nonce"]
private let mostNewKeys: UInt64 = 1000  // as the library has it

func hex(_ bytes: [UInt8]) -> Json {
  let digits = Array("0123456789abcdef".utf8)
  var out: [UInt8] = []
  out.reserveCapacity(2 * bytes.count)
  for byte in bytes {
    out.append(digits[Int(byte >> 4)])
    out.append(digits[Int(byte & 15)])
  }
  return .string(String(decoding: out, as: UTF8.self))
}

private func published(_ prekey: SignedPrekey) -> Json {
  .object([
    "key_id": hex(prekey.keyID), "public_key": hex(prekey.publicKey),
    "signature": hex(prekey.signature),
  ])
}

private func published(_ prekeys: [OneTimePrekey]) -> Json {
  .array(prekeys.map { .object(["key_id": hex($0.keyID), "public_key": hex($0.publicKey)]) })
}

@MainActor
private func knownDevice(_ members: Members, _ handles: Handles) throws -> Device {
  guard let device = handles.devices[try members.text("device")] else {
    throw RequestFault(message: "device: no such handle")
  }
  return device
}

/// Beside `random` a count is ignored, but it must be one; without both there is nothing to make.
private func readCount(_ members: Members, _ name: String) throws -> Int {
  if members.has("random") && !members.has(name) { return 0 }
  let count = try members.number(name)
  if members.has("random") { return 0 }
  guard count <= mostNewKeys else { throw RequestFault(message: "\(name): too many keys") }
  return Int(count)
}

@MainActor let ops: [String: Op] = [
  "ed25519.sign": { request, _ in
    let members = try request.members(["private_key", "message"])
    let key = try members.key("private_key")
    let message = try members.bytes("message")
    return {
      var signature = [UInt8](repeating: 0, count: Limits.signatureSize)
      try check(smx_testing_ed25519_sign(key, message, message.count, &signature))
      return ["signature": hex(signature)]
    }
  },
  "ed25519.verify": { request, _ in
    let members = try request.members(["public_key", "message", "signature"])
    let key = try members.key("public_key")
    let message = try members.bytes("message")
    let signature = try members.bytes("signature", size: Limits.signatureSize)
    return {
      try check(smx_testing_ed25519_verify(key, message, message.count, signature))
      return [:]
    }
  },
  "spk.sign": { request, _ in
    let members = try request.members(["signing_private", "identity_key", "public_key", "key_id"])
    let signing = try members.key("signing_private")
    let identity = try members.key("identity_key")
    let key = try members.key("public_key")
    let id = try members.bytes("key_id")
    return {
      var structure = try keyIDStructure(id)
      var signature = [UInt8](repeating: 0, count: Limits.signatureSize)
      try check(smx_testing_signed_prekey_sign(signing, identity, key, &structure, &signature))
      return ["signature": hex(signature)]
    }
  },
  "spk.verify": { request, _ in
    let members = try request.members(
      ["signing_key", "identity_key", "public_key", "key_id", "signature"])
    let signing = try members.key("signing_key")
    let identity = try members.key("identity_key")
    let prekey = SignedPrekey(
      keyID: try members.bytes("key_id"), publicKey: try members.key("public_key"),
      signature: try members.bytes("signature", size: Limits.signatureSize))
    return {
      try prekey.verify(owner: DeviceKeys(identityKey: identity, signingKey: signing))
      return [:]
    }
  },
  "smx1.parse": { request, _ in
    let encoded = try request.members(["envelope"]).bytes("envelope")
    return {
      let envelope = try Envelope(decoding: encoded)
      return [
        "flags": .integer(envelope.oneTimePrekeyID == nil ? 0 : 1),
        "ek": hex(envelope.ephemeralKey),
        "spk_key_id": hex(envelope.signedPrekeyID),
        "opk_key_id": hex(envelope.oneTimePrekeyID ?? []),
        "nonce": hex(envelope.nonce),
        "ciphertext": hex(envelope.ciphertext),
      ]
    }
  },
  "drv1.parse": { request, _ in
    let encoded = try request.members(["frame"]).bytes("frame")
    return {
      let frame = try Frame(decoding: encoded)
      return [
        "flags": .integer(0),  // a frame has no other [DRV1-04]
        "ratchet_key": hex(frame.ratchetKey),
        "pn": .integer(Int64(frame.previousCount)),
        "n": .integer(Int64(frame.number)),
        "ciphertext": hex(frame.ciphertext),
      ]
    }
  },
  "device.new": { request, handles in
    let members = try request.members(["device", "now", "random", "one_time_prekey_count"])
    let name = try members.text("device")
    let now = members.has("now") ? try members.number("now") : nil
    let drawn = try readCount(members, "one_time_prekey_count")
    var make: () throws -> Device = { try drawDevice(oneTimePrekeys: drawn, now: now) }
    if members.has("random") {
      let random = try members.object(
        "random",
        allowing: ["identity_private", "signing_private", "signed_prekeys", "one_time_prekeys"])
      let identity = try random.key("identity_private")
      let signing = try random.key("signing_private")
      let signed = try random.objects("signed_prekeys", allowing: PrivatePrekey.members)
        .map { try PrivatePrekey($0) }
      let oneTime = try random.objects("one_time_prekeys", allowing: PrivatePrekey.members)
        .map { try PrivatePrekey($0) }
      if signed.isEmpty { throw RequestFault(message: "random.signed_prekeys: empty") }
      make = {
        try createDevice(
          identityPrivate: identity, signingPrivate: signing, signedPrekeys: signed,
          oneTimePrekeys: oneTime, now: now)
      }
    }
    let made = make
    return {
      let device = try made()
      handles.devices[name] = device
      return [
        "identity_key": hex(device.keys.identityKey),
        "signing_key": hex(device.keys.signingKey),
        "signed_prekey": published(try await device.signedPrekey()),
        "one_time_prekeys": published(try await device.oneTimePrekeys()),
      ]
    }
  },
  "device.send": { request, handles in
    let members = try request.members(["device", "peer", "plaintext", "bundle", "random"])
    let device = try knownDevice(members, handles)
    let label = try members.label("peer")
    let plaintext = try members.bytes("plaintext")
    let bundle = members.has("bundle") ? try readBundle(members) : nil
    let injection = try Injection(members, sendingDraws)
    return {
      let given = try bundle?()
      try await device.inject(injection)
      return ["envelope": hex(try await device.send(plaintext, to: label, bundle: given).envelope)]
    }
  },
  "device.receive": { request, handles in
    let members = try request.members(["device", "peer", "sender", "envelope", "random"])
    let device = try knownDevice(members, handles)
    let label = try members.label("peer")
    let keys = try members.object("sender", allowing: ["identity_key", "signing_key"])
    let identity = try keys.key("identity_key")
    let signing = try keys.key("signing_key")
    let envelope = try members.bytes("envelope")
    let injection = try Injection(members, ["ratchet_private"])
    return {
      let sender = try DeviceKeys(identityKey: identity, signingKey: signing)
      try await device.inject(injection)
      let received = try await device.receive(envelope, from: label, sender: sender)
      return ["plaintext": hex(received.plaintext.withUnsafeBytes { Array($0) })]
    }
  },
  "device.restart": { request, handles in
    let members = try request.members(["device", "peer", "bundle", "plaintext", "now", "random"])
    let device = try knownDevice(members, handles)
    let label = try members.label("peer")
    let bundle = try readBundle(members)
    let plaintext = try members.bytes("plaintext")
    let now = try members.number("now")
    let injection = try Injection(members, sendingDraws)
    return {
      let given = try bundle()
      try await device.inject(injection)
      try await device.setTime(now)
      return ["envelope": hex(try await device.restart(plaintext, to: label, bundle: given).envelope)]
    }
  },
  "device.rotate": { request, handles in
    let members = try request.members(["device", "now", "random"])
    let device = try knownDevice(members, handles)
    let now = try members.number("now")
    let given =
      members.has("random")
      ? try PrivatePrekey(members.object("random", allowing: PrivatePrekey.members)) : nil
    return {
      try await device.inject(.none)
      try await device.setTime(now)
      if let given { return ["signed_prekey": published(try await device.rotate(to: given))] }
      return ["signed_prekey": published(try await device.rotate())]
    }
  },
  "device.replenish": { request, handles in
    let members = try request.members(["device", "random", "count"])
    let device = try knownDevice(members, handles)
    let drawn = try readCount(members, "count")
    var given: [PrivatePrekey]?
    if members.has("random") {
      given = try members.object("random", allowing: ["one_time_prekeys"])
        .objects("one_time_prekeys", allowing: PrivatePrekey.members).map { try PrivatePrekey($0) }
    }
    let named = given
    return {
      try await device.inject(.none)
      if let named {
        return ["one_time_prekeys": published(try await device.replenish(with: named))]
      }
      return ["one_time_prekeys": published(try await device.replenish(drawn))]
    }
  },
  "device.purge": { request, handles in
    let members = try request.members(["device", "now"])
    let device = try knownDevice(members, handles)
    let now = try members.number("now")
    return {
      try await device.setTime(now)
      try await device.purge()
      return [:]
    }
  },
  "device.state": { request, handles in
    let device = try knownDevice(try request.members(["device"]), handles)
    return {
      var sessions: [String: Json] = [:]
      for peer in try await device.peers() where peer.sessions > 0 {
        sessions[peer.label.text ?? ""] = .integer(Int64(peer.sessions))
      }
      return [
        "one_time_prekeys": .array(try await device.oneTimePrekeys().map { hex($0.keyID) }),
        "signed_prekeys": .array(try await device.signedPrekeyIDs().map { hex($0) }),
        "sessions": .object(sessions),
        "digest": hex(try await device.stateDigest()),
      ]
    }
  },
]
