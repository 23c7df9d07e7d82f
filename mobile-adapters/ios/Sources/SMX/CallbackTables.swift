import CSMX

// The C functions over the application's objects. A context is an unretained pointer to a box, which the
// handle made with it holds.

final class StoreBox: Sendable {
  let store: any SessionStore
  init(_ store: any SessionStore) { self.store = store }
}

final class KeyWrapBox: Sendable {
  let keyWrap: any KeyWrap
  init(_ keyWrap: any KeyWrap) { self.keyWrap = keyWrap }
}

final class CounterBox: Sendable {
  let counter: any RollbackCounter
  init(_ counter: any RollbackCounter) { self.counter = counter }
}

final class ClockBox: Sendable {
  let clock: any DeviceClock
  init(_ clock: any DeviceClock) { self.clock = clock }
}

private func boxed<T: AnyObject>(_ context: UnsafeMutableRawPointer?, _ type: T.Type) -> T? {
  guard let context else { return nil }
  return Unmanaged<T>.fromOpaque(context).takeUnretainedValue()
}

private func pointer(to box: AnyObject) -> UnsafeMutableRawPointer {
  Unmanaged.passUnretained(box).toOpaque()
}

/// Runs a callback; what it throws becomes a status, and the cause of the error to come.
private func guarded(_ failure: smx_status, _ run: () throws -> smx_status) -> smx_status {
  do {
    return try run()
  } catch {
    ThrownByCallback.put(error)
    return failure
  }
}

private func storeGuarded(_ run: () throws -> smx_status) -> smx_status {
  do {
    return try run()
  } catch {
    ThrownByCallback.put(error)
    switch (error as? SMXError)?.code {
    case .staleState: return SMX_STALE_STATE
    case .storageCorrupt: return SMX_STORAGE_CORRUPT
    default: return SMX_STORAGE_FAILED
    }
  }
}

private func loadRecords(
  _ context: UnsafeMutableRawPointer?, _ generation: UnsafeMutablePointer<UInt64>?,
  _ sink: smx_record_sink?, _ sinkContext: UnsafeMutableRawPointer?
) -> smx_status {
  guard let box = boxed(context, StoreBox.self), let generation, let sink else {
    return SMX_STORAGE_FAILED
  }
  return storeGuarded {
    let snapshot = try box.store.load()
    generation.pointee = snapshot.generation
    for record in snapshot.records {
      let taken = record.id.withCString { id in
        record.value.withUnsafeBufferPointer { value in
          var given = smx_record(
            id: id, value: value.baseAddress, value_size: value.count, deleted: 0)
          return sink(sinkContext, &given)
        }
      }
      if taken != SMX_OK { return taken }
    }
    return SMX_OK
  }
}

private func commitChanges(
  _ context: UnsafeMutableRawPointer?, _ expected: UInt64, _ changes: UnsafePointer<smx_record>?,
  _ count: Int
) -> smx_status {
  guard let box = boxed(context, StoreBox.self) else { return SMX_STORAGE_FAILED }
  return storeGuarded {
    let given = UnsafeBufferPointer(start: changes, count: count).map { change in
      StoreChange(
        id: String(cString: change.id),
        value: change.deleted == 1
          ? nil : Array(UnsafeBufferPointer(start: change.value, count: change.value_size)))
    }
    try box.store.commit(expectedGeneration: expected, changes: given)
    return SMX_OK
  }
}

private func wrapKey(
  _ context: UnsafeMutableRawPointer?, _ dataKey: UnsafePointer<UInt8>?, _ dataKeySize: Int,
  _ out: UnsafeMutablePointer<UInt8>?, _ outSize: UnsafeMutablePointer<Int>?
) -> smx_status {
  guard let box = boxed(context, KeyWrapBox.self), let out, let outSize else {
    return SMX_KEY_UNAVAILABLE
  }
  return guarded(SMX_KEY_UNAVAILABLE) {
    let wrapped = try box.keyWrap.wrap(UnsafeRawBufferPointer(start: dataKey, count: dataKeySize))
    guard wrapped.count <= outSize.pointee else { return SMX_KEY_UNAVAILABLE }
    UnsafeMutableRawBufferPointer(start: out, count: outSize.pointee).copyBytes(from: wrapped)
    outSize.pointee = wrapped.count
    return SMX_OK
  }
}

private func unwrapKey(
  _ context: UnsafeMutableRawPointer?, _ wrapped: UnsafePointer<UInt8>?, _ wrappedSize: Int,
  _ out: UnsafeMutablePointer<UInt8>?, _ outSize: UnsafeMutablePointer<Int>?
) -> smx_status {
  guard let box = boxed(context, KeyWrapBox.self), let out, let outSize,
    outSize.pointee >= Limits.keySize
  else { return SMX_KEY_UNAVAILABLE }
  return guarded(SMX_KEY_UNAVAILABLE) {
    let given = Array(UnsafeBufferPointer(start: wrapped, count: wrappedSize))
    let key = UnsafeMutableRawBufferPointer(start: out, count: Limits.keySize)
    try box.keyWrap.unwrap(given, into: key)
    outSize.pointee = Limits.keySize
    return SMX_OK
  }
}

private func readCounter(
  _ context: UnsafeMutableRawPointer?, _ value: UnsafeMutablePointer<UInt64>?
) -> smx_status {
  guard let box = boxed(context, CounterBox.self), let value else { return SMX_COUNTER_FAILED }
  return guarded(SMX_COUNTER_FAILED) {
    value.pointee = try box.counter.read()
    return SMX_OK
  }
}

private func advanceCounter(_ context: UnsafeMutableRawPointer?, _ value: UInt64) -> smx_status {
  guard let box = boxed(context, CounterBox.self) else { return SMX_COUNTER_FAILED }
  return guarded(SMX_COUNTER_FAILED) {
    try box.counter.advance(to: value)
    return SMX_OK
  }
}

private func readClock(
  _ context: UnsafeMutableRawPointer?, _ seconds: UnsafeMutablePointer<UInt64>?
) -> smx_status {
  guard let box = boxed(context, ClockBox.self), let seconds else { return SMX_CLOCK_FAILED }
  return guarded(SMX_CLOCK_FAILED) {
    seconds.pointee = try box.clock.now()
    return SMX_OK
  }
}

extension StoreBox {
  var table: smx_store_callbacks {
    smx_store_callbacks(
      struct_size: MemoryLayout<smx_store_callbacks>.size, context: pointer(to: self),
      load: loadRecords, commit: commitChanges)
  }
}

extension KeyWrapBox {
  var table: smx_key_wrap {
    smx_key_wrap(
      struct_size: MemoryLayout<smx_key_wrap>.size, context: pointer(to: self), wrap: wrapKey,
      unwrap: unwrapKey)
  }
}

extension CounterBox {
  var table: smx_rollback_counter {
    smx_rollback_counter(
      struct_size: MemoryLayout<smx_rollback_counter>.size, context: pointer(to: self),
      read: readCounter, advance: advanceCounter)
  }
}

extension ClockBox {
  var table: smx_clock {
    smx_clock(
      struct_size: MemoryLayout<smx_clock>.size, context: pointer(to: self), now: readClock)
  }
}
