package io.catena.simulation.checker;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What one key holds, and so what an operation on it may answer: the sequential specification.
 *
 * <p>Versions rise with every write of a key, deletes included. When a write's outcome is unknown, so is its version,
 * until a client is told of it; then all that is known is that it is higher than the version before and none of those
 * on which a condition failed.
 *
 * @param value null if the key does not exist
 * @param version the version of the last write, or, if that is not known, one that it is higher than
 * @param versionKnown which of the two
 * @param excluded versions that an unknown one is not, in order
 */
record Register(String value, long version, boolean versionKnown, List<Long> excluded) {
    /** A key that was never written. */
    static final Register INITIAL = new Register(null, 0, true, List.of());

    /**
     * What the key holds after the operation.
     *
     * @return null if the operation cannot take effect here: its answer would have been another, or, if its outcome is
     *     unknown, it would have changed nothing
     */
    Register after(Operation operation) {
        Call call = operation.call();
        Answer answer = operation.answer();
        if (call.isGet()) {
            return Objects.equals(value, answer.value()) ? whereVersionIs(answer.version()) : null;
        }
        if (answer != null && !answer.applied()) {
            return whereConditionFails(call.condition());
        }
        Register before = whereConditionHolds(call.condition());
        return before == null ? null : before.write(call, answer == null ? 0 : answer.version());
    }

    private Register write(Call call, long newVersion) {
        if (newVersion != 0 && newVersion <= version) {
            return null;
        }
        String newValue = switch (call.kind()) {
            case PUT -> call.value();
            case DELETE -> null;
            case APPEND -> append(call.value());
            case GET -> throw new IllegalArgumentException("a get writes nothing");
        };
        return new Register(newValue, newVersion == 0 ? version : newVersion, newVersion != 0, List.of());
    }

    private String append(String text) {
        if (text.isEmpty()) {
            return value;
        }
        return value == null ? text : value + text;
    }

    private Register whereConditionHolds(Condition condition) {
        return switch (condition.type()) {
            case NONE -> this;
            case ABSENT -> value == null ? this : null;
            case VALUE -> condition.value().equals(value) ? this : null;
            case VERSION -> value != null ? whereVersionIs(condition.version()) : null;
        };
    }

    private Register whereConditionFails(Condition condition) {
        return switch (condition.type()) {
            case NONE -> null;
            case ABSENT -> value != null ? this : null;
            case VALUE -> condition.value().equals(value) ? null : this;
            case VERSION -> value == null ? this : whereVersionIsNot(condition.version());
        };
    }

    /** With version 0, which says nothing, the register as it is. */
    private Register whereVersionIs(long told) {
        if (told == 0 || versionKnown) {
            return told == 0 || told == version ? this : null;
        }
        return told > version && !excluded.contains(told) ? new Register(value, told, true, List.of()) : null;
    }

    private Register whereVersionIsNot(long other) {
        if (versionKnown) {
            return other == version ? null : this;
        }
        if (other <= version || excluded.contains(other)) {
            return this;
        }
        List<Long> more =
                Stream.concat(excluded.stream(), Stream.of(other)).sorted().toList();
        return new Register(value, version, false, more);
    }
}
