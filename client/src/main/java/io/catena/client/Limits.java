package io.catena.client;

import io.catena.thrift.catenaConstants;

/** The wire's limits, checked before anything is sent, so that one bad call cannot spoil a batch of good ones. */
final class Limits {
    static final long MAX_TIMEOUT_MILLIS = 600_000;

    private Limits() {}

    static void checkKey(byte[] key) {
        if (key.length < 1 || key.length > catenaConstants.MAX_KEY_BYTES) {
            throw new InvalidRequestException("a key has 1 to " + catenaConstants.MAX_KEY_BYTES
                    + " bytes, this one has " + key.length + "; use another key");
        }
    }

    static void checkValue(byte[] value) {
        if (value.length > catenaConstants.MAX_VALUE_BYTES) {
            throw new InvalidRequestException("a value has at most " + catenaConstants.MAX_VALUE_BYTES
                    + " bytes, this one has " + value.length + "; split it over several keys");
        }
    }

    static long timeoutMillis(long millis) {
        if (millis < 1 || millis > MAX_TIMEOUT_MILLIS) {
            throw new InvalidRequestException(
                    "a timeout is 1 to " + MAX_TIMEOUT_MILLIS + " ms, not " + millis + "; choose one in that range");
        }
        return millis;
    }
}
