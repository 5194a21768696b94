package io.catena.server.controller.loop;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Invariant;
import io.catena.server.controller.decision.ChainView;
import io.catena.server.controller.decision.Decision;
import io.catena.server.controller.decision.NextConfiguration;
import io.catena.server.controller.decision.Observation;
import io.catena.server.controller.decision.PermittedChange;
import io.catena.server.threads.HintedLoop;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rounds of one term of the controller. Not thread-safe: only the controller's thread calls it. It remembers times
 * and what it said last; a new term begins with none of that.
 */
final class ControllerRounds {
    private static final Logger LOG = LoggerFactory.getLogger(ControllerRounds.class);

    /** Terms count up from the first and never come near it, so what is written in this one changes nothing. */
    private static final int NO_TERM = Integer.MAX_VALUE;

    private final Parts parts;
    private final int term;
    private final Presence presence;
    /** When grace began; null unless the last round waited for it. Time in which nobody could come back does not count. */
    private Long graceSinceNanos;
    /** When ZooKeeper was last read. */
    private long readNanos;

    private String lastSentence = "";

    /** What every term uses. */
    record Parts(
            int chain,
            String controller,
            ChainDirectory directory,
            Probe probe,
            ControllerTimings timings,
            Patience patience,
            LongSupplier nanoTime) {}

    /** When to run the next round, or that there is to be none. */
    record Next(long afterMillis, boolean termLost) {}

    ControllerRounds(Parts parts, int term) {
        this.parts = parts;
        this.term = term;
        this.presence = new Presence(parts.probe(), parts.timings(), parts.patience(), parts.nanoTime());
    }

    /**
     * Does what a round does that removes a member, except that nothing comes of it: it writes in a term that never is. The
     * first round of a process takes many times as long as the next, since everything is loaded then; and that of a
     * controller elected after a crash is what writes wait for.
     */
    static void rehearse(Parts parts) throws InterruptedException {
        try {
            Observation seen = parts.directory().read();
            if (seen.current() == null || seen.current().members().size() < 2) {
                return;
            }
            Presence presence = new Presence(
                    parts.probe(),
                    parts.timings(),
                    new Patience(parts.timings().sessionTimeoutMillis(), parts.nanoTime()),
                    parts.nanoTime());
            presence.look(asIfNobodyWereRegistered(seen));
            Decision decision = NextConfiguration.decide(new ChainView(
                    parts.chain(),
                    seen.current(),
                    seen.activated(),
                    seen.current().line(),
                    Map.of(),
                    Set.of(seen.current().tail().nodeId()),
                    false));
            if (decision.next().isPresent()) {
                PermittedChange.check(
                        seen.current(), seen.activated(), decision.next().get());
                parts.directory().publish(NO_TERM, seen, decision.next().get());
            }
        } catch (ChainDirectory.UnavailableException | ChainDirectory.UnreadableException e) {
            LOG.debug("there is nothing yet to rehearse with", e);
        }
    }

    /** So that everybody is probed. */
    private static Observation asIfNobodyWereRegistered(Observation seen) {
        return new Observation(
                seen.current(),
                seen.version(),
                seen.activated(),
                seen.committed(),
                List.of(),
                Map.of(),
                Map.of(),
                seen.settings(),
                seen.note());
    }

    /** Nodes get time again to register, and members that answer a probe are kept. */
    void zooKeeperReturned() {
        presence.expectReturns();
    }

    Next round() throws InterruptedException {
        try {
            return readAndAct();
        } catch (ChainDirectory.UnavailableException e) {
            LOG.debug("the directory cannot be reached", e);
            stopGrace();
            return again(parts.timings().tickMillis());
        } catch (ChainDirectory.UnreadableException e) {
            say(Decision.alarm(e.getMessage()));
            return again(HintedLoop.UNTIL_HINTED);
        }
    }

    private Next readAndAct()
            throws ChainDirectory.UnavailableException, ChainDirectory.UnreadableException, InterruptedException {
        Observation seen = parts.directory().read();
        readNanos = parts.nanoTime().getAsLong();
        Presence.Seen present = presence.look(seen);
        Decision decision = NextConfiguration.decide(view(seen, present));
        keepGrace(decision);
        say(decision);
        if (decision.next().isPresent()) {
            return publish(seen, decision.next().get().decidedBy(parts.controller()));
        }
        boolean pending = graceSinceNanos != null || decision.kind() == Decision.Kind.UNAVAILABLE;
        return explain(seen, decision, pending ? parts.timings().tickMillis() : present.againMillis());
    }

    private ChainView view(Observation seen, Presence.Seen present) {
        return new ChainView(
                parts.chain(),
                seen.current(),
                seen.activated(),
                seen.committed(),
                present.nodes(),
                seen.reports(),
                present.unreachable(),
                present.unheard(),
                present.unfit(),
                seen.settings(),
                isGraceOver());
    }

    private boolean isGraceOver() {
        return graceSinceNanos != null
                && parts.nanoTime().getAsLong() - graceSinceNanos
                        >= TimeUnit.MILLISECONDS.toNanos(parts.timings().graceMillis());
    }

    private void stopGrace() {
        if (graceSinceNanos != null) {
            long now = parts.nanoTime().getAsLong();
            graceSinceNanos += now - readNanos;
            readNanos = now;
        }
    }

    private void keepGrace(Decision decision) {
        if (decision.kind() != Decision.Kind.GRACE) {
            graceSinceNanos = null;
        } else if (graceSinceNanos == null) {
            graceSinceNanos = parts.nanoTime().getAsLong();
        }
    }

    private Next publish(Observation seen, Configuration next) throws ChainDirectory.UnavailableException {
        try {
            PermittedChange.check(seen, next);
        } catch (Invariant.Broken e) {
            LOG.error("a decision of the controller is wrong and is not published; this is a defect, report it", e);
            return again(HintedLoop.UNTIL_HINTED);
        }
        try {
            return switch (parts.directory().publish(term, seen, next)) {
                case DONE, OVERTAKEN -> again(0);
                case DEPOSED -> deposed();
            };
        } catch (ChainDirectory.UnreadableException e) {
            Decision alarm = Decision.alarm(e.getMessage());
            say(alarm);
            return explain(seen, alarm, HintedLoop.UNTIL_HINTED);
        }
    }

    private Next explain(Observation seen, Decision decision, long afterMillis)
            throws ChainDirectory.UnavailableException {
        String note = decision.concernsUsers() ? decision.sentence() : "";
        if (note.equals(seen.note())) {
            return again(afterMillis);
        }
        return parts.directory().explain(term, note) == ChainDirectory.Outcome.DEPOSED ? deposed() : again(afterMillis);
    }

    /** One line in the log for each new sentence, not for each round. */
    private void say(Decision decision) {
        if (decision.sentence().equals(lastSentence)) {
            return;
        }
        lastSentence = decision.sentence();
        switch (decision.kind()) {
            case ALARM -> LOG.error("chain {}: {}", parts.chain(), decision.sentence());
            case UNAVAILABLE, GRACE -> LOG.warn("chain {}: {}", parts.chain(), decision.sentence());
            default -> LOG.info("chain {}: {}{}", parts.chain(), epoch(decision), decision.sentence());
        }
    }

    private static String epoch(Decision decision) {
        return decision.next().map(c -> "epoch " + c.epoch() + " ").orElse("");
    }

    private static Next again(long afterMillis) {
        return new Next(afterMillis, false);
    }

    private static Next deposed() {
        return new Next(HintedLoop.UNTIL_HINTED, true);
    }
}
