package io.catena.simulation.checker;

/**
 * One operation of a history. Positions are points of real time: an operation that returned at a lower position than
 * another was invoked at came before it.
 *
 * @param process the client that asked; for people only
 * @param call what it asked
 * @param answer what it was told; null if the outcome is unknown
 * @param invoked the position of the call
 * @param returned the position of the answer; {@link #OPEN} if the outcome is unknown: a write may then take effect at
 *     any position behind its call, or never
 */
public record Operation(int process, Call call, Answer answer, long invoked, long returned) {
    /** The position of an answer that never came. */
    public static final long OPEN = Long.MAX_VALUE;

    /** @throws IllegalArgumentException if the parts do not go together */
    public Operation {
        if (invoked >= returned) {
            throw new IllegalArgumentException("an operation returns behind its call: " + invoked + ", " + returned);
        }
        if ((answer == null) != (returned == OPEN)) {
            throw new IllegalArgumentException("an operation has an answer if and only if it has returned");
        }
        if (answer != null && !answer.applied() && !call.hasCondition()) {
            throw new IllegalArgumentException("only a write with a condition can be answered with 'not applied'");
        }
    }

    /** An operation of unknown outcome. */
    public static Operation open(int process, Call call, long invoked) {
        return new Operation(process, call, null, invoked, OPEN);
    }

    public boolean isOpen() {
        return returned == OPEN;
    }

    /** Whether it certainly changed nothing. */
    boolean changesNothing() {
        return call.isGet() || answer != null && !answer.applied();
    }

    /** The same, if nothing had been heard of its outcome. */
    Operation forgotten() {
        return open(process, call, invoked);
    }
}
