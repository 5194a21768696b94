/**
 * Measures how long no operation succeeds when a member is killed, and how long it takes to rejoin.
 *
 * <p>Promised: a gap is the longest time between two successes of any client thread around the kill, including one that
 * still lasts. The probing threads own no shared state; gaps are thread-safe. Knows Catena through its Java client and
 * the scripts.
 */
package io.catena.bench.failover;
