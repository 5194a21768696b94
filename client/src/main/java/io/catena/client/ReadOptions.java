package io.catena.client;

/** How a read is to be done. Immutable: each method returns changed options. */
public final class ReadOptions {
    /** With the client's own timeout. */
    public static final ReadOptions DEFAULT = new ReadOptions(0);

    private final long timeoutMillis;

    private ReadOptions(long timeoutMillis) {
        this.timeoutMillis = timeoutMillis;
    }

    /**
     * How long this call may take, 1 to 600,000 ms.
     *
     * @throws InvalidRequestException if it is out of that range
     */
    public ReadOptions timeoutMillis(long millis) {
        return new ReadOptions(RequestLimits.timeoutMillis(millis));
    }

    /** 0: the client's own timeout. */
    long timeoutMillis() {
        return timeoutMillis;
    }
}
