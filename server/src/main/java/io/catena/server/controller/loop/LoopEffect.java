package io.catena.server.controller.loop;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Invariant;
import io.catena.server.chain.Member;
import io.catena.server.controller.decision.Decision;
import io.catena.server.controller.decision.Observation;

/** What the controller's loop wants done. */
public sealed interface LoopEffect {
    /** Read the directory. */
    record Read(long number) implements LoopEffect {}

    /** Ask a node whether it is there. */
    record Ask(long number, Member member) implements LoopEffect {}

    /** Publish a configuration, on condition that it follows on what was seen. */
    record Publish(long number, int term, Observation seen, Configuration next) implements LoopEffect {}

    /** Tell users what hinders the chain. */
    record Explain(long number, int term, String note) implements LoopEffect {}

    /** Say what has been decided, which is not what was decided last. */
    record Say(Decision decision) implements LoopEffect {}

    /** Say that a decision breaks a rule and is not published. */
    record Refuse(Invariant.Broken broken) implements LoopEffect {}

    /** Wake the loop after this time. */
    record WakeAfter(long number, long millis) implements LoopEffect {}

    /** Tell the election that a newer term than this one has begun. */
    record TermLost(int term) implements LoopEffect {}
}
