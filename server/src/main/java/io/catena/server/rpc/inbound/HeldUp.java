package io.catena.server.rpc.inbound;

/** Whether nothing more is looked up for a connection, because it does not read its answers (Q9). */
final class HeldUp {
    private final SlowReaders slowReaders;
    private final long connection;
    private boolean is;

    HeldUp(SlowReaders slowReaders, long connection) {
        this.slowReaders = slowReaders;
        this.connection = connection;
    }

    boolean is() {
        return is;
    }

    void set(boolean now) {
        if (now == is) {
            return;
        }
        is = now;
        if (now) {
            slowReaders.holdUp(connection);
        } else {
            slowReaders.goOn(connection);
        }
    }
}
