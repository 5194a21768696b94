package io.catena.server.controller.loop;

import java.util.List;

/**
 * The controller of one chain as a state machine: one event and the time go in, effects come out. One round at a time;
 * hints that come while one is under way, however many, lead to one more. Not thread-safe.
 */
public final class ControllerLoop {
    private static final long AFTER_FAILURE_MILLIS = 1_000;

    private final ControllerRounds.Parts parts;
    private final Effects out = new Effects();
    /** The present term's; null while there is none. */
    private ControllerRounds rounds;

    private int term;
    /** The round under way, real or for warming up; null between two. */
    private Round underWay;
    /** Whether something may have changed since the last round began. */
    private boolean hinted;
    /** Whether ZooKeeper was away since the last round began, in any term. */
    private boolean zooKeeperReturned;
    /** The number of the wake-up that begins the next round; 0 if none does. */
    private long wakeUp;

    /**
     * @param nodeId the controller's node, named with each removal (H11)
     * @param pace of all chains of the controller
     */
    public ControllerLoop(int chain, String nodeId, Rules rules, ControllerTimings timings, SharedPace pace) {
        this.parts = new ControllerRounds.Parts(
                chain, nodeId, rules, timings, new RegistrationGrace(timings.sessionTimeoutMillis()), pace);
    }

    /** Takes one step. */
    public List<LoopEffect> step(long nowNanos, LoopEvent event) {
        if (event instanceof LoopEvent.Elected elected) {
            term = elected.term();
            rounds = new ControllerRounds(parts, term, nowNanos);
            underWay = null;
            hinted = true;
        } else if (event instanceof LoopEvent.Deposed) {
            depose();
        } else if (event instanceof LoopEvent.Rehearse) {
            rehearse(nowNanos);
        } else if (event instanceof LoopEvent.Hinted) {
            hinted = true;
        } else if (event instanceof LoopEvent.ZooKeeperReturned) {
            zooKeeperReturned = true;
            hinted = true;
        } else if (event instanceof LoopEvent.Failed) {
            giveUp();
            wakeAfter(AFTER_FAILURE_MILLIS);
        } else if (event instanceof LoopEvent.Woken woken && woken.number() == wakeUp) {
            hinted = true;
        } else if (underWay != null) {
            underWay.on(nowNanos, event, out).ifPresent(this::ended);
        } else if (rounds != null) {
            rounds.on(nowNanos, event, out);
        }
        beginIfHinted(nowNanos);
        return out.take();
    }

    private void giveUp() {
        if (underWay != null) {
            underWay.giveUp();
            underWay = null;
        }
    }

    private void depose() {
        if (underWay == rounds) {
            underWay = null;
        }
        rounds = null;
        wakeUp = 0;
    }

    private void rehearse(long nowNanos) {
        if (rounds == null && underWay == null) {
            underWay = new WarmUpRound(parts.chain(), parts.timings(), nowNanos);
            underWay.begin(out);
        }
    }

    private void ended(Round.Next next) {
        underWay = null;
        if (next.termLost()) {
            depose();
            out.add(new LoopEffect.TermLost(term));
        } else if (next.afterMillis() == 0) {
            hinted = true;
        } else if (!hinted && next.afterMillis() != Controller.UNTIL_HINTED) {
            wakeAfter(next.afterMillis());
        }
    }

    private void wakeAfter(long millis) {
        wakeUp = out.nextNumber();
        out.add(new LoopEffect.WakeAfter(wakeUp, millis));
    }

    private void beginIfHinted(long nowNanos) {
        if (rounds == null || underWay != null || !hinted) {
            return;
        }
        hinted = false;
        wakeUp = 0;
        if (zooKeeperReturned) {
            zooKeeperReturned = false;
            rounds.zooKeeperReturned(nowNanos);
        }
        underWay = rounds;
        rounds.begin(out);
    }
}
