package io.catena.client;

import io.catena.thrift.ReadResult;
import java.nio.ByteBuffer;
import java.util.Optional;

final class ReadOperation extends PendingOperation<ReadResult, Optional<Versioned>> {
    private final byte[] key;

    ReadOperation(Caller caller, long timeoutMillis, byte[] key) {
        super(caller, timeoutMillis);
        this.key = key;
    }

    ByteBuffer keyOnWire() {
        return ByteBuffer.wrap(key);
    }

    @Override
    byte[] key() {
        return key;
    }

    @Override
    int batchBytes() {
        return key.length;
    }

    @Override
    boolean hasEffects() {
        return false;
    }

    @Override
    Optional<Versioned> translate(ReadResult wire) {
        return wire.isSetValue() ? Optional.of(new Versioned(wire.getValue(), wire.getVersion())) : Optional.empty();
    }

    @Override
    void settled() {
        // A read has no number to release.
    }
}
