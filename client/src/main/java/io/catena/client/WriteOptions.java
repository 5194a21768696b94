package io.catena.client;

/**
 * How a write is to be done. Immutable: each method returns changed options.
 * <pre>client.put(key, value, WriteOptions.DEFAULT.ifAbsent().timeoutMillis(200));</pre>
 */
public final class WriteOptions {
    /** No condition, no previous value, the client's own timeout. */
    public static final WriteOptions DEFAULT = new WriteOptions(false, 0, false, 0);

    private final boolean ifAbsent;
    private final long ifVersion;
    private final boolean returnPrevious;
    private final long timeoutMillis;

    private WriteOptions(boolean ifAbsent, long ifVersion, boolean returnPrevious, long timeoutMillis) {
        this.ifAbsent = ifAbsent;
        this.ifVersion = ifVersion;
        this.returnPrevious = returnPrevious;
        this.timeoutMillis = timeoutMillis;
    }

    /** Writes only if the key does not exist. Takes the place of {@link #ifVersion}. */
    public WriteOptions ifAbsent() {
        return new WriteOptions(true, 0, returnPrevious, timeoutMillis);
    }

    /**
     * Writes only if the key exists and was last written under this version. Takes the place of {@link #ifAbsent}.
     *
     * @throws InvalidRequestException if the version is below 1, which no key ever has
     */
    public WriteOptions ifVersion(long version) {
        if (version < 1) {
            throw new InvalidRequestException("no key ever has version " + version + "; use one that an answer named");
        }
        return new WriteOptions(false, version, returnPrevious, timeoutMillis);
    }

    /** Asks for what the write replaces, which costs the head a look-up. */
    public WriteOptions returnPrevious() {
        return new WriteOptions(ifAbsent, ifVersion, true, timeoutMillis);
    }

    /**
     * How long this call may take, 1 to 600,000 ms.
     *
     * @throws InvalidRequestException if it is out of that range
     */
    public WriteOptions timeoutMillis(long millis) {
        return new WriteOptions(ifAbsent, ifVersion, returnPrevious, RequestLimits.timeoutMillis(millis));
    }

    boolean mustBeAbsent() {
        return ifAbsent;
    }

    /** 0: any version. */
    long requiredVersion() {
        return ifVersion;
    }

    boolean wantsPrevious() {
        return returnPrevious;
    }

    /** 0: the client's own timeout. */
    long timeoutMillis() {
        return timeoutMillis;
    }
}
