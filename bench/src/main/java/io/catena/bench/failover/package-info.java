/**
 * How long nothing succeeds when a member is killed, and how long until it is back.
 *
 * <p>Promised: a gap is the longest time between two successes of any client thread around the kill, one that still lasts
 * included. The probing threads own nothing but their turn; gaps are thread-safe. Knows Catena through its Java client
 * and the scripts.
 */
package io.catena.bench.failover;
