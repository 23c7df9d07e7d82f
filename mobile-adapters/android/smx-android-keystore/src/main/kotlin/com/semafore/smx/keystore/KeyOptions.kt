package com.semafore.smx.keystore

/**
 * How a wrapping key is made. An existing key keeps what it was made with.
 *
 * @property preferStrongBox asks for a secure element first, from API level 28 on; without one the
 *   key goes to the trusted environment
 * @property minimumProtection a key that is less protected is not kept: wrapping fails
 * @property unlockedDeviceRequired the key works only while the device is unlocked (API level 28)
 * @property userAuthentication null: the key works without the user
 */
public data class KeyOptions(
    val preferStrongBox: Boolean = true,
    val minimumProtection: KeyProtection = KeyProtection.UNKNOWN,
    val unlockedDeviceRequired: Boolean = false,
    val userAuthentication: UserAuthentication? = null,
)
