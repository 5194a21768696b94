package io.catena.simulation.machine;

import io.catena.server.chain.Key;
import io.catena.server.chain.WriteCommand;
import io.catena.server.requests.CallContext;
import io.catena.server.requests.ChainCallback;
import io.catena.server.requests.NodeCalls;
import io.catena.server.requests.ReadResponse;
import io.catena.server.requests.RequestFailure;
import io.catena.server.requests.RequestsByChain;
import io.catena.server.requests.WriteResponse;
import io.catena.simulation.run.SimulatedRun;
import io.catena.simulation.run.Timeline;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Calls of a process to other nodes, as {@code rpc.Peers} promises them: a connection that breaks loses what is under way on it, the
 * request or the answer, and the caller is told; of what a cut swallows it is not told before the call's time is over.
 */
final class SimulatedCalls implements NodeCalls {
    private static final double LOSS = 0.01;
    /** Few, so that it is reached. */
    private static final int MOST_TO_ONE_NODE = 64;

    private static final double TOO_MUCH = 0.002;
    /** As {@code rpc.Peers} waits for nodes that have lost their part. */
    private static final long LAST_WORD_NANOS = Timeline.millis(200);

    private final Surroundings around;
    private final SimulatedRun run;
    private final SimulatedProcess process;
    /** Calls of this process that are not answered. */
    private final Set<Call<?>> underWay = new LinkedHashSet<>();
    /** Calls of others that this process has taken and not answered. */
    private final Set<Call<?>> taken = new LinkedHashSet<>();

    SimulatedCalls(Surroundings around, SimulatedProcess process) {
        this.around = around;
        this.run = around.run();
        this.process = process;
    }

    @Override
    public int mostToOneNode() {
        return MOST_TO_ONE_NODE;
    }

    @Override
    public void write(
            String address, CallContext context, List<WriteCommand> commands, Outcome<WriteResponse> outcome) {
        call(address, context, outcome, (requests, callback) -> requests.write(context, commands, callback));
    }

    @Override
    public void read(String address, CallContext context, List<Key> keys, Outcome<ReadResponse> outcome) {
        call(address, context, outcome, (requests, callback) -> requests.read(context, keys, callback));
    }

    @Override
    public void openSession(String address, CallContext context, Outcome<Long> outcome) {
        call(address, context, outcome, (requests, callback) -> requests.openSession(context, callback));
    }

    @Override
    public void abandon(String address, String why) {
        List<Call<?>> abandoned =
                underWay.stream().filter(call -> call.to.name().equals(address)).toList();
        process.post(LAST_WORD_NANOS, () -> abandoned.forEach(call -> call.lost(why, true)));
    }

    /** The process ends: so do all connections to it. */
    void processEnds() {
        List<Call<?>> broken = List.copyOf(taken);
        taken.clear();
        broken.forEach(call -> call.breaks(true));
    }

    private <T> void call(
            String address,
            CallContext context,
            Outcome<T> outcome,
            BiConsumer<RequestsByChain, ChainCallback<T>> request) {
        if (run.seededRandom().chance(TOO_MUCH)) {
            process.post(0, () -> outcome.refused("too many calls are under way"));
            return;
        }
        run.count("requests passed on");
        Call<T> call = new Call<>(around.machines().at(address), outcome, request);
        underWay.add(call);
        process.post(Timeline.millis(context.timeoutMillis()), () -> call.lost("no answer in time", true));
        call.travel();
    }

    private final class Call<T> {
        private final SimulatedMachine to;
        private final Outcome<T> outcome;
        private final BiConsumer<RequestsByChain, ChainCallback<T>> request;
        private final int history = around.history().getAsInt();

        Call(SimulatedMachine to, Outcome<T> outcome, BiConsumer<RequestsByChain, ChainCallback<T>> request) {
            this.to = to;
            this.outcome = outcome;
            this.request = request;
        }

        void travel() {
            if (around.network().isCut(process.name(), to.name())) {
                return;
            }
            run.timeline().after(delay(process.name(), to.name()), () -> {
                SimulatedProcess other = to.process();
                if (other == null) {
                    breaks(false);
                } else if (run.seededRandom().chance(LOSS)) {
                    breaks(true);
                } else {
                    other.post(0, () -> arrive(other));
                }
            });
        }

        private void arrive(SimulatedProcess other) {
            if (history != around.history().getAsInt()) {
                return;
            }
            Set<Call<?>> takenThere = other.calls().taken;
            takenThere.add(this);
            request.accept(other.requests(), new ChainCallback<>() {
                @Override
                public void completed(T result) {
                    answer(() -> outcome.completed(result));
                }

                @Override
                public void failed(int chain, RequestFailure failure) {
                    answer(() -> outcome.failed(failure));
                }

                private void answer(Runnable told) {
                    other.afterStep(() -> {
                        // A process that ends has broken the connection before.
                        if (takenThere.remove(Call.this)) {
                            travelBack(told);
                        }
                    });
                }
            });
        }

        private void travelBack(Runnable told) {
            if (around.network().isCut(to.name(), process.name())) {
                return;
            }
            if (run.seededRandom().chance(LOSS)) {
                breaks(true);
            } else {
                process.post(delay(to.name(), process.name()), () -> ends(told));
            }
        }

        /** The connection breaks, and the caller hears of it. */
        void breaks(boolean mayHaveBeenDone) {
            run.count("calls lost");
            process.post(delay(to.name(), process.name()), () -> lost("the connection is gone", mayHaveBeenDone));
        }

        void lost(String why, boolean mayHaveBeenDone) {
            boolean told = around.faultPlanter().requests().mayHaveBeenDone(mayHaveBeenDone);
            ends(() -> outcome.lost(why, told));
        }

        private void ends(Runnable told) {
            if (underWay.remove(this)) {
                told.run();
            }
        }

        private long delay(String from, String to) {
            return around.network().delay(from, to);
        }
    }
}
