package io.catena.simulation;

import io.catena.server.chain.Failure;
import io.catena.server.chain.Key;
import io.catena.server.chain.LoggedWrite;
import io.catena.server.chain.Origin;
import io.catena.server.chain.VersionedValue;
import io.catena.server.chain.WriteAnswer;
import io.catena.server.chain.WriteCommand;
import io.catena.server.chain.WriteId;
import io.catena.server.replica.RequestRouting;
import io.catena.server.replica.Waiting;
import java.util.List;

/**
 * The way of a client's request, of one operation or of several reads or writes together: to some node, from there to the right one by production's routing, and
 * the answer back. Requests and answers get lost now and then; whoever asked notices by the time.
 */
final class RequestJourney {
    private static final double LOSS = 0.01;
    /** Sessions are opened for so many, one of them unknown. */
    private static final int ORIGINS = 3;

    private static final double AIMED = 0.7;

    /** Hears what becomes of an attempt. */
    interface Answer {
        /** @param answers in the order of the operations */
        void written(int attempt, List<WriteAnswer> answers);

        /** @param values in the order of the operations; fewer if all were too much for one answer */
        void read(int attempt, List<VersionedValue> values);

        void failed(int attempt, Failure failure);
    }

    private final World world;
    private final List<ClientOperation> operations;
    private final ClientOperation first;
    private final int attempt;
    private final long timeoutNanos;
    private final Answer answer;

    private RequestJourney(
            World world, List<ClientOperation> operations, int attempt, long timeoutNanos, Answer answer) {
        this.world = world;
        this.operations = operations;
        this.first = operations.get(0);
        this.attempt = attempt;
        this.timeoutNanos = timeoutNanos;
        this.answer = answer;
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
            request.travel(aimed ? aim : world.seededRandom().pick(up), 0);
        }
    }

    /** To one node, which need not be the right one. */
    static void sendTo(
            World world,
            SimulatedMachine machine,
            ClientOperation operation,
            int attempt,
            long timeoutNanos,
            Answer answer) {
        new RequestJourney(world, List.of(operation), attempt, timeoutNanos, answer).travel(machine, 0);
    }

    private long delay() {
        return world.seededRandom().exponential(world.options().linkDelayNanos()) + 1;
    }

    private void travel(SimulatedMachine to, int hops) {
        if (world.seededRandom().chance(LOSS)) {
            world.count("requests lost");
            return;
        }
        world.timeline().after(delay(), () -> {
            SimulatedProcess process = to.process();
            if (process == null) {
                reply(() -> answer.failed(attempt, Failure.CHANGING));
            } else {
                process.post(0, () -> arrive(process, hops));
            }
        });
    }

    private void arrive(SimulatedProcess process, int hops) {
        RequestRouting.Way way = first.isRead()
                ? process.routing().ofRead(process.layout(), hops)
                : process.routing().ofWrite(process.layout(), hops);
        if (way instanceof RequestRouting.Here) {
            execute(process, process.life());
        } else if (way instanceof RequestRouting.PassedOn other) {
            passOn(process, world.machine(other.target().address()), hops);
        } else {
            reply(process, () -> answer.failed(attempt, Failure.CHANGING));
        }
    }

    private void passOn(SimulatedProcess process, SimulatedMachine target, int hops) {
        if (!world.network().isCut(process.name(), target.name())) {
            travel(target, hops + 1);
        }
    }

    private void execute(SimulatedProcess process, Life life) {
        if (first.isRead()) {
            read(process, life);
            return;
        }
        long deadlineNanos = process.clockNanos() + timeoutNanos;
        life.write(origin(), operations.stream().map(this::command).toList(), deadlineNanos, new Waiting<>() {
            @Override
            public void answered(List<WriteAnswer> answers) {
                reply(process, () -> answer.written(attempt, answers));
            }

            @Override
            public void failed(Failure failure) {
                reply(process, () -> answer.failed(attempt, failure));
            }
        });
    }

    private void read(SimulatedProcess process, Life life) {
        List<Key> keys = operations.stream().map(ClientOperation::key).toList();
        Waiting<List<VersionedValue>> reader = world.faultPlanter()
                .reader(
                        new Waiting<>() {
                            @Override
                            public void answered(List<VersionedValue> values) {
                                reply(process, () -> answer.read(attempt, values));
                            }

                            @Override
                            public void failed(Failure failure) {
                                reply(process, () -> answer.failed(attempt, failure));
                            }
                        },
                        keys,
                        life.simulatedStore());
        if (world.faultPlanter().answersAtOnce(life, life.driver().view())) {
            reader.answered(keys.stream().map(life.simulatedStore()::get).toList());
        } else {
            life.driver().read(origin(), keys, process.clockNanos() + timeoutNanos, reader);
        }
    }

    /** As the head's node takes it: that one draws the number of a session. */
    private WriteCommand command(ClientOperation operation) {
        WriteId id = operation.id();
        if (operation.kind() == LoggedWrite.Kind.OPEN_SESSION) {
            long number = LogHash.mix(((long) operation.process() << 8) + attempt) & Long.MAX_VALUE;
            id = WriteId.opening(number, operation.client() % ORIGINS);
        }
        return new WriteCommand(
                operation.kind(),
                operation.key(),
                operation.value(),
                id,
                operation.condition(),
                operation.wantPrevious());
    }

    private Origin origin() {
        return new Origin("c" + first.client(), first.client());
    }

    private void reply(SimulatedProcess process, Runnable action) {
        if (process.isAlive()) {
            reply(action);
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
