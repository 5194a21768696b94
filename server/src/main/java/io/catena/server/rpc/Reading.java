package io.catena.server.rpc;

import io.netty.channel.Channel;
import java.util.concurrent.TimeUnit;

/**
 * Whether a connection is read from: not while enough of it is under way, not while others' frames come first, and not for
 * a while after the other side was told that it asks for too much (Q5). What is not read stays with the sender.
 */
final class Reading {
    /** So long nothing is read after calls that were too much; twice as long each time while that goes on. */
    static final long LEAST_REST_MILLIS = 100;

    static final long LONGEST_REST_MILLIS = 1_000;

    /**
     * Such calls may cost so much between two rests: any large one, or a few hundred small ones. To refuse those is cheap, and
     * whoever has sent many of them together is to hear of each before its deadline.
     */
    static final long REFUSED_BYTES = 64 << 10;

    private final Channel channel;
    private final FrameDecoder decoder;
    private final Turns turns;
    private final Runnable turn = this::turn;
    private boolean full;
    private boolean lined;
    private boolean resting;
    private long restMillis;
    /** What calls that were too much have cost since the last rest. */
    private long refusedBytes;

    private boolean ended;
    private boolean stopped;

    Reading(Channel channel, FrameDecoder decoder, Turns turns) {
        this.channel = channel;
        this.decoder = decoder;
        this.turns = turns;
    }

    /** Whether enough is under way. */
    boolean isFull() {
        return full;
    }

    void full(boolean nowFull) {
        full = nowFull;
        decodeLaterIf(update());
    }

    /** Whether a frame of so many bytes may be decoded; if not, reading stops until the connection's turn comes. */
    boolean admits(int frameBytes) {
        if (turns.admits(turn, frameBytes)) {
            return true;
        }
        lined = true;
        update();
        return false;
    }

    private void turn() {
        lined = false;
        if (update()) {
            decoder.decodeWaiting();
        }
    }

    /** A call that came in a frame of so many bytes was too much. Does nothing while those before it have their effect. */
    void tooMuch(int frameBytes) {
        if (resting) {
            return;
        }
        refusedBytes += Turns.costBytes(frameBytes);
        if (refusedBytes >= REFUSED_BYTES) {
            rest();
        }
    }

    private void rest() {
        refusedBytes = 0;
        resting = true;
        restMillis = Math.min(LONGEST_REST_MILLIS, Math.max(LEAST_REST_MILLIS, 2 * restMillis));
        update();
        channel.eventLoop().schedule(this::goOn, restMillis, TimeUnit.MILLISECONDS);
    }

    private void goOn() {
        resting = false;
        decodeLaterIf(update());
    }

    /** In a task of its own: whoever ends a call is in the middle of something else. */
    private void decodeLaterIf(boolean readsAgain) {
        if (readsAgain) {
            channel.eventLoop().execute(decoder::decodeWaiting);
        }
    }

    /** Nothing is read any more, and what has come and is not decoded is thrown away. */
    void end() {
        ended = true;
        decoder.discard();
        update();
    }

    /** A call was not too much. */
    void served() {
        if (!resting) {
            restMillis = 0;
        }
    }

    /** Returns whether reading has begun again. */
    private boolean update() {
        boolean stop = ended || full || lined || resting;
        if (stop == stopped || !channel.isOpen()) {
            return false;
        }
        stopped = stop;
        if (stop) {
            decoder.pause();
        } else {
            decoder.resume();
        }
        channel.config().setAutoRead(!stop);
        return !stop;
    }
}
