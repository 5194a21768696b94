package io.catena.simulation.invariants;

import static io.catena.server.invariants.Violation.check;

import io.catena.server.chain.Effect;
import io.catena.server.chain.Event;
import io.catena.simulation.committed.CommittedLog;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Judges the reads that one life of a replica answers alone, by its lease: at that moment no later epoch may have
 * committed anything (R1). The history of the clients shows only some violations, since that depends on which keys
 * were written and read.
 *
 * <p>A read is answered alone if it is answered in the step that takes it, or if that step asks the store at once.
 * A read that needs confirmation gets it in a later step.
 */
public final class LoneReads {
    private final CommittedLog committed;
    private final JudgedLife life;
    /** When the store was asked for reads that are under way, by their tickets. */
    private final Map<Long, Long> askedNanos = new HashMap<>();

    LoneReads(CommittedLog committed, JudgedLife life) {
        this.committed = committed;
        this.life = life;
    }

    /** When the store was asked, on this node's clock; null if not for a read that is answered alone. */
    public Long askedNanos(Event.StoreRead told) {
        return askedNanos.get(told.ticket());
    }

    /** @param nowNanos the time that the step was told */
    public void afterStep(long nowNanos, Event event, List<Effect> effects) {
        if (event instanceof Event.Read read) {
            for (Effect effect : effects) {
                if (effect instanceof Effect.ReadStore asked && asked.ticket() == read.ticket()) {
                    askedNanos.put(read.ticket(), nowNanos);
                }
            }
            mayAnswer(read.ticket(), effects);
        } else if (event instanceof Event.StoreRead told && askedNanos.remove(told.ticket()) != null) {
            mayAnswer(told.ticket(), effects);
        }
    }

    private void mayAnswer(long ticket, List<Effect> effects) {
        boolean answers = effects.stream()
                .anyMatch(e -> e instanceof Effect.ReadsAnswered answered && answered.ticket() == ticket);
        long epoch = life.view().epoch();
        check(
                !answers || committed.lastEpoch() <= epoch,
                "no replica answers alone behind a later epoch",
                "%s answers a read alone in epoch %d, and epoch %d has committed",
                life.member(),
                epoch,
                committed.lastEpoch());
    }
}
