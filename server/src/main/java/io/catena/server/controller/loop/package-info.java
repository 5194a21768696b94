/**
 * Publishes what {@code controller.decision} decides, on the one node that is elected (C1, H16, H17).
 *
 * <p>It keeps nothing that matters between two rounds: each round reads everything anew through {@link
 * io.catena.server.controller.loop.ChainDirectory}, so that the next controller goes on from the znodes alone, and each
 * write is conditional on what was read, so that a deposed controller changes nothing.
 *
 * <p>It may know {@code chain}'s value types, the decision, and the ports that it defines. Membership state belongs to
 * ZooKeeper; the few times that the loop remembers (when grace began, which nodes registered since ZooKeeper was away)
 * belong to its own thread and are lost with the election.
 */
package io.catena.server.controller.loop;
