package io.catena.server.controller;

/**
 * The controller's times, all in milliseconds of the monotonic clock.
 *
 * @param tickMillis how often it looks again while something is pending that announces itself by no hint
 * @param probeMillis how long it waits for the answers to one round of probes, all together
 * @param graceMillis how long, once a chain could be formed again, it waits for others who may hold more
 * @param sessionTimeoutMillis how long after ZooKeeper was away nodes get to register again
 */
public record ControllerTimings(long tickMillis, long probeMillis, long graceMillis, long sessionTimeoutMillis) {}
