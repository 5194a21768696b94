package io.catena.server.controller.loop;

import io.catena.server.controller.decision.ProbeAnswer;
import io.catena.server.coordination.controller.BlockingDirectory;
import io.catena.server.runtime.Scheduler;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Rounds whose effects are carried out at once: the loop waits for members that have not answered by then. The first wait of a
 * round takes no time, so that tests count whole ticks; while the round waits on, time passes.
 */
final class PlayedRounds {
    private final Round rounds;
    private final Effects effects = new Effects();
    private final Directory directory;
    private final Probe probe;
    private final LongSupplier nanoTime;
    private final LongConsumer passMillis;
    private final Deque<LoopEvent> events = new ArrayDeque<>();
    /** Ends the wait for answers; null while there is none. */
    private LoopEffect.WakeAfter wakeUp;

    PlayedRounds(Round rounds, FakeDirectory directory, Probe probe, LongSupplier nanoTime, LongConsumer passMillis) {
        this.rounds = rounds;
        this.directory = new BlockingDirectory(directory, AT_ONCE);
        this.probe = probe;
        this.nanoTime = nanoTime;
        this.passMillis = passMillis;
    }

    private static final Scheduler AT_ONCE = new Scheduler() {
        @Override
        public void execute(Runnable task) {
            task.run();
        }

        @Override
        public void schedule(long delayNanos, Runnable task) {
            throw new AssertionError("no call is to fail");
        }
    };

    /** Plays a round to its end. */
    Round.Next round() {
        rounds.begin(effects);
        boolean waitsOn = false;
        while (true) {
            effects.take().forEach(this::perform);
            if (events.isEmpty()) {
                passMillis.accept(waitsOn ? wakeUp.millis() : 0);
                events.add(new LoopEvent.Woken(wakeUp.number()));
                waitsOn = true;
            }
            Optional<Round.Next> next = rounds.on(nanoTime.getAsLong(), events.removeFirst(), effects);
            if (next.isPresent()) {
                return next.get();
            }
        }
    }

    void zooKeeperReturned() {
        ((ControllerRounds) rounds).zooKeeperReturned(nanoTime.getAsLong());
    }

    private void perform(LoopEffect effect) {
        if (effect instanceof LoopEffect.Read read) {
            directory.read(reading -> events.add(new LoopEvent.Observed(read.number(), reading)));
        } else if (effect instanceof LoopEffect.Ask ask) {
            CompletableFuture<ProbeAnswer> answer = probe.ask(ask.member());
            answer.thenAccept(found -> events.add(new LoopEvent.Answered(ask.number(), found)));
        } else if (effect instanceof LoopEffect.Publish publish) {
            directory.publish(
                    publish.term(),
                    publish.seen(),
                    publish.next(),
                    written -> events.add(new LoopEvent.Wrote(publish.number(), written)));
        } else if (effect instanceof LoopEffect.Explain explain) {
            directory.explain(
                    explain.term(),
                    explain.note(),
                    written -> events.add(new LoopEvent.Wrote(explain.number(), written)));
        } else if (effect instanceof LoopEffect.WakeAfter wake) {
            wakeUp = wake;
        }
    }
}
