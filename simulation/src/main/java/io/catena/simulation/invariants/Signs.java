package io.catena.simulation.invariants;

import io.catena.server.chain.Member;
import java.util.function.Predicate;

/**
 * What a controller goes by when it takes a node for one that is there.
 *
 * @param hasAnswered whether a life has ever answered this controller's probe
 * @param patienceNanos how long a registration must last to count as an answer
 */
public record Signs(Predicate<Member> hasAnswered, long patienceNanos) {
    /** The part of its patience that a controller has at least, by a clock that is too fast. */
    private static final double LEAST_PATIENCE = 0.9;

    /** @param registeredForNanos how long ago the life was registered for the first time */
    boolean suffice(Member life, long registeredForNanos) {
        return hasAnswered.test(life) || registeredForNanos > LEAST_PATIENCE * patienceNanos;
    }
}
