// SMX for Node.js. Call `init` first.

export { Bundle, type BundleParts } from './bundle.js';
export { wipe, type Name } from './bytes.js';
export type {
  Clock, KeyWrap, RollbackCounter, Snapshot, StoreCallbacks, StoreChange, StoreRecord,
} from './callbacks.js';
export {
  Device, type CreateOptions, type DeliveryOptions, type DeviceOptions, type ReceiveOptions,
  type SendOptions,
} from './device.js';
export { Envelope, Frame } from './envelope.js';
export { SmxError, type Fault, type SmxErrorOptions } from './errors.js';
export { DeviceKeys, OneTimePrekey, SignedPrekey } from './keys.js';
export { cpuReport, init, version, type CpuReport, type InitOptions } from './library.js';
export type { Direction, Peer, PendingDelivery } from './listing.js';
export type { Delivery, Outcome, Received, Sent } from './message.js';
export {
  ApplicationStore, MemoryStore, SealedStore, SqliteStore, type SealOptions, type Store,
} from './store.js';
export { errorNumbers, limits, type ErrorName, type FaultKind, type FieldName } from './tables.js';
