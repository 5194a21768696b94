package io.catena.server.controller.loop;

import io.catena.server.controller.decision.ProbeAnswer;
import io.catena.server.runtime.Clock;
import io.catena.server.runtime.CoalescedSteps;
import io.catena.server.runtime.Scheduler;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Takes a controller's place in the election away when its process is gone (H16), so that the next candidate follows at
 * once and not only when the dead one's session ends. Every node does this for as long as it has reason to doubt, since
 * the controller that should act on its suspicion may be the very node that died, and once when it starts, since it may
 * follow upon its own earlier process, or begin with all the others after all have died.
 *
 * <p>A wrong conclusion does no harm: a controller that loses its place while it lives finds its term over, since the
 * next controller's is newer, and stands for election anew. Only the one place that was looked at is deleted, never
 * another of the same node. But two nodes that do not hear each other must not remove each other in turns, or no
 * controller keeps its term for as long as it takes to find out which of them is to be replaced. So a node that has
 * removed a place for its silence has twice the patience with the next one, and so on, until it has no doubts.
 *
 * <p>Its state belongs to the scheduler's tasks; {@link #doubts} only hands a value over to them.
 */
public final class LeaderEvictionLoop {
    private static final long LOOK_AGAIN_MILLIS = 100;
    private static final long PROBE_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** Limit of patience, as a multiple of the suspicion time. */
    private static final long MOST_TIMES = 16;

    private final Places places;
    private final Clock clock;
    private final Scheduler scheduler;
    private final long suspicionNanos;
    private final CoalescedSteps steps;
    private volatile boolean doubts;
    /** Whether the first look is over. */
    private boolean hasLooked;
    /** The place whose process does not answer; empty if none. */
    private String silentId = "";

    private long silentSinceNanos;
    /** For how long a process may be silent. */
    private long patienceNanos;

    /**
     * Looks at nothing before it is hinted.
     *
     * @param suspicionMillis after this time without an answer a process counts as gone
     * @param failed is told of an unexpected exception; the next look comes after 1 s
     */
    public LeaderEvictionLoop(
            Places places, Clock clock, Scheduler scheduler, long suspicionMillis, Consumer<RuntimeException> failed) {
        this.places = places;
        this.clock = clock;
        this.scheduler = scheduler;
        this.suspicionNanos = TimeUnit.MILLISECONDS.toNanos(suspicionMillis);
        this.patienceNanos = suspicionNanos;
        this.steps = new CoalescedSteps(scheduler, this::step, failed);
    }

    /** Looks once. */
    public void start() {
        steps.hint();
    }

    /** Whether this node has reason to doubt that the controller is there. Any thread; returns at once. */
    public void doubts(boolean now) {
        doubts = now;
        if (now) {
            steps.hint();
        }
    }

    /** Stops looking. Called by the scheduler's tasks, or after their end. */
    public void close() {
        steps.close();
    }

    private void step() {
        if (hasLooked && !doubts) {
            silentId = "";
            patienceNanos = suspicionNanos;
            steps.rest();
        } else {
            places.first(steps.on(this::found));
        }
    }

    private void found(Places.First first) {
        if (!first.known()) {
            steps.again(LOOK_AGAIN_MILLIS);
        } else if (first.place().isEmpty() || first.place().get().own()) {
            stays();
        } else if (first.place().get().leftover()) {
            evict(first.place().get());
        } else {
            ask(first.place().get());
        }
    }

    /** The first result counts: the answer, or the end of the time for it. */
    private void ask(Places.Place place) {
        long askedNanos = clock.nanoTime();
        Consumer<ProbeAnswer> answered = steps.onFirst(answer -> answered(place, answer, askedNanos));
        places.ask(place)
                .whenComplete((answer, failure) -> answered.accept(failure == null ? answer : ProbeAnswer.SILENT));
        scheduler.schedule(PROBE_NANOS, () -> answered.accept(ProbeAnswer.SILENT));
    }

    private void answered(Places.Place place, ProbeAnswer answer, long askedNanos) {
        switch (answer) {
            case GONE -> evict(place);
            case ALIVE -> {
                silentId = "";
                stays();
            }
            case SILENT -> {
                if (isSilentForLong(place, askedNanos)) {
                    evict(place);
                } else {
                    stays();
                }
            }
        }
    }

    private void stays() {
        hasLooked = true;
        steps.again(LOOK_AGAIN_MILLIS);
    }

    private boolean isSilentForLong(Places.Place place, long askedNanos) {
        if (!silentId.equals(place.id())) {
            silentId = place.id();
            silentSinceNanos = askedNanos;
        }
        if (clock.nanoTime() - silentSinceNanos < patienceNanos) {
            return false;
        }
        patienceNanos = Math.min(2 * patienceNanos, MOST_TIMES * suspicionNanos);
        return true;
    }

    private void evict(Places.Place place) {
        places.remove(place, steps.on(gone -> steps.again(gone ? 0 : LOOK_AGAIN_MILLIS)));
    }
}
