package io.catena.simulation;

import io.catena.server.chain.Failure;
import io.catena.server.chain.Key;
import io.catena.server.chain.LoggedWrite;
import io.catena.server.chain.Origin;
import io.catena.server.chain.VersionedValue;
import io.catena.server.chain.WriteAnswer;
import io.catena.server.chain.WriteCommand;
import io.catena.server.requests.CallContext;
import io.catena.server.requests.Callback;
import io.catena.server.requests.RequestFailure;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The way of a client's request, of one operation or of several reads or writes together, to some node, and the way of the answer back. Both get lost now and
 * then; whoever asked notices by the time.
 */
final class RequestJourney {
    private static final double LOSS = 0.01;
    private static final double AIMED = 0.7;

    /** Takes the outcome of an attempt. */
    interface Answer {
        /** @param answers in the order of the operations */
        void written(int attempt, List<WriteAnswer> answers);

        /** @param values in the order of the operations; fewer if all were too much for one answer */
        void read(int attempt, List<VersionedValue> values);

        /** @param session its number */
        void opened(int attempt, long session);

        void failed(int attempt, Failure failure);
    }

    private final World world;
    private final List<ClientOperation> operations;
    private final ClientOperation first;
    private final int attempt;
    private final long timeoutNanos;
    private final Answer answer;
    private final int history;

    private RequestJourney(
            World world, List<ClientOperation> operations, int attempt, long timeoutNanos, Answer answer) {
        this.world = world;
        this.operations = operations;
        this.first = operations.get(0);
        this.attempt = attempt;
        this.timeoutNanos = timeoutNanos;
        this.answer = answer;
        this.history = world.histories().number();
    }

    static void send(World world, List<ClientOperation> operations, int attempt, long timeoutNanos, Answer answer) {
        List<SimulatedMachine> up =
                world.machines().stream().filter(SimulatedMachine::isUp).toList();
        RequestJourney request = new RequestJourney(world, operations, attempt, timeoutNanos, answer);
        if (up.isEmpty()) {
            request.reply(() -> answer.failed(attempt, Failure.CHANGING));
        } else {
            SimulatedMachine aim = request.first.isRead() ? world.readersGoTo() : null;
            boolean aimed = aim != null && aim.isUp() && world.seededRandom().chance(AIMED);
            request.travel(aimed ? aim : world.seededRandom().pick(up));
        }
    }

    /** Sends an operation to one node, which need not be the right one. */
    static void sendTo(
            World world,
            SimulatedMachine machine,
            ClientOperation operation,
            int attempt,
            long timeoutNanos,
            Answer answer) {
        new RequestJourney(world, List.of(operation), attempt, timeoutNanos, answer).travel(machine);
    }

    private long delay() {
        return world.seededRandom().exponential(world.options().linkDelayNanos()) + 1;
    }

    private void travel(SimulatedMachine to) {
        if (world.seededRandom().chance(LOSS)) {
            world.count("requests lost");
            return;
        }
        world.timeline().after(delay(), () -> {
            SimulatedProcess process = to.process();
            if (process == null) {
                reply(() -> answer.failed(attempt, Failure.CHANGING));
            } else {
                process.post(0, () -> arrive(process));
            }
        });
    }

    private void arrive(SimulatedProcess process) {
        if (history != world.histories().number()) {
            return;
        }
        CallContext context = new CallContext(
                Life.CHAIN,
                new Origin("c" + first.client(), first.client()),
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

    private static WriteCommand command(ClientOperation operation) {
        return new WriteCommand(
                operation.kind(),
                operation.key(),
                operation.value(),
                operation.id(),
                operation.condition(),
                operation.wantPrevious());
    }

    private <T> Callback<T> telling(SimulatedProcess process, Consumer<T> answered) {
        return new Callback<>() {
            @Override
            public void completed(T result) {
                reply(process, () -> answered.accept(result));
            }

            @Override
            public void failed(RequestFailure failure) {
                Failure told = world.faultPlanter().requests().told(failure.accept(ClientFailures.OF));
                reply(process, () -> answer.failed(attempt, told));
            }
        };
    }

    private void reply(SimulatedProcess process, Runnable action) {
        if (process.isAlive()) {
            process.afterStep(() -> reply(action));
        }
    }

    private void reply(Runnable action) {
        if (world.seededRandom().chance(LOSS)) {
            world.count("answers lost");
        } else {
            world.timeline().after(delay(), action);
        }
    }
}
