package io.catena.client;

import java.nio.charset.StandardCharsets;

/** One write of several that are made with one call, see {@link CatenaClient#writeAll}. Arrays are not copied. */
public final class KeyWrite {
    private final byte[] key;
    /** Null: delete. */
    private final byte[] value;

    private final WriteOptions options;

    private KeyWrite(byte[] key, byte[] value, WriteOptions options) {
        this.key = RequestLimits.checkKey(key);
        this.value = value;
        this.options = RequestLimits.given("options", options);
    }

    /** @throws InvalidRequestException if key or value break a limit */
    public static KeyWrite put(byte[] key, byte[] value, WriteOptions options) {
        return new KeyWrite(key, RequestLimits.checkValue(value), options);
    }

    /** Like {@link #put(byte[], byte[], WriteOptions)}, without a condition. */
    public static KeyWrite put(String key, String value) {
        return put(utf8("key", key), utf8("value", value), WriteOptions.DEFAULT);
    }

    /** @throws InvalidRequestException if the key breaks a limit */
    public static KeyWrite delete(byte[] key, WriteOptions options) {
        return new KeyWrite(key, null, options);
    }

    /** Like {@link #delete(byte[], WriteOptions)}, without a condition. */
    public static KeyWrite delete(String key) {
        return delete(utf8("key", key), WriteOptions.DEFAULT);
    }

    static byte[] utf8(String what, String text) {
        return RequestLimits.given(what, text).getBytes(StandardCharsets.UTF_8);
    }

    byte[] key() {
        return key;
    }

    WriteOperation operation(Caller caller, long defaultTimeoutMillis) {
        long millis = options.timeoutMillis() == 0 ? defaultTimeoutMillis : options.timeoutMillis();
        return new WriteOperation(caller, millis, key, value, options);
    }
}
