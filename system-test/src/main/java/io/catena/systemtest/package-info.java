/**
 * Clusters of real processes on this machine, a load that records what it was promised, and checks.
 *
 * <p>Promised: processes that are started here end when their owner is closed, or with this process. A reported
 * violation is one: {@link io.catena.systemtest.KeyHistory} never judges a legal answer as wrong. Not promised: that
 * all violations are found.
 *
 * <p>The threads of the load own their clients; they share the history of each key, which has a lock of its own. A
 * cluster and its processes belong to one thread. This package knows Catena only from outside: its client, its Thrift
 * interface, its command line, signals, and the files that it leaves.
 */
package io.catena.systemtest;
