/**
 * Measures what clients notice while chains move: a node joins, one is drained, one is killed for good.
 *
 * <p>Promised: each call that was due is in the figures of the phase in which it was due, with the time from then until its
 * answer, however late that came; a call that failed is counted and is in no other figure. The longest time without a
 * success is looked for in each chain by itself, since the others go on while one stands still. Knows Catena through its
 * Java client and the scripts.
 */
package io.catena.bench.rebalance;
