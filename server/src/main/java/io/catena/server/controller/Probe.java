package io.catena.server.controller;

import io.catena.server.chain.Member;
import java.util.concurrent.CompletableFuture;

/** Asks a node itself whether it is there. */
@FunctionalInterface
public interface Probe {
    /**
     * Asks the node at the member's address who it is. Returns at once; the answer comes on any thread. Whoever asks
     * sets the time limit and takes no answer for {@link Answer#SILENT}; an exceptional completion counts as silence too.
     */
    CompletableFuture<Answer> ask(Member member);

    /** What a probe found. */
    enum Answer {
        /** The node answered, in this very life. */
        ALIVE,
        /** The connection was refused, or another life of the node, or another node, answered: this life is over. */
        GONE,
        /** Nothing can be said: no answer in time. */
        SILENT
    }
}
