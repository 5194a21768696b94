package io.catena.bench.load;

/** What an operation does. */
public enum Kind {
    PUT,
    GET;

    @Override
    public String toString() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
