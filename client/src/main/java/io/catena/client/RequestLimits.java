package io.catena.client;

import io.catena.thrift.catenaConstants;
import java.util.List;
import java.util.function.Function;

/** The wire's limits, checked before anything is sent, so that one bad call cannot spoil a batch of good ones. */
final class RequestLimits {
    static final long MAX_TIMEOUT_MILLIS = 600_000;

    private RequestLimits() {}

    /** @throws InvalidRequestException if it is null */
    static <T> T given(String what, T argument) {
        if (argument == null) {
            throw new InvalidRequestException("null is no " + what + "; give one, or use delete to have no value");
        }
        return argument;
    }

    static byte[] checkKey(byte[] key) {
        given("key", key);
        if (key.length < 1 || key.length > catenaConstants.MAX_KEY_BYTES) {
            throw new InvalidRequestException("a key has 1 to " + catenaConstants.MAX_KEY_BYTES
                    + " bytes, this one has " + key.length + "; use another key");
        }
        return key;
    }

    static byte[] checkValue(byte[] value) {
        given("value", value);
        if (value.length > catenaConstants.MAX_VALUE_BYTES) {
            throw new InvalidRequestException("a value has at most " + catenaConstants.MAX_VALUE_BYTES
                    + " bytes, this one has " + value.length + "; split it over several keys");
        }
        return value;
    }

    /** For calls that begin many. */
    static <T> List<T> checkBatch(List<T> batch, Function<T, byte[]> keyOf) {
        if (given("list", batch).size() > catenaConstants.MAX_BATCH_OPERATIONS) {
            throw new InvalidRequestException("at most " + catenaConstants.MAX_BATCH_OPERATIONS
                    + " keys in one call, not " + batch.size() + "; split it");
        }
        batch.forEach(one -> checkKey(keyOf.apply(given("element", one))));
        return batch;
    }

    static long timeoutMillis(long millis) {
        if (millis < 1 || millis > MAX_TIMEOUT_MILLIS) {
            throw new InvalidRequestException(
                    "a timeout is 1 to " + MAX_TIMEOUT_MILLIS + " ms, not " + millis + "; choose one in that range");
        }
        return millis;
    }
}
