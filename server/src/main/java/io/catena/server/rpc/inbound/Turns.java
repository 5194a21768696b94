package io.catena.server.rpc.inbound;

import io.catena.server.chain.TurnsBySource;
import io.catena.server.rpc.Source;
import io.catena.server.threads.LastResort;
import java.util.concurrent.Executor;

/**
 * Limits how much of one kind of work for clients is done in one turn of the event loop, and chooses the connections: frames are
 * decoded (Q4), or pieces of replies are sent (Q9). While a turn has done less than its limit, every frame is worked on at once.
 * Beyond it connections queue, by their {@link Source}: those whose next frame is short come before those whose next frame is long,
 * and at least one long frame has its turn in every turn of the loop.
 *
 * <p>For one thread.
 */
final class Turns {
    /** The most that is worked on in one turn, apart from the frame that exceeds it; a few milliseconds of work. */
    static final int TURN_BYTES = 256 << 10;
    /**
     * A frame that costs more is long. A connection with short frames gets at most this much done when its turn comes.
     */
    static final int SHORT_BYTES = 4 << 10;
    /** What a frame costs beside its bytes. */
    private static final int FRAME_COST_BYTES = 256;

    private static final Runnable NOTHING = () -> {};

    private final Executor nextTurn;
    private final TurnsBySource<Long, Waiting> withShort = new TurnsBySource<>();
    private final TurnsBySource<Long, Waiting> withLong = new TurnsBySource<>();
    private final Runnable turn = LastResort.surviving("the turn of what waits", this::turn);
    private boolean turnComing;
    private long usedBytes;
    /** How much the connection whose turn it is may still have done. */
    private long grantedBytes;

    private Runnable served = NOTHING;

    private record Waiting(Runnable work, long costBytes) {}

    /** @param nextTurn runs a task on the loop after the loop has looked at all its connections once */
    Turns(Executor nextTurn) {
        this.nextTurn = nextTurn;
    }

    /**
     * Whether a frame of this length may be worked on at once. If not, the connection is queued, and must not ask again
     * before its turn.
     *
     * @param source the number of the {@link Source} whose turns it takes
     * @param work the task of the connection: run when its turn comes; it asks again for each frame that waits
     */
    boolean admits(long source, Runnable work, int frameBytes) {
        long costBytes = costBytes(frameBytes);
        boolean nobodyWaits = withShort.isEmpty() && withLong.isEmpty();
        boolean may =
                served == work ? costBytes <= grantedBytes : served == NOTHING && nobodyWaits && usedBytes < TURN_BYTES;
        if (may) {
            usedBytes += costBytes;
            grantedBytes -= costBytes;
        } else {
            (costBytes > SHORT_BYTES ? withLong : withShort).addLast(source, new Waiting(work, costBytes));
        }
        comeAgain();
        return may;
    }

    /** The cost of a frame of this length, in bytes. */
    static long costBytes(int frameBytes) {
        return FRAME_COST_BYTES + frameBytes;
    }

    private void comeAgain() {
        if (!turnComing) {
            turnComing = true;
            nextTurn.execute(turn);
        }
    }

    private void turn() {
        turnComing = false;
        usedBytes = 0;
        while (usedBytes < TURN_BYTES && !withShort.isEmpty()) {
            serve(withShort.poll());
        }
        boolean first = true;
        while (!withLong.isEmpty() && (first || usedBytes < TURN_BYTES)) {
            serve(withLong.poll());
            first = false;
        }
        if (!withShort.isEmpty() || !withLong.isEmpty()) {
            comeAgain();
        }
    }

    private void serve(Waiting next) {
        served = next.work();
        grantedBytes = Math.max(next.costBytes(), SHORT_BYTES);
        try {
            served.run();
        } finally {
            served = NOTHING;
        }
    }
}
