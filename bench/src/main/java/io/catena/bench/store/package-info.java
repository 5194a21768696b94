/**
 * The stores that can be measured: their servers as processes on the loopback, and their clients.
 *
 * <p>Promised: processes end, by their own ids, with their owner's {@code close} or with this process; every server syncs
 * what it acknowledges, as far as the store can. Where a store leaves a choice, it is made in the store's favour and
 * said in the class. Catena's nodes are started by the scripts that people use, with the same options.
 *
 * <p>Servers belong to one thread, targets to all, a session to one. Knows the stores' public clients alone.
 */
package io.catena.bench.store;
