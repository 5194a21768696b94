package io.catena.bench.load;

/** The kind of an operation. */
public enum Kind {
    PUT,
    GET;

    @Override
    public String toString() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
