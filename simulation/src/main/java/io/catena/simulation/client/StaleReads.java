package io.catena.simulation.client;

import io.catena.server.chain.Key;
import io.catena.server.chain.Origin;
import io.catena.server.chain.VersionedValue;
import io.catena.server.requests.CallContext;
import io.catena.server.requests.ChainCallback;
import io.catena.server.requests.RequestFailure;
import io.catena.server.requests.StaleReadResponse;
import io.catena.simulation.history.Histories;
import io.catena.simulation.machine.MachineClock;
import io.catena.simulation.machine.SimulatedCluster;
import io.catena.simulation.machine.SimulatedMachine;
import io.catena.simulation.machine.SimulatedProcess;
import io.catena.simulation.run.Activity;
import io.catena.simulation.run.SimulatedRun;
import io.catena.simulation.run.Timeline;
import java.util.List;

/**
 * A client of stale reads, which asks any replica. The answer is judged by the age that comes with it, and by the time for
 * which that machine's clock stood still.
 */
public final class StaleReads implements Activity {
    private static final int CLIENT = 900;
    private static final Origin ORIGIN = new Origin("stale", CLIENT);
    private static final int OF_THE_KEYS = 0;
    /** Where there are several chains: the part of the reads that are of two keys. */
    private static final double TOGETHER = 0.3;

    private static final long PAUSE_NANOS = Timeline.millis(25);

    private final SimulatedRun run;
    private final SimulatedCluster cluster;
    private final Histories histories;
    private boolean stopped;

    public StaleReads(SimulatedRun run, SimulatedCluster cluster, Histories histories) {
        this.run = run;
        this.cluster = cluster;
        this.histories = histories;
    }

    @Override
    public void start() {
        run.timeline().after(run.seededRandom().exponential(PAUSE_NANOS) + 1, () -> {
            if (!stopped) {
                read();
                start();
            }
        });
    }

    @Override
    public void stop() {
        stopped = true;
    }

    private void read() {
        List<SimulatedMachine> up =
                cluster.machines().stream().filter(SimulatedMachine::isUp).toList();
        if (up.isEmpty()) {
            return;
        }
        SimulatedProcess process = run.seededRandom().pick(up).process();
        List<Key> keys = List.of(run.seededRandom().pick(run.keys().all()));
        if (run.chains() > 1 && run.seededRandom().chance(TOGETHER)) {
            keys = List.of(keys.get(0), run.seededRandom().pick(run.keys().all()));
        }
        List<Key> asked = keys;
        process.post(0, () -> read(process, asked));
    }

    private void read(SimulatedProcess process, List<Key> keys) {
        process.requests().readStale(new CallContext(OF_THE_KEYS, ORIGIN, 0, 1), keys, new ChainCallback<>() {
            @Override
            public void completed(StaleReadResponse told) {
                if (told.ageNanos() != null) {
                    MachineClock clock = process.machine().clock();
                    long stoodNanos = clock.stoodNanosSince(clock.nanos() - told.ageNanos());
                    List<VersionedValue> values = told.read().values();
                    for (int i = 0; i < values.size(); i++) {
                        histories.onStale(process.name(), keys.get(i), values.get(i), told.ageNanos() + stoodNanos);
                    }
                }
            }

            @Override
            public void failed(int chain, RequestFailure failure) {
                run.count("stale reads refused");
            }
        });
    }
}
