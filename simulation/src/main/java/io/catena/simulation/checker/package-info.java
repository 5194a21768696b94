/**
 * Decides whether what clients saw can be explained by a store that does one thing after the other.
 *
 * <p>A history is a list of {@link io.catena.simulation.checker.Operation operations}, made by a {@link
 * io.catena.simulation.checker.HistoryRecorder}. {@link io.catena.simulation.checker.LinearizabilityChecker} judges the
 * operations on one key, {@link io.catena.simulation.checker.HistoryChecker} a history.
 *
 * <p>What a key may do is said in one place, {@code Register}. The search for an order knows nothing of keys and values
 * but what {@code Register} and {@code Demand} tell it; each of its shortcuts is a rule with its reason beside it, and the
 * tests compare it with a checker that has none of them.
 *
 * <p>The classes hold no state beyond one check, start no thread and draw nothing at random. They look at a clock only to
 * give up. They know the JDK and nothing of the store that is judged, so that a mistake there is not repeated here.
 *
 * <p>After Wing and Gong, "Testing and Verifying Concurrent Objects" (1993), Lowe, "Testing for Linearizability" (2017),
 * and the Porcupine checker's use of both.
 */
package io.catena.simulation.checker;
