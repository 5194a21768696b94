package io.catena.server.rpc;

import io.catena.server.threads.LastResort;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;

/**
 * How much of what clients send is decoded in one turn of the event loop, and whose (Q4). While there is little, all of it is,
 * as it comes. When a turn has decoded enough, connections line up and take turns: whoever's next frame is short comes
 * before all whose is long, and at least one long frame is decoded in every turn.
 *
 * <p>For one thread.
 */
final class Turns {
    /** So much is decoded in one turn, and the frame that goes beyond it: no more than a few milliseconds' work. */
    static final int TURN_BYTES = 256 << 10;
    /** A frame that costs more is long; and so much a connection with short ones decodes when its turn comes. */
    static final int SHORT_BYTES = 4 << 10;
    /** What a frame costs beside its bytes. */
    private static final int FRAME_COST_BYTES = 256;

    private static final Runnable NOTHING = () -> {};

    private final Executor nextTurn;
    private final ArrayDeque<Waiting> withShort = new ArrayDeque<>();
    private final ArrayDeque<Waiting> withLong = new ArrayDeque<>();
    private final Runnable turn = LastResort.surviving("the decoding of what waits", this::turn);
    private boolean turnComing;
    private long usedBytes;
    /** What whose turn it is may still decode. */
    private long grantedBytes;

    private Runnable served = NOTHING;

    private record Waiting(Runnable decoding, long costBytes) {}

    /** @param nextTurn runs a task that is given to it on the loop when the loop has looked at its connections once */
    Turns(Executor nextTurn) {
        this.nextTurn = nextTurn;
    }

    /**
     * Whether a frame of so many bytes may be decoded at once. If not, the connection is in the line, and is not to ask
     * again before its turn.
     *
     * @param decoding the connection's: run when its turn comes, it asks again for each of the frames that are there
     */
    boolean admits(Runnable decoding, int frameBytes) {
        long costBytes = costBytes(frameBytes);
        boolean nobodyWaits = withShort.isEmpty() && withLong.isEmpty();
        boolean may = served == decoding
                ? costBytes <= grantedBytes
                : served == NOTHING && nobodyWaits && usedBytes < TURN_BYTES;
        if (may) {
            usedBytes += costBytes;
            grantedBytes -= costBytes;
        } else {
            (costBytes > SHORT_BYTES ? withLong : withShort).addLast(new Waiting(decoding, costBytes));
        }
        comeAgain();
        return may;
    }

    /** What the work for a frame of so many bytes counts. */
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
            serve(withShort.removeFirst());
        }
        boolean first = true;
        while (!withLong.isEmpty() && (first || usedBytes < TURN_BYTES)) {
            serve(withLong.removeFirst());
            first = false;
        }
        if (!withShort.isEmpty() || !withLong.isEmpty()) {
            comeAgain();
        }
    }

    private void serve(Waiting next) {
        served = next.decoding();
        grantedBytes = Math.max(next.costBytes(), SHORT_BYTES);
        try {
            served.run();
        } finally {
            served = NOTHING;
        }
    }
}
