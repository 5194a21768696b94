/**
 * Decides which replicas are members of a chain, and in which order (C1 to C15, H1 to H15). All of it is pure: no
 * clock, no thread, no I/O.
 *
 * <p>{@link io.catena.server.controller.decision.NextConfiguration} turns what can be seen into at most one next
 * configuration and a sentence that says why, and {@link io.catena.server.controller.decision.PermittedChange} states,
 * apart from it and in other words, which changes are permitted at all. {@link
 * io.catena.server.controller.decision.Recovery} says what an operator may choose when no change is permitted.
 *
 * <p>The package promises that no change that is decided breaks a rule. It does not promise that a change comes soon: a
 * change that is not proven waits, and the sentence says for what. It may know {@code chain}'s value types and nothing
 * else. {@link io.catena.server.controller.decision.Suspicions} and {@link
 * io.catena.server.controller.decision.OutlierDetector} remember for how long something has been seen; that state
 * belongs to their owner, which also says what time it is.
 */
package io.catena.server.controller.decision;
