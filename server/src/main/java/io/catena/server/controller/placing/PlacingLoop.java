package io.catena.server.controller.placing;

import io.catena.server.controller.loop.Outcome;
import io.catena.server.placement.CarryingNode;
import io.catena.server.placement.Departures;
import io.catena.server.placement.Placement;
import io.catena.server.placement.PlacementChange;
import io.catena.server.placement.PlacementTimings;
import io.catena.server.placement.PublishedPlacement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Places the chains anew when that has to be done, and publishes where they are to be (M6, M8), as a state machine: one event and the
 * time go in, effects come out. One round at a time; hints that come meanwhile, however many, lead to one more. A placement is worked
 * out only if something is other than when none had to be published. Not thread-safe.
 */
public final class PlacingLoop {
    private static final long AFTER_FAILURE_MILLIS = 1_000;
    private static final int NO_TERM = -1;

    private final int replicas;
    private final PlacementTimings timings;
    private List<PlacingEffect> out = new ArrayList<>();
    private long lastNumber;
    private int term = NO_TERM;
    /** The present term's. */
    private SeenNodes nodes = new SeenNodes();
    /** The number of the awaited answer; 0 between two rounds. */
    private long awaited;
    /** The number of the wake-up that begins the next round; 0 if none does. */
    private long wakeUp;
    /** Whether something may have changed since the last round began. */
    private boolean hinted;
    /** What was seen when nothing had to be published; null if that is not so. */
    private Content settled;

    private String lastProblem = "";

    /** What a decision follows from, but for time. */
    private record Content(
            PublishedPlacement published, Departures departures, Set<CarryingNode> registered, int minReplicas) {}

    /** @param replicas of each chain, 1 or more */
    public PlacingLoop(int replicas, PlacementTimings timings) {
        this.replicas = replicas;
        this.timings = timings;
    }

    /** Takes one step. */
    public List<PlacingEffect> step(long nowNanos, PlacingEvent event) {
        if (event instanceof PlacingEvent.Elected elected) {
            term = elected.term();
            nodes = new SeenNodes();
            settled = null;
            awaited = 0;
            hinted = true;
        } else if (event instanceof PlacingEvent.Deposed) {
            depose();
        } else if (event instanceof PlacingEvent.Hinted) {
            hinted = true;
        } else if (event instanceof PlacingEvent.Failed) {
            awaited = 0;
            settled = null;
            wakeAfter(AFTER_FAILURE_MILLIS);
        } else if (event instanceof PlacingEvent.Woken woken && woken.number() == wakeUp) {
            hinted = true;
        } else if (event instanceof PlacingEvent.Observed observed && observed.number() == awaited) {
            awaited = 0;
            observed(nowNanos, observed.reading());
        } else if (event instanceof PlacingEvent.Wrote wrote && wrote.number() == awaited) {
            awaited = 0;
            wrote(wrote.outcome());
        }
        beginIfHinted();
        List<PlacingEffect> taken = out;
        out = new ArrayList<>();
        return taken;
    }

    private void beginIfHinted() {
        if (term != NO_TERM && awaited == 0 && hinted) {
            hinted = false;
            wakeUp = 0;
            awaited = ++lastNumber;
            out.add(new PlacingEffect.Read(awaited));
        }
    }

    private void observed(long nowNanos, PlacementDirectory.Reading reading) {
        if (reading instanceof PlacementDirectory.Reading.Found found) {
            lastProblem = "";
            decide(nowNanos, found);
            return;
        }
        if (reading instanceof PlacementDirectory.Reading.Unreadable unreadable
                && !unreadable.problem().equals(lastProblem)) {
            lastProblem = unreadable.problem();
            out.add(new PlacingEffect.Alarm(lastProblem));
        }
        wakeAfter(AFTER_FAILURE_MILLIS);
    }

    private void decide(long nowNanos, PlacementDirectory.Reading.Found found) {
        PlacementChange.Seen seen = nodes.look(nowNanos, found, replicas);
        Content content = new Content(
                found.published(), found.departures(), new HashSet<>(found.registered()), found.minReplicas());
        if (content.equals(settled)) {
            return;
        }
        PlacementChange.Decision decision = PlacementChange.decide(seen, timings);
        PublishedPlacement next =
                decision.next().map(placement -> published(placement, found)).orElse(found.published());
        Departures departures = nodes.noted(nowNanos, found.departures());
        if (!next.equals(found.published()) || !departures.equals(found.departures())) {
            awaited = ++lastNumber;
            out.add(new PlacingEffect.Publish(awaited, term, found, next, departures));
        } else if (decision.lookAgainMillis() > 0) {
            wakeAfter(Math.min(decision.lookAgainMillis(), SeenNodes.NOTE_MILLIS));
        } else {
            settled = content;
        }
    }

    private static PublishedPlacement published(Placement next, PlacementDirectory.Reading.Found found) {
        Map<String, CarryingNode> known = new HashMap<>(found.published().nodes());
        found.registered().forEach(node -> known.put(node.nodeId(), node));
        Map<String, CarryingNode> named = new HashMap<>();
        next.lines().forEach(line -> line.forEach(node -> named.put(node, known.get(node))));
        return new PublishedPlacement(next, named);
    }

    private void wrote(Outcome outcome) {
        switch (outcome) {
            case DONE, OVERTAKEN -> hinted = true;
            case DEPOSED -> {
                out.add(new PlacingEffect.TermLost(term));
                depose();
            }
            case UNKNOWN, UNWRITABLE -> wakeAfter(AFTER_FAILURE_MILLIS);
        }
    }

    private void depose() {
        term = NO_TERM;
        awaited = 0;
        wakeUp = 0;
    }

    /** A hint that came meanwhile begins the next round at once. */
    private void wakeAfter(long millis) {
        wakeUp = ++lastNumber;
        out.add(new PlacingEffect.WakeAfter(wakeUp, millis));
    }
}
