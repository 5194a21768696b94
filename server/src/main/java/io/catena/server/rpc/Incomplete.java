package io.catena.server.rpc;

/** Since when something has been incomplete that comes in parts, one after the other. On the event loop. */
public final class Incomplete {
    /** Valid if {@link #waits}. */
    private long sinceNanos;

    private boolean waits;

    /** Bytes have come; those behind the last end wait for theirs, or there are none. */
    public void after(boolean bytesAreLeft) {
        if (bytesAreLeft && !waits) {
            sinceNanos = System.nanoTime();
        }
        waits = bytesAreLeft;
    }

    /** The end has come: what follows begins now. */
    public void ended() {
        waits = false;
    }

    /** What is incomplete is counted from now on. */
    public void beginsAnew(long nowNanos) {
        sinceNanos = nowNanos;
    }

    /** 0 if nothing is incomplete. */
    public long nanos(long nowNanos) {
        return waits ? Math.max(0, nowNanos - sinceNanos) : 0;
    }
}
