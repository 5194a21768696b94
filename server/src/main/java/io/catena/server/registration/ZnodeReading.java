package io.catena.server.registration;

import java.util.Optional;

/**
 * The result of reading a znode.
 *
 * @param content empty if there is no such znode, or if the outcome is another one than {@link Outcome#READ}
 */
public record ZnodeReading<T>(Outcome outcome, Optional<T> content) {
    /** How the reading ended. */
    public enum Outcome {
        READ,
        /** ZooKeeper did not answer in the session that counts. */
        NO_ANSWER,
        /** What is there cannot be understood; an operator has to repair it. */
        NOT_UNDERSTOOD
    }

    public static <T> ZnodeReading<T> of(Optional<T> content) {
        return new ZnodeReading<>(Outcome.READ, content);
    }

    public static <T> ZnodeReading<T> noAnswer() {
        return new ZnodeReading<>(Outcome.NO_ANSWER, Optional.empty());
    }

    public static <T> ZnodeReading<T> notUnderstood() {
        return new ZnodeReading<>(Outcome.NOT_UNDERSTOOD, Optional.empty());
    }

    public boolean isRead() {
        return outcome == Outcome.READ;
    }
}
