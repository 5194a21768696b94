/**
 * Real processes under faults drawn from a seed, and a judge who knows nothing of the protocol.
 *
 * <p>Promised: a verdict "nothing wrong" means that every answer of every client is in a history that the checker
 * accepts, that every member holds at the end what the history demands, and that all members hold the same. The seed
 * draws which faults come, on whom, and for how long; what the operating system makes of it differs from run to run.
 * Not promised: that a seed shows the same violation again; the offending part of the history is kept instead.
 *
 * <p>One thread, the schedule's, owns the cluster and the network. The clients' threads own their clients and share
 * {@link io.catena.systemtest.chaos.Generations}, which is thread-safe, as is the judge.
 */
package io.catena.systemtest.chaos;
