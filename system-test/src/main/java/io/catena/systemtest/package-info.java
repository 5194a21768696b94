/**
 * Clusters of real processes on this machine, a load that remembers what it was promised, and the checks between them.
 *
 * <p>Promised: whatever is started here ends with its owner's {@code close}, or with this process. A violation that is
 * reported is one: the bookkeeping of {@link io.catena.systemtest.KeyHistory} never takes a legal answer for a wrong
 * one. Not promised: that every violation is found.
 *
 * <p>The load's threads own their clients; what they share is each key's history, which has its own lock. A cluster and
 * its processes belong to one thread. Everything here knows Catena only from outside: through its client, its Thrift
 * interface, its command line, signals, and the files that it leaves.
 */
package io.catena.systemtest;
