package io.catena.server.controller.loop;

import io.catena.server.controller.decision.ProbeAnswer;

/**
 * What the controller's loop is told. An event that answers an effect has the effect's number; an event with another
 * number than the awaited one is void.
 */
public sealed interface LoopEvent {
    /** This node is the controller in this term. */
    record Elected(int term) implements LoopEvent {}

    /** The term of this node is over. */
    record Deposed() implements LoopEvent {}

    /** A round for warming up is to be run, unless there are real ones. */
    record Rehearse() implements LoopEvent {}

    /** Something may have changed. */
    record Hinted() implements LoopEvent {}

    /** ZooKeeper was away and is back: registrations may be missing through no fault of the nodes. */
    record ZooKeeperReturned() implements LoopEvent {}

    /** What came of {@link LoopEffect.Read}. */
    record Observed(long number, Directory.Reading reading) implements LoopEvent {}

    /** What came of {@link LoopEffect.Ask}. */
    record Answered(long number, ProbeAnswer answer) implements LoopEvent {}

    /** What came of {@link LoopEffect.Publish} or {@link LoopEffect.Explain}. */
    record Wrote(long number, Directory.Written written) implements LoopEvent {}

    /** The time of {@link LoopEffect.WakeAfter} is over. */
    record Woken(long number) implements LoopEvent {}

    /** A step has thrown an exception: it is not known which of its effects were carried out. */
    record Failed() implements LoopEvent {}
}
