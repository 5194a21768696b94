package io.catena.server.controller.loop;

import io.catena.server.chain.Invariant;
import io.catena.server.controller.decision.Decision;
import io.catena.server.controller.decision.ProbeAnswer;
import io.catena.server.runtime.Clock;
import io.catena.server.runtime.Scheduler;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Publishes a chain's configurations while this node is the elected controller. After each hint it reads everything
 * anew, probes the nodes that it must, decides, checks the decision and publishes it on condition that nothing was
 * published since (C1, C4). It carries out the effects of its {@link ControllerLoop}, which belongs to the scheduler's
 * tasks; a public method only hands an event over to it.
 *
 * <p>A controller learns late that its term is over. The promise is that a write of an old term changes nothing, which
 * the directory checks; not that an old controller stops trying at once.
 */
public final class Controller implements Candidate {
    /** A delay for what is to go on only after a hint. */
    public static final long UNTIL_HINTED = Long.MAX_VALUE;

    private static final int NO_TERM = -1;

    private final ControllerLoop loop;
    private final Ports ports;
    private final Listener listener;
    /** The term as far as the election or a write has said; {@link #NO_TERM} while not elected. */
    private final AtomicInteger term = new AtomicInteger(NO_TERM);

    /** The ports of the controller. */
    public record Ports(Clock clock, Scheduler scheduler, Directory directory, Probe probe) {}

    /** Is told what becomes of the controller. The scheduler's tasks call it. */
    public interface Listener {
        /** A decision that differs from the last one. */
        void decided(Decision decision);

        /** A decision breaks a rule and is not published (C4). */
        void refused(Invariant.Broken broken);

        /** A write has shown that a newer term has begun. */
        void termLost();

        /** A step has failed; the round is given up, and the next one comes after a second. */
        void failed(RuntimeException e);
    }

    /** Makes a controller that waits to be elected. */
    public Controller(ControllerLoop loop, Ports ports, Listener listener) {
        this.loop = loop;
        this.ports = ports;
        this.listener = listener;
    }

    /** Runs a round without effect, so that the first real one takes no longer than the others. */
    public void rehearse() {
        tell(new LoopEvent.Rehearse());
    }

    @Override
    public void elected(int newTerm) {
        term.set(newTerm);
        tell(new LoopEvent.Elected(newTerm));
    }

    @Override
    public void deposed() {
        term.set(NO_TERM);
        tell(new LoopEvent.Deposed());
    }

    @Override
    public void hint() {
        tell(new LoopEvent.Hinted());
    }

    @Override
    public void zooKeeperReturned() {
        tell(new LoopEvent.ZooKeeperReturned());
    }

    /** Whether this node is the controller as far as it knows. */
    public boolean isElected() {
        return term.get() != NO_TERM;
    }

    private void tell(LoopEvent event) {
        ports.scheduler().execute(() -> step(event));
    }

    private void step(LoopEvent event) {
        try {
            loop.step(ports.clock().nanoTime(), event).forEach(this::perform);
        } catch (RuntimeException e) {
            listener.failed(e);
            if (!(event instanceof LoopEvent.Failed)) {
                step(new LoopEvent.Failed());
            }
        }
    }

    private void perform(LoopEffect effect) {
        if (effect instanceof LoopEffect.Read read) {
            ports.directory().read(reading -> tell(new LoopEvent.Observed(read.number(), reading)));
        } else if (effect instanceof LoopEffect.Ask ask) {
            ports.probe()
                    .ask(ask.member())
                    .whenComplete((answer, failure) ->
                            tell(new LoopEvent.Answered(ask.number(), failure == null ? answer : ProbeAnswer.SILENT)));
        } else if (effect instanceof LoopEffect.Publish publish) {
            ports.directory()
                    .publish(
                            publish.term(),
                            publish.seen(),
                            publish.next(),
                            written -> tell(new LoopEvent.Wrote(publish.number(), written)));
        } else if (effect instanceof LoopEffect.Explain explain) {
            ports.directory()
                    .explain(
                            explain.term(),
                            explain.note(),
                            written -> tell(new LoopEvent.Wrote(explain.number(), written)));
        } else if (effect instanceof LoopEffect.WakeAfter wake) {
            ports.scheduler()
                    .schedule(
                            TimeUnit.MILLISECONDS.toNanos(wake.millis()),
                            () -> step(new LoopEvent.Woken(wake.number())));
        } else if (effect instanceof LoopEffect.Say say) {
            listener.decided(say.decision());
        } else if (effect instanceof LoopEffect.Refuse refuse) {
            listener.refused(refuse.broken());
        } else if (effect instanceof LoopEffect.TermLost lost && term.compareAndSet(lost.term(), NO_TERM)) {
            listener.termLost();
        }
    }
}
