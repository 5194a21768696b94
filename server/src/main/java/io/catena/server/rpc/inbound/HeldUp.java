package io.catena.server.rpc.inbound;

/** Whether nothing more is looked up for a connection, because it does not read its answers (Q9). */
final class HeldUp {
    private final SlowReaders slowReaders;
    private final long connection;
    private boolean heldUp;

    HeldUp(SlowReaders slowReaders, long connection) {
        this.slowReaders = slowReaders;
        this.connection = connection;
    }

    boolean isSet() {
        return heldUp;
    }

    void set(boolean now) {
        if (now == heldUp) {
            return;
        }
        heldUp = now;
        if (now) {
            slowReaders.holdUp(connection);
        } else {
            slowReaders.goOn(connection);
        }
    }
}
