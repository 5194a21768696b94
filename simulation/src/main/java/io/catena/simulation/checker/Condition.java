package io.catena.simulation.checker;

/**
 * What must hold of a key for a write to be applied.
 *
 * @param type which of them
 * @param version the version that the key must have, 1 or more; 0 unless {@link Type#VERSION}
 * @param value the value that the key must have; null unless {@link Type#VALUE}
 */
public record Condition(Type type, long version, String value) {
    /** The kinds of conditions. */
    public enum Type {
        /** It is applied whatever the key holds. */
        NONE,
        /** The key must not exist. */
        ABSENT,
        /** The key must exist, last written under this version. */
        VERSION,
        /** The key must exist and hold this value. */
        VALUE
    }

    /** A write without a condition. */
    public static final Condition NONE = new Condition(Type.NONE, 0, null);
    /** The key must not exist. */
    public static final Condition ABSENT = new Condition(Type.ABSENT, 0, null);

    public static Condition version(long version) {
        return new Condition(Type.VERSION, version, null);
    }

    public static Condition value(String value) {
        return new Condition(Type.VALUE, 0, value);
    }
}
