package com.semafore.smx

/**
 * A peer device that this one has sessions with.
 *
 * @property label the application's name of it
 * @property sessions the active one and the archived ones
 * @property skippedKeys keys kept for messages that have not come
 * @property awaitingFirstReply every message still starts the session
 */
public data class Peer(
    val label: Bytes,
    val keys: DeviceKeys,
    val sessions: Int,
    val skippedKeys: Int,
    val awaitingFirstReply: Boolean,
    val oneTimePrekeyUsed: Boolean,
)
