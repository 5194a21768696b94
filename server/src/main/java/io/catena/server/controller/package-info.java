/**
 * Decides who stands where in a chain, and publishes it (docs/protocol.md, Configurations and Failures).
 *
 * <p>The deciding half is pure: {@link io.catena.server.controller.NextConfiguration} turns what can be seen into at most
 * one next configuration and a sentence that says why, and {@link io.catena.server.controller.PermittedChange} states,
 * apart from it and in other words, which changes are permitted at all. Neither reads a clock, starts a thread or does
 * I/O. The publishing half, {@link io.catena.server.controller.Controller}, runs on the one node that is elected. It
 * keeps nothing that matters between two rounds: each round reads everything anew through
 * {@link io.catena.server.controller.ChainDirectory}, so that the next controller goes on from the znodes alone, and
 * each write is conditional on what was read, so that a deposed controller changes nothing.
 *
 * <p>The package promises that no published change breaks the rules of section 4. It does not promise that a change
 * comes soon: what cannot be read or proven waits, and the sentence says for what.
 *
 * <p>It may know {@code chain}'s value types and nothing else of Catena. Membership state belongs to ZooKeeper; the few
 * times that the loop remembers (when grace began, who registered since ZooKeeper was away) belong to its own thread
 * and are lost with the election.
 */
package io.catena.server.controller;
