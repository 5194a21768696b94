/**
 * Real processes under faults drawn from a seed, and a judge that does not know the protocol.
 *
 * <p>Promised: the verdict "nothing wrong" means that every answer of every client is in a history that the checker
 * accepts, that every member holds at the end what the history demands, and that all members hold the same data. The
 * seed decides the faults, their victims and their times; the effects differ from run to run. Not promised: that a seed
 * shows the same violation again; therefore the part of the history that shows it is kept.
 *
 * <p>One thread, that of the schedule, owns the cluster and the network. The threads of the clients own their clients
 * and share {@link io.catena.systemtest.chaos.Generations}, which is thread-safe, as is the judge.
 */
package io.catena.systemtest.chaos;
