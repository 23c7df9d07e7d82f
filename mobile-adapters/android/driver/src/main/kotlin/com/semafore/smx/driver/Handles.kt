package com.semafore.smx.driver

import com.semafore.smx.Device

/** The devices of the current case, by the names that the runner chose. */
class Handles {
    private val devices = HashMap<String, Device>()

    fun device(members: Members): Device =
        devices[members.name("device")] ?: throw members.fault("device", "is no known handle")

    /** Replaces a handle of the same name. */
    fun put(name: String, device: Device) {
        devices.put(name, device)?.close()
    }

    fun clear() {
        devices.values.forEach(Device::close)
        devices.clear()
    }
}
