package io.catena.server.requests;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Failure;
import io.catena.server.chain.Key;
import io.catena.server.chain.LoggedWrite;
import io.catena.server.chain.Origin;
import io.catena.server.chain.VersionedValue;
import io.catena.server.chain.WriteAnswer;
import io.catena.server.chain.WriteCommand;
import io.catena.server.chain.WriteId;
import io.catena.server.replica.CurrentReplica;
import io.catena.server.replica.ReplicaDriver;
import io.catena.server.replica.Waiting;
import io.catena.server.runtime.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * What a node does with a client's request, whether it came from the client or from another node: its own replica
 * answers if it is the right one, else the request goes on to the node that has it. Each callback is called once. Owned
 * by the replica's loop.
 */
public final class Requests implements ChainRequests {
    /**
     * The ports.
     *
     * @param random numbers that cannot be guessed; they become sessions' numbers (E1)
     * @param machineOf the number of the origin's machine, by which sessions are counted (E9); 0 if that is unknown
     */
    public record Ports(Clock clock, LongSupplier random, ToLongFunction<Origin> machineOf) {}

    private final SessionAdmission admission = new SessionAdmission();

    private final int chain;
    private final CurrentReplica replica;
    private final RequestRouting routing;
    private final Supplier<Configuration> newest;
    private final Forwarding forwarding;
    private final Ports ports;
    private final ChainKnowledge knowledge;

    /** Of a chain of which this node hears all news. */
    public Requests(
            int chain, CurrentReplica replica, Supplier<Configuration> newest, Forwarding forwarding, Ports ports) {
        this(chain, replica, newest, forwarding, ports, ChainKnowledge.OF_EACH_NEWS);
    }

    /**
     * @param newest the newest configuration that this node has heard of; null if of none
     * @param knowledge is to say when it is worth asking for the newest configuration, and told when there is doubt
     */
    public Requests(
            int chain,
            CurrentReplica replica,
            Supplier<Configuration> newest,
            Forwarding forwarding,
            Ports ports,
            ChainKnowledge knowledge) {
        this.knowledge = knowledge;
        this.chain = chain;
        this.replica = replica;
        this.routing = new RequestRouting(replica);
        this.newest = newest;
        this.forwarding = forwarding;
        this.ports = ports;
    }

    @Override
    public void write(CallContext context, List<WriteCommand> commands, Callback<WriteResponse> callback) {
        if (isOurs(context, callback)) {
            take(
                    context,
                    () -> routing.ofWrite(newest.get(), context.hops()),
                    callback,
                    driver -> writeHere(driver, context, commands, callback),
                    way -> forwarding.write(way.target(), context, commands, doubting(callback)));
        }
    }

    private void writeHere(
            ReplicaDriver driver, CallContext context, List<WriteCommand> commands, Callback<WriteResponse> callback) {
        writeHere(
                driver,
                context,
                commands,
                telling(callback, this::written),
                on -> take(
                        routing.ofHandedOver(newest.get()),
                        callback,
                        here -> writeHere(here, on, commands, callback),
                        way -> forwarding.write(way.target(), on, commands, doubting(callback))));
    }

    @Override
    public void openSession(CallContext context, Callback<Long> callback) {
        if (isOurs(context, callback)) {
            take(
                    context,
                    () -> routing.ofWrite(newest.get(), context.hops()),
                    callback,
                    driver -> openHere(driver, context, callback),
                    way -> forwarding.openSession(way.target(), context, doubting(callback)));
        }
    }

    private void openHere(ReplicaDriver driver, CallContext context, Callback<Long> callback) {
        long machine = ports.machineOf().applyAsLong(context.origin());
        SessionAdmission.Verdict verdict = admission.ask(machine, ports.clock().nanoTime());
        if (!verdict.isGranted()) {
            callback.failed(new RequestFailure.TooManySessions(verdict));
            return;
        }
        long number = Math.max(1, ports.random().getAsLong() & Long.MAX_VALUE);
        WriteId id = WriteId.opening(number, machine);
        WriteCommand open = new WriteCommand(LoggedWrite.Kind.OPEN_SESSION, null, null, id, null, false);
        writeHere(
                driver,
                context,
                List.of(open),
                telling(callback, answers -> number),
                on -> take(
                        routing.ofHandedOver(newest.get()),
                        callback,
                        here -> openHere(here, on, callback),
                        way -> forwarding.openSession(way.target(), on, doubting(callback))));
    }

