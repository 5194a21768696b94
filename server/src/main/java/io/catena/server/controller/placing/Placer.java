package io.catena.server.controller.placing;

import io.catena.server.controller.loop.Candidate;
import io.catena.server.runtime.Clock;
import io.catena.server.runtime.Scheduler;
import java.util.concurrent.TimeUnit;

/**
 * Places the chains while this node is the elected controller: carries out the effects of its {@link PlacingLoop}, which belongs to the
 * scheduler's tasks. That its term is over it learns late; what an old one publishes changes nothing, which the directory checks.
 */
public final class Placer implements Candidate {
    private final PlacingLoop loop;
    private final Ports ports;
    private final Listener listener;

    /** The ports. */
    public record Ports(Clock clock, Scheduler scheduler, PlacementDirectory directory) {}

    /** Is told what becomes of the placement. The scheduler's tasks call it. */
    public interface Listener {
        /** A placement is to be published. */
        void places(PlacingEffect.Publish publish);

        /** What is published cannot be understood. */
        void cannotRead(String problem);

        /** A write has shown that a newer term has begun. */
        void termLost();

        /** A step has failed; the next one comes after a second. */
        void failed(RuntimeException e);
    }

    /** Waits to be elected. */
    public Placer(PlacingLoop loop, Ports ports, Listener listener) {
        this.loop = loop;
        this.ports = ports;
        this.listener = listener;
    }

    @Override
    public void elected(int term) {
        tell(new PlacingEvent.Elected(term));
    }

    @Override
    public void deposed() {
        tell(new PlacingEvent.Deposed());
    }

    @Override
    public void hint() {
        tell(new PlacingEvent.Hinted());
    }

    /** What changes in a chain changes no placement. */
    @Override
    public void hint(int chain) {}

    @Override
    public void zooKeeperReturned() {
        hint();
    }

    private void tell(PlacingEvent event) {
        ports.scheduler().execute(() -> step(event));
    }

    private void step(PlacingEvent event) {
        try {
            loop.step(ports.clock().nanoTime(), event).forEach(this::perform);
        } catch (RuntimeException e) {
            listener.failed(e);
            if (!(event instanceof PlacingEvent.Failed)) {
                step(new PlacingEvent.Failed());
            }
        }
    }

    private void perform(PlacingEffect effect) {
        if (effect instanceof PlacingEffect.Read read) {
            ports.directory().read(reading -> tell(new PlacingEvent.Observed(read.number(), reading)));
        } else if (effect instanceof PlacingEffect.Publish publish) {
            if (!publish.next().equals(publish.seen().published())) {
                listener.places(publish);
            }
            ports.directory()
                    .publish(
                            publish.term(),
                            publish.seen(),
                            publish.next(),
                            publish.departures(),
                            outcome -> tell(new PlacingEvent.Wrote(publish.number(), outcome)));
        } else if (effect instanceof PlacingEffect.WakeAfter wake) {
            ports.scheduler()
                    .schedule(
                            TimeUnit.MILLISECONDS.toNanos(wake.millis()),
                            () -> step(new PlacingEvent.Woken(wake.number())));
        } else if (effect instanceof PlacingEffect.Alarm alarm) {
            listener.cannotRead(alarm.problem());
        } else if (effect instanceof PlacingEffect.TermLost) {
            listener.termLost();
        }
    }
}
