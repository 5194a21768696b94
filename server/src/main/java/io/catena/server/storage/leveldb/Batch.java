package io.catena.server.storage.leveldb;

import java.util.ArrayList;
import java.util.List;

/** Operations that take effect together, in their order. For one thread. */
public final class Batch {
    /** A put; a deletion if the value is null. */
    public record Operation(byte[] key, byte[] value) {}

    private final List<Operation> operations = new ArrayList<>();

    public void put(byte[] key, byte[] value) {
        operations.add(new Operation(key, value));
    }

    public void delete(byte[] key) {
        operations.add(new Operation(key, null));
    }

    public List<Operation> operations() {
        return operations;
    }
}
