package io.catena.server.storage;

import java.util.ArrayList;
import java.util.List;

/** Operations that take effect together, in their order. For one thread. */
final class Batch {
    /** A put; a deletion if the value is null. */
    record Operation(byte[] key, byte[] value) {}

    private final List<Operation> operations = new ArrayList<>();

    void put(byte[] key, byte[] value) {
        operations.add(new Operation(key, value));
    }

    void delete(byte[] key) {
        operations.add(new Operation(key, null));
    }

    List<Operation> operations() {
        return operations;
    }
}
