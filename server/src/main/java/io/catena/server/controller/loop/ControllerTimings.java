package io.catena.server.controller.loop;

/**
 * The controller's times, all in milliseconds of the monotonic clock.
 *
 * @param tickMillis how often it looks again while something is pending of which no hint tells
 * @param promptMillis how long a round waits for the answers to its probes, all together; later answers count in later
 *     rounds. While the chain may have to be formed again, a round waits for candidates as long as {@code probeMillis}
 * @param probeMillis after how long a probe without an answer counts as silence
 * @param graceMillis how long, once a chain could be formed again, it waits for other nodes that may hold more (C11)
 * @param sessionTimeoutMillis how long after ZooKeeper was away nodes get to register again (H17)
 * @param suspicionMillis how long a member that a neighbour suspects must be silent to be removed while registered; two
 *     neighbours that do not hear each other get twice that time
 */
public record ControllerTimings(
        long tickMillis,
        long promptMillis,
        long probeMillis,
        long graceMillis,
        long sessionTimeoutMillis,
        long suspicionMillis) {}
