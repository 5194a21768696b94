package io.catena.server.node;

import io.catena.server.chain.Failure;
import io.catena.server.chain.Key;
import io.catena.server.chain.LoggedWrite;
import io.catena.server.chain.Origin;
import io.catena.server.chain.VersionedValue;
import io.catena.server.chain.WriteAnswer;
import io.catena.server.chain.WriteCommand;
import io.catena.server.chain.WriteId;
import io.catena.server.replica.LocalReplica;
import io.catena.server.replica.ReplicaDriver;
import io.catena.server.replica.RequestRouting;
import io.catena.server.replica.Waiting;
import io.catena.server.rpc.ClientRequests;
import io.catena.server.rpc.Reply;
import io.catena.thrift.CallOptions;
import io.catena.thrift.InvalidRequest;
import io.catena.thrift.Layout;
import io.catena.thrift.ReadResults;
import io.catena.thrift.Unavailable;
import io.catena.thrift.UnavailableReason;
import io.catena.thrift.Write;
import io.catena.thrift.WriteResults;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * What a node does with a client's request: its own replica answers if it is the right one, else the request goes on to
 * the node that is. On the event loop.
 */
final class Requests implements ClientRequests {
    private final SecureRandom random = new SecureRandom();
    private final SessionAdmission sessionAdmission = new SessionAdmission();

    private final LocalReplica replica;
    private final RequestRouting routing;
    private final Forwarding forwarding;
    private final ChainLayout layout;
    private final Failures failures;

    Requests(LocalReplica replica, Forwarding forwarding, ChainLayout layout, Failures failures) {
        this.replica = replica;
        this.routing = new RequestRouting(replica);
        this.forwarding = forwarding;
        this.layout = layout;
        this.failures = failures;
    }

    @Override
    public void write(List<Write> writes, CallOptions options, Origin origin, Reply<WriteResults> reply) {
        if (!isOurs(options.getChain(), reply)) {
            return;
        }
        take(
                routing.ofWrite(layout.configuration(), options.getHops()),
                reply,
                () -> execute(WireTypes.commands(writes), options, origin, reply, this::results),
                head -> forwarding.write(head, writes, options, origin, reply));
    }

    @Override
    public void openSession(CallOptions options, Origin origin, Reply<Long> reply) {
        if (!isOurs(options.getChain(), reply)) {
            return;
        }
        take(
                routing.ofWrite(layout.configuration(), options.getHops()),
                reply,
                () -> openHere(options, origin, reply),
                head -> forwarding.openSession(head, options, origin, reply));
    }

    private void openHere(CallOptions options, Origin origin, Reply<Long> reply) {
        long opener = SessionOrigin.number(origin);
        SessionAdmission.Verdict verdict = sessionAdmission.ask(opener, System.nanoTime());
        if (!verdict.isGranted()) {
            reply.fail(failures.tooManyOpenings(verdict));
            return;
        }
        long number = Math.max(1, random.nextLong() & Long.MAX_VALUE);
        WriteId id = WriteId.opening(number, opener);
        WriteCommand open = new WriteCommand(LoggedWrite.Kind.OPEN_SESSION, null, null, id, null, false);
        execute(List.of(open), options, origin, reply, answers -> number);
    }

    @Override
    public void read(List<ByteBuffer> keys, CallOptions options, Origin origin, Reply<ReadResults> reply) {
        if (!isOurs(options.getChain(), reply)) {
            return;
        }
        if (options.isStale()) {
            readStale(keys, origin, reply);
            return;
        }
        take(
                routing.ofRead(layout.configuration(), options.getHops()),
                reply,
                () -> readHere(keys, options, origin, reply),
                tail -> forwarding.read(tail, keys, options, origin, reply));
    }

    private void readHere(List<ByteBuffer> keys, CallOptions options, Origin origin, Reply<ReadResults> reply) {
        replica.driver().read(origin, wanted(keys), deadlineNanos(options), answering(reply, results -> results));
    }

    /** From this node's replica alone. */
    private void readStale(List<ByteBuffer> keys, Origin origin, Reply<ReadResults> reply) {
        if (replica.driver() == null) {
            reply.fail(new Unavailable("this node is between two lives, try again", UnavailableReason.CHANGING));
            return;
        }
        ReplicaDriver driver = replica.driver();
        // Before the look-up: what is renewed while it is under way says nothing of what it finds.
        Long since = driver.view().asOfNanos();
        driver.readStale(origin, wanted(keys), answering(reply, results -> {
            return results.setStaleMillis(
                    since == null ? -1 : TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since) + 1);
        }));
    }

    private static List<Key> wanted(List<ByteBuffer> keys) {
        return keys.stream().map(WireTypes::key).toList();
    }

    private Waiting<List<VersionedValue>> answering(Reply<ReadResults> reply, UnaryOperator<ReadResults> complete) {
        return new Waiting<>() {
            @Override
            public void answered(List<VersionedValue> values) {
                reply.succeed(complete.apply(WireTypes.readResults(values, layout.epoch())));
            }

            @Override
            public void failed(Failure failure) {
                reply.fail(failures.ofRead(failure));
            }
        };
    }

    @Override
    public void layout(int chain, Reply<Layout> reply) {
        if (isOurs(chain, reply)) {
            reply.succeed(layout.toWire());
        }
    }

    private <T> void execute(
            List<WriteCommand> commands,
            CallOptions options,
            Origin origin,
            Reply<T> reply,
            Function<List<WriteAnswer>, T> result) {
        replica.driver().write(origin, commands, deadlineNanos(options), new Waiting<>() {
            @Override
            public void answered(List<WriteAnswer> answers) {
                reply.succeed(result.apply(answers));
            }

            @Override
            public void failed(Failure failure) {
                reply.fail(failures.ofWrite(failure));
            }
        });
    }

    private WriteResults results(List<WriteAnswer> answers) {
        return WireTypes.writeResults(answers, layout.epoch());
    }

    private boolean isOurs(int chain, Reply<?> reply) {
        if (chain == layout.chain()) {
            return true;
        }
        reply.fail(new InvalidRequest("there is no chain " + chain + "; this cluster has chain " + layout.chain()));
        return false;
    }

    /** @param passOn is given the address of the node that the request is for */
    private void take(RequestRouting.Way way, Reply<?> reply, Runnable here, Consumer<String> passOn) {
        if (way instanceof RequestRouting.Here) {
            here.run();
        } else if (way instanceof RequestRouting.PassedOn other) {
            passOn.accept(other.target().address());
        } else if (way instanceof RequestRouting.NoChain) {
            reply.fail(new Unavailable(
                    "no chain has been formed yet" + layout.noteAsClause(), UnavailableReason.NO_CHAIN));
        } else {
            reply.fail(new Unavailable(
                    "the chain's membership is changing, try again" + layout.noteAsClause(),
                    UnavailableReason.CHANGING));
        }
    }

    private static long deadlineNanos(CallOptions options) {
        return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(options.getDeadlineMillis());
    }
}
