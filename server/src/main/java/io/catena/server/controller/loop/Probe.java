package io.catena.server.controller.loop;

import io.catena.server.chain.Member;
import io.catena.server.controller.decision.ProbeAnswer;
import java.util.concurrent.CompletableFuture;

/** Asks a node itself whether it is there. */
@FunctionalInterface
public interface Probe {
    /**
     * Asks the node at the member's address for its identity. Returns at once; the answer comes on any thread. The
     * caller sets the time limit and takes a missing answer as {@link ProbeAnswer#SILENT}, and an exceptional
     * completion, too.
     */
    CompletableFuture<ProbeAnswer> ask(Member member);
}
