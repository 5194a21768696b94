/**
 * The stores that can be measured: their servers as processes on the loopback, and their clients.
 *
 * <p>Promised: processes are ended by their own ids, when their owner is closed or this process ends; every server
 * syncs what it acknowledges, as far as the store can. Where a store leaves a choice, it is made in favour of the store
 * and described in the class. Catena's nodes are started by the scripts that users run, with the same options.
 *
 * <p>Servers belong to one thread, targets to all, a session to one. Knows only the public clients of the stores.
 */
package io.catena.bench.store;
