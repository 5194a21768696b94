package io.catena.simulation;

import io.catena.server.chain.Failure;
import io.catena.server.chain.LoggedWrite;
import io.catena.server.chain.VersionedValue;
import io.catena.server.chain.WriteAnswer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Sends one node more requests at once than may wait there (Q1), at random times. A request that was refused must
 * not be carried out. Each is sent once.
 */
final class Floods {
    private static final int CLIENT = 800;
    private static final int LEAST_REQUESTS = 8;
    private static final int MOST_REQUESTS = 20;

    private final World world;
    private long operations;
    private boolean stopped;

    Floods(World world) {
        this.world = world;
    }

    void start() {
        if (world.options().floodNanos() > 0) {
            next();
        }
    }

    void stop() {
        stopped = true;
    }

    private void next() {
        world.timeline().after(world.seededRandom().exponential(world.options().floodNanos()) + 1, () -> {
            if (!stopped) {
                flood();
                next();
            }
        });
    }

    private void flood() {
        List<SimulatedMachine> up =
                world.machines().stream().filter(SimulatedMachine::isUp).toList();
        if (up.isEmpty()) {
            return;
        }
        world.count("floods of requests");
        SimulatedMachine machine = world.seededRandom().pick(up);
        int requests = (int) world.seededRandom().between(LEAST_REQUESTS, MOST_REQUESTS);
        for (int i = 0; i < requests; i++) {
            ask(machine, world.seededRandom().chance(world.options().readShare()));
        }
    }

    private void ask(SimulatedMachine machine, boolean read) {
        operations++;
        byte[] value = (CLIENT + "-" + operations).getBytes(StandardCharsets.US_ASCII);
        ClientOperation operation = new ClientOperation(
                CLIENT,
                operations,
                read ? null : LoggedWrite.Kind.PUT,
                SimulatedClient.key(world.seededRandom().below(world.options().keys())),
                read ? null : value,
                null,
                null,
                false);
        world.histories().onAsked(operation);
        Once answer = new Once(operation);
        long timeoutNanos = world.options().clientTimeoutNanos();
        world.timeline().after(timeoutNanos, () -> answer.failed(1, Failure.UNKNOWN));
        RequestJourney.sendTo(world, machine, operation, 1, timeoutNanos, answer);
    }

    /** Takes the first answer to a request. */
    private final class Once implements RequestJourney.Answer {
        private final ClientOperation operation;
        private boolean over;

        Once(ClientOperation operation) {
            this.operation = operation;
        }

        @Override
        public void written(int attempt, List<WriteAnswer> answers) {
            if (isFirst()) {
                world.histories().onWrite(operation, answers.get(0));
            }
        }

        @Override
        public void read(int attempt, List<VersionedValue> values) {
            if (isFirst()) {
                world.histories().onRead(operation, values.get(0));
            }
        }

        @Override
        public void opened(int attempt, long session) {
            throw new IllegalStateException("no session was asked for");
        }

        @Override
        public void failed(int attempt, Failure failure) {
            if (!isFirst()) {
                return;
            }
            if (failure == Failure.OVERLOADED) {
                world.count("requests refused for want of room");
            }
            if (operation.isRead()) {
                return;
            }
            if (failure == Failure.UNKNOWN) {
                world.histories().onUnknown(operation);
            } else {
                world.histories().onDenied(operation);
            }
        }

        private boolean isFirst() {
            boolean first = !over;
            over = true;
            return first;
        }
    }
}
