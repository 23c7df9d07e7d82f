package com.semafore.smx.keystore

/**
 * The key works only after the user has shown who they are.
 *
 * @property validitySeconds for how long after that, at least 1: the key is used while a store is
 *   opened, where nobody can be asked
 * @property deviceCredential PIN, pattern or password count, too; else strong biometrics alone
 * @property invalidatedByEnrollment a new fingerprint or face makes the key useless for ever
 */
public data class UserAuthentication(
    val validitySeconds: Int,
    val deviceCredential: Boolean = true,
    val invalidatedByEnrollment: Boolean = true,
) {
    init {
        require(validitySeconds >= 1) { "a validity under one second" }
    }
}
