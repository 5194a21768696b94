package io.catena.simulation.checker;

import java.util.Objects;

/**
 * What a client asks of one key.
 *
 * @param key the key
 * @param kind what is to be done
 * @param value what a put writes or an append adds; null for the others
 * @param condition on writes only
 */
public record Call(String key, Kind kind, String value, Condition condition) {
    /** What can be asked. */
    public enum Kind {
        GET,
        PUT,
        DELETE,
        /** Adds text at the end; an absent key counts as empty. Catena has no such operation, other histories do. */
        APPEND
    }

    /** @throws IllegalArgumentException if the parts do not go together */
    public Call {
        Objects.requireNonNull(key, "key");
        if ((kind == Kind.PUT || kind == Kind.APPEND) != (value != null)) {
            throw new IllegalArgumentException("a put and an append need a value, the others must not have one");
        }
        boolean mayHaveCondition = kind == Kind.PUT || kind == Kind.DELETE;
        if (condition.type() != Condition.Type.NONE && !mayHaveCondition) {
            throw new IllegalArgumentException("only a put and a delete can have a condition");
        }
    }

    public static Call get(String key) {
        return new Call(key, Kind.GET, null, Condition.NONE);
    }

    public static Call put(String key, String value) {
        return put(key, value, Condition.NONE);
    }

    public static Call put(String key, String value, Condition condition) {
        return new Call(key, Kind.PUT, value, condition);
    }

    public static Call delete(String key) {
        return delete(key, Condition.NONE);
    }

    public static Call delete(String key, Condition condition) {
        return new Call(key, Kind.DELETE, null, condition);
    }

    public static Call append(String key, String value) {
        return new Call(key, Kind.APPEND, value, Condition.NONE);
    }

    public boolean isGet() {
        return kind == Kind.GET;
    }

    public boolean hasCondition() {
        return condition.type() != Condition.Type.NONE;
    }
}