    /**
     * Has the replica of this node do a write.
     *
     * @param handOver passes the request on: the replica was the head, and has given the request back for the next one (C17)
     */
    private void writeHere(
            ReplicaDriver driver,
            CallContext context,
            List<WriteCommand> commands,
            Waiting<List<WriteAnswer>> waiting,
            Consumer<CallContext> handOver) {
        long deadlineNanos = deadlineNanos(context);
        driver.write(context.origin(), commands, deadlineNanos, new Waiting<>() {
            @Override
            public void answered(List<WriteAnswer> answers) {
                waiting.answered(answers);
            }

            @Override
            public void failed(Failure failure) {
                if (failure == Failure.HANDED_OVER) {
                    handOver(context, deadlineNanos, waiting, handOver);
                } else {
                    waiting.failed(failure);
                }
            }
        });
    }

    /** The next head may get many requests at once: none fails because there are too many. */
    private void handOver(CallContext context, long deadlineNanos, Waiting<?> waiting, Consumer<CallContext> handOver) {
        Runnable goOn = () -> {
            long leftMillis =
                    TimeUnit.NANOSECONDS.toMillis(deadlineNanos - ports.clock().nanoTime());
            if (leftMillis > 0) {
                handOver.accept(context.handedOver(leftMillis));
            } else {
                waiting.failed(Failure.DEADLINE);
            }
        };
        if (routing.ofHandedOver(newest.get()) instanceof RequestRouting.PassedOn next) {
            forwarding.whenThereIsRoom(next.target(), context.origin(), goOn);
        } else {
            goOn.run();
        }
    }

    private WriteResponse written(List<WriteAnswer> answers) {
        return new WriteResponse(answers, epoch());
    }

    @Override
    public void read(CallContext context, List<Key> keys, Callback<ReadResponse> callback) {
        if (isOurs(context, callback)) {
            take(
                    context,
                    () -> routing.ofRead(newest.get(), context.hops()),
                    callback,
                    driver -> driver.read(
                            context.origin(), keys, deadlineNanos(context), telling(callback, this::values)),
                    way -> forwarding.read(way.target(), context, keys, doubting(callback)));
        }
    }

    @Override
    public void readStale(CallContext context, List<Key> keys, Callback<StaleReadResponse> callback) {
        if (!isOurs(context, callback)) {
            return;
        }
        ReplicaDriver driver = replica.driver();
        if (driver == null) {
            callback.failed(new RequestFailure.BetweenLives());
            return;
        }
        // Taken before the look-up: a renewal while it is under way says nothing of what it finds (R12).
        Long since = driver.view().asOfNanos();
        driver.readStale(
                context.origin(),
                keys,
                telling(
                        callback,
                        values -> new StaleReadResponse(
                                values(values),
                                since == null ? null : ports.clock().nanoTime() - since)));
    }

    private ReadResponse values(List<VersionedValue> values) {
        return new ReadResponse(values, epoch());
    }

    private static <A, T> Waiting<A> telling(Callback<T> callback, Function<A, T> result) {
        return new Waiting<>() {
            @Override
            public void answered(A answer) {
                callback.completed(result.apply(answer));
            }

            @Override
            public void failed(Failure failure) {
                callback.failed(new RequestFailure.OfReplica(failure));
            }
        };
    }

    private boolean isOurs(CallContext context, Callback<?> callback) {
        if (context.chain() == chain) {
            return true;
        }
        callback.failed(new RequestFailure.NoSuchChain(context.chain()));
        return false;
    }

    private void take(
            CallContext context,
            Supplier<RequestRouting.Way> way,
            Callback<?> callback,
            Consumer<ReplicaDriver> here,
            Consumer<RequestRouting.PassedOn> elsewhere) {
        knowledge.whenKnown(context.timeoutMillis(), () -> take(way.get(), callback, here, elsewhere));
    }

    /** A member that fails what was passed on to it may be none any more. */
    private <T> Callback<T> doubting(Callback<T> callback) {
        return new Callback<>() {
            @Override
            public void completed(T result) {
                callback.completed(result);
            }

            @Override
            public void failed(RequestFailure failure) {
                knowledge.doubt();
                callback.failed(failure);
            }
        };
    }

    private void take(
            RequestRouting.Way way,
            Callback<?> callback,
            Consumer<ReplicaDriver> here,
            Consumer<RequestRouting.PassedOn> elsewhere) {
        if (way instanceof RequestRouting.Here) {
            here.accept(replica.driver());
        } else if (way instanceof RequestRouting.PassedOn passedOn) {
            elsewhere.accept(passedOn);
        } else if (way instanceof RequestRouting.NoChain) {
            callback.failed(new RequestFailure.NoChain());
        } else {
            knowledge.doubt();
            callback.failed(new RequestFailure.Changing());
        }
    }

    private long epoch() {
        Configuration configuration = newest.get();
        return configuration == null ? 0 : configuration.epoch();
    }

    private long deadlineNanos(CallContext context) {
        return ports.clock().nanoTime() + TimeUnit.MILLISECONDS.toNanos(context.timeoutMillis());
    }
}
