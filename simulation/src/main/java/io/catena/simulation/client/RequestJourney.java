package io.catena.simulation.client;

import io.catena.server.chain.Failure;
import io.catena.server.chain.Key;
import io.catena.server.chain.LoggedWrite;
import io.catena.server.chain.Origin;
import io.catena.server.chain.WriteCommand;
import io.catena.server.requests.CallContext;
import io.catena.server.requests.ChainCallback;
import io.catena.server.requests.RequestFailure;
import io.catena.simulation.history.ClientOperation;
import io.catena.simulation.history.Histories;
import io.catena.simulation.machine.SimulatedMachine;
import io.catena.simulation.machine.SimulatedProcess;
import io.catena.simulation.planted.BrokenRequests;
import io.catena.simulation.run.SimulatedRun;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The way of a client's request, of one operation or of several reads or writes together, to some node, and the way of the
 * answer back. Both get lost now and then; the client notices by the time.
 */
final class RequestJourney {
    private static final double LOSS = 0.01;
    /** Of its keys. */
    private static final int NO_CHAIN = 0;
    /** The part of the requests that name another chain than that of their keys. They must not be carried out. */
    private static final double MISTAKEN = 0.01;

    /**
     * What is asked for.
     *
     * @param attempt which of the attempts at it this is
     */
    record Request(List<ClientOperation> operations, int attempt, long timeoutNanos) {}

    private final SimulatedRun run;
    private final Histories histories;
    private final BrokenRequests broken;
    private final List<ClientOperation> operations;
    private final ClientOperation first;
    private final int attempt;
    private final long timeoutNanos;
    private final RequestSender.Answer answer;
    private final int history;

    RequestJourney(
            SimulatedRun run,
            Histories histories,
            BrokenRequests broken,
            Request request,
            RequestSender.Answer answer) {
        this.run = run;
        this.histories = histories;
        this.broken = broken;
        this.operations = request.operations();
        this.first = operations.get(0);
        this.attempt = request.attempt();
        this.timeoutNanos = request.timeoutNanos();
        this.answer = answer;
        this.history = histories.number();
    }

    private long delay() {
        return run.seededRandom().exponential(run.options().linkDelayNanos()) + 1;
    }

    void travel(SimulatedMachine to) {
        if (run.seededRandom().chance(LOSS)) {
            run.count("requests lost");
            return;
        }
        run.timeline().after(delay(), () -> {
            SimulatedProcess process = to.process();
            if (process == null) {
                reply(() -> answer.failed(attempt, Failure.CHANGING));
            } else {
                process.post(0, () -> arrive(process));
            }
        });
    }

    private void arrive(SimulatedProcess process) {
        if (history != histories.number()) {
            return;
        }
        CallContext context = new CallContext(
                chain(),
                new Origin("m" + first.client() % SimulatedProcess.CLIENT_MACHINES, first.client()),
                0,
                TimeUnit.NANOSECONDS.toMillis(timeoutNanos));
        if (first.isRead()) {
            List<Key> keys = operations.stream().map(ClientOperation::key).toList();
            process.requests()
                    .read(context, keys, telling(process, response -> answer.read(attempt, response.values())));
        } else if (first.kind() == LoggedWrite.Kind.OPEN_SESSION) {
            process.requests().openSession(context, telling(process, session -> answer.opened(attempt, session)));
        } else {
            List<WriteCommand> commands =
                    operations.stream().map(RequestJourney::command).toList();
            process.requests()
                    .write(
                            context,
                            commands,
                            telling(process, response -> answer.written(attempt, response.answers())));
        }
    }

    /** Which chain the request names. */
    private int chain() {
        boolean session = first.kind() == LoggedWrite.Kind.OPEN_SESSION;
        if (run.chains() == 1 || session) {
            return first.chain();
        }
        if (run.seededRandom().chance(MISTAKEN)) {
            return run.someChain();
        }
        boolean severalChains = operations.stream().anyMatch(operation -> operation.chain() != first.chain());
        return severalChains || run.seededRandom().chance(0.5) ? NO_CHAIN : first.chain();
    }

    private static WriteCommand command(ClientOperation operation) {
        return new WriteCommand(
                operation.kind(),
                operation.key(),
                operation.value(),
                operation.id(),
                operation.condition(),
                operation.wantPrevious());
    }

    private <T> ChainCallback<T> telling(SimulatedProcess process, Consumer<T> answered) {
        return new ChainCallback<>() {
            @Override
            public void completed(T result) {
                reply(process, () -> answered.accept(result));
            }

            @Override
            public void failed(int chain, RequestFailure failure) {
                Failure told =
                        broken.told(failure.accept(ClientFailures.OF), failure instanceof RequestFailure.PartlyDone);
                reply(process, () -> answer.failed(attempt, told));
            }
        };
    }

    private void reply(SimulatedProcess process, Runnable action) {
        if (process.isAlive()) {
            process.afterStep(() -> reply(action));
        }
    }

    void reply(Runnable action) {
        if (run.seededRandom().chance(LOSS)) {
            run.count("answers lost");
        } else {
            run.timeline().after(delay(), action);
        }
    }
}
