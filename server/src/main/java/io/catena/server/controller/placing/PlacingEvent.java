package io.catena.server.controller.placing;

import io.catena.server.controller.loop.Outcome;

/** What {@link PlacingLoop} is told. An event that answers an effect has its number; one with another number is void. */
public sealed interface PlacingEvent {
    /** This node is the controller in this term. */
    record Elected(int term) implements PlacingEvent {}

    /** The term of this node is over. */
    record Deposed() implements PlacingEvent {}

    /** Something may have changed. */
    record Hinted() implements PlacingEvent {}

    /** What came of {@link PlacingEffect.Read}. */
    record Observed(long number, PlacementDirectory.Reading reading) implements PlacingEvent {}

    /** What came of {@link PlacingEffect.Publish}. */
    record Wrote(long number, Outcome outcome) implements PlacingEvent {}

    /** The time of {@link PlacingEffect.WakeAfter} is over. */
    record Woken(long number) implements PlacingEvent {}

    /** A step has thrown an exception: it is not known which of its effects were carried out. */
    record Failed() implements PlacingEvent {}
}
