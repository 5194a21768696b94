package io.catena.server.controller.loop;

import io.catena.server.chain.Member;
import io.catena.server.controller.decision.ProbeAnswer;
import java.util.concurrent.CompletableFuture;

/** Asks a node itself whether it is there. */
@FunctionalInterface
public interface Probe {
    /**
     * Asks the node at the member's address who it is. Returns at once; the answer comes on any thread. Whoever asks
     * sets the time limit and takes no answer for {@link ProbeAnswer#SILENT}; an exceptional completion counts as silence too.
     */
    CompletableFuture<ProbeAnswer> ask(Member member);
}
