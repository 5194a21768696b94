package io.catena.server.rpc.inbound;

import io.catena.server.rpc.FrameDecoder;
import io.catena.server.rpc.Source;
import io.netty.channel.Channel;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Decides whether a connection is read. It is not read while enough of it is under way, while frames of other
 * connections come first, and for a pause after the other side was told that it asks for too much (Q5). Bytes that are
 * not read stay with the sender.
 */
final class Reading {
    /** The pause after calls that were refused as too much; doubled each time while that goes on, up to the longest. */
    static final long LEAST_REST_MILLIS = 100;

    static final long LONGEST_REST_MILLIS = 1_000;

    /**
     * The calls refused between two pauses may cost this much: one large call, or a few hundred small ones. Refusing
     * small ones is cheap, and a client that has sent many of them together should get each answer before its deadline.
     */
    static final long REFUSED_BYTES = 64 << 10;

    private final Channel channel;
    private final FrameDecoder decoder;
    private final Turns turns;
    private final LongSupplier source;
    private final Runnable turn = this::turn;
    private boolean full;
    private boolean lined;
    private boolean resting;
    private long restMillis;
    /** What refused calls have cost since the last pause, in bytes. */
    private long refusedBytes;

    private boolean ended;
    private boolean stopped;

    /** @param source the number of the {@link Source} of the connection at present */
    Reading(Channel channel, FrameDecoder decoder, Turns turns, LongSupplier source) {
        this.channel = channel;
        this.decoder = decoder;
        this.turns = turns;
        this.source = source;
    }

    /** Whether enough is under way. */
    boolean isFull() {
        return full;
    }

    void full(boolean nowFull) {
        full = nowFull;
        decodeLaterIf(update());
    }

    /** Whether a frame of this length may be decoded. If not, reading stops until the turn of the connection comes. */
    boolean admits(int frameBytes) {
        if (turns.admits(source.getAsLong(), turn, frameBytes)) {
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

    /**
     * To be called when a call was refused as too much; the length is that of its frame. Does nothing during a pause.
     */
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

    /** In a task of its own, because the caller that ends a call is in the middle of other work. */
    private void decodeLaterIf(boolean readsAgain) {
        if (readsAgain) {
            channel.eventLoop().execute(decoder::decodeWaiting);
        }
    }

    /** Stops reading; bytes that have come and are not decoded are discarded. */
    void end() {
        ended = true;
        decoder.discard();
        update();
    }

    /** To be called when a call was not too much. */
    void served() {
        if (!resting) {
            restMillis = 0;
        }
    }

    /** Returns true if reading has begun again. */
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
