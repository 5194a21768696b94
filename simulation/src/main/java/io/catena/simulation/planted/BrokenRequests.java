package io.catena.simulation.planted;

import io.catena.server.chain.Effect;
import io.catena.server.chain.Event;
import io.catena.server.chain.Failure;
import io.catena.server.chain.LoggedWrite;
import io.catena.server.chain.ReplicaView;
import io.catena.server.chain.WriteCommand;
import io.catena.server.chain.WriteId;
import io.catena.server.invariants.ReplicaImage;
import io.catena.simulation.committed.CommittedLogs;
import java.util.List;

/**
 * Breaks one rule of how clients' requests are carried out and answered. Without a planted fault nothing is
 * changed.
 */
public final class BrokenRequests {
    private final PlantedFault fault;
    private final CommittedLogs committed;

    BrokenRequests(PlantedFault fault, CommittedLogs committed) {
        this.fault = fault;
        this.committed = committed;
    }

    private boolean is(PlantedFault planted) {
        return fault == planted;
    }

    // --------------------------------------------------------------------------------------------- writes

    /** The write as the head of a chain sees it. */
    public Event.Write write(int chain, Event.Write write) {
        boolean changes = is(PlantedFault.NO_CONDITIONS)
                || is(PlantedFault.NO_REQUEST_IDS)
                || is(PlantedFault.FORGOTTEN_SESSION_WRITES)
                || is(PlantedFault.SESSION_OF_ANOTHER_CHAIN);
        if (!changes) {
            return write;
        }
        List<WriteCommand> commands = write.commands().stream()
                .map(c -> new WriteCommand(
                        c.kind(),
                        c.key(),
                        c.value(),
                        losesId(chain, c) ? null : c.id(),
                        is(PlantedFault.NO_CONDITIONS) ? null : c.condition(),
                        c.wantPrevious()))
                .toList();
        return new Event.Write(write.ticket(), write.origin(), commands, write.deadlineNanos());
    }

    private boolean losesId(int chain, WriteCommand command) {
        WriteId id = command.id();
        if (id == null || command.kind() == LoggedWrite.Kind.OPEN_SESSION) {
            return false;
        }
        return is(PlantedFault.SESSION_OF_ANOTHER_CHAIN)
                        && committed.knowsSession(id.session())
                        && !committed.of(chain).opens(id.session())
                || is(PlantedFault.NO_REQUEST_IDS)
                || is(PlantedFault.FORGOTTEN_SESSION_WRITES) && !committed.knowsSession(id.session());
    }

    /**
     * A write that the replica is given once more at its next tick, although its client is told that it was
     * refused; null if none.
     */
    public Event.Write refused(Event event, List<Effect> effects) {
        if (!is(PlantedFault.REFUSED_IS_DONE) || !(event instanceof Event.Write write)) {
            return null;
        }
        boolean isRefused = effects.contains(new Effect.Failed(write.ticket(), Failure.OVERLOADED));
        return isRefused
                ? new Event.Write(-write.ticket(), write.origin(), write.commands(), write.deadlineNanos())
                : null;
    }

    /**
     * Why a write has failed, as its client is told.
     *
     * @param partly whether some chains have done their parts
     */
    public Failure told(Failure failure, boolean partly) {
        if (is(PlantedFault.PARTLY_DONE_IS_DENIED) && partly) {
            return Failure.CHANGING;
        }
        return is(PlantedFault.DOUBT_IS_DENIED) && failure == Failure.UNKNOWN ? Failure.CHANGING : failure;
    }

    /** Whether a call without an answer may have been done, as the node tells it that has passed it on. */
    public boolean mayHaveBeenDone(boolean mayHaveBeenDone) {
        return mayHaveBeenDone && !is(PlantedFault.LOST_CALL_IS_DENIED);
    }

    /** The effects of a step, without those that answer a write which was refused before. */
    List<Effect> answers(List<Effect> effects) {
        return is(PlantedFault.REFUSED_IS_DONE)
                ? effects.stream().filter(effect -> !isOfRefused(effect)).toList()
                : effects;
    }

    private static boolean isOfRefused(Effect effect) {
        return effect instanceof Effect.WritesAnswered answered && answered.ticket() < 0
                || effect instanceof Effect.Failed failed && failed.ticket() < 0;
    }

    // --------------------------------------------------------------------------------------------- reads

    /** Whether a replica answers reads without asking another one. */
    public boolean answersAtOnce(ReplicaImage image, ReplicaView view) {
        boolean inDoubt = view.position() == 0 && view.commitPoint() < image.doubtEnd();
        return is(PlantedFault.SKIP_ROUND) && view.position() >= 0 || is(PlantedFault.ANSWER_IN_DOUBT) && inDoubt;
    }

    /** Whether clients are told the newest of the log instead of what is committed. */
    public boolean readsPending() {
        return is(PlantedFault.READ_PENDING);
    }
}
